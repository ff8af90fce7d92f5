"""CPU seconds a letter by stage, over the sample letters.

Usage: .venv/bin/python tests/bench/bench_cost.py [FOLDER]
FOLDER holds scans; default sample_docs. Prints the table of docs/performance.md. The reading processes' CPU is
counted when they end; Prefect's is the difference that one flow run over all letters makes to this process and its
temporary server, after the server has started (its start is told apart).
"""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from records import LetterError, Settings


def cpu_of_tree() -> float:
    """CPU seconds of this process and all that descend from it and still run."""
    ticks, parents = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            ticks[int(entry.name)] = sum(map(int, fields[11:15]))
    mine, grown = {os.getpid()}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in mine} - mine
        mine |= more
        grown = bool(more)
    return sum(ticks[pid] for pid in mine if pid in ticks) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "sample_docs"
    home = Path(tempfile.mkdtemp(prefix="laixin-cost-"))
    settings = Settings(home=home, settle_s=0)
    settings.inbox_folder.mkdir(parents=True)
    for path in folder.iterdir():
        if path.suffix in {".jpg", ".png", ".tif", ".pdf"}:
            shutil.copy(path, settings.inbox_folder)

    from flows.prefect_environment import prepare_prefect

    prepare_prefect(home)
    from classifiers.judge import judge_letter
    from extractors.fields.findings import find_all
    from extractors.letters import read_letter
    from flows.bench import Bench
    from flows.inbox import inbox
    from flows.office import open_office
    from records import Reading

    spent: dict[str, float] = defaultdict(float)

    def took(stage: str, since: float) -> None:
        spent[stage] += time.process_time() - since

    with open_office(settings) as office:
        for _ in range(2):
            since = time.process_time()
            office.take_in_ready()
            took("intake", since)
        scans = office.ledger.pending()
        pages = 0
        before = cpu_of_tree()
        letters = []
        for scan in scans:
            try:
                letter = read_letter(scan, office.originals.path(scan.sha256), pool=office.pool, max_bytes=10**9)
            except LetterError:
                continue
            letters.append(letter)
            pages += len(letter.pages)
        spent["reading"] = cpu_of_tree() - before
        since = time.process_time()
        judge_letter(letters[0], (), vocabulary=office.vocabulary, judging=office.judging)  # loads jieba's dictionary
        loading = time.process_time() - since
        for letter in letters:
            since = time.process_time()
            findings = find_all(letter, vocabulary=office.vocabulary, received=datetime.now(UTC).date())
            took("fields", since)
            since = time.process_time()
            verdict = judge_letter(letter, findings, vocabulary=office.vocabulary, judging=office.judging)
            took("judgement", since)
            reading = Reading(
                letter=letter,
                findings=(*findings, *verdict.accused),
                judgements=verdict.judgements,
                stamp=office.stamp,
                matters=verdict.matters,
            )
            since = time.process_time()
            office.ledger.record_case(reading, at=datetime.now(UTC))
            took("ledger", since)
        with Bench(office) as bench:
            jobs = [bench.start(letter.scan) for letter in letters]
            for job in jobs:
                job.result()
            names = [letter.scan.sha256 for letter in letters]
            began, before = time.time(), cpu_of_tree()
            asyncio.run(inbox(str(bench.home), "start", names[:1]))
            start = (time.time() - began, cpu_of_tree() - before)
            before = cpu_of_tree()
            asyncio.run(inbox(str(bench.home), "bench", names))
            time.sleep(3)  # the server records after the client is done
            spent["Prefect"] = cpu_of_tree() - before
    total = sum(spent.values())
    print(f"{len(letters)} letters, {pages} pages\n")
    print("| stage | CPU s a letter | share |\n|---|---|---|")
    for stage in ("intake", "reading", "fields", "judgement", "ledger", "Prefect"):
        print(f"| {stage} | {spent[stage] / len(letters):.4f} | {100 * spent[stage] / total:.1f} % |")
    rest = total - spent["reading"]
    print(f"| all but reading | {rest / len(letters):.4f} | {100 * rest / total:.1f} % |")
    print(f"\njieba's dictionary, once a run: {loading:.1f} CPU s")
    print(f"Prefect's temporary server, once a run: {start[0]:.1f} s, {start[1]:.1f} CPU s")
    shutil.rmtree(home)


if __name__ == "__main__":
    main()
