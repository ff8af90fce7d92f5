"""The checks of `laixin doctor`: each looks at one thing and says what was found and what to do."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cli.books import open_books
from cli.calendar_check import check_calendar
from cli.check import Check, State
from cli.key_checks import check_blind_key, check_likeness_key
from cli.outbox_checks import check_targets
from cli.rows_check import check_rows
from cli.texts import LANG, text
from cli.troubles import describe_trouble
from cli.visible import show_visible

if TYPE_CHECKING:
    from records import Settings

OLDEST_PYTHON = (3, 11)
FREE_GB = 2
WORKER_GB = 1.0
"""What a reading process takes, engine loaded (docs/performance.md)."""
SHM_MB = 64
MEMINFO, CGROUP_LIMIT = Path("/proc/meminfo"), Path("/sys/fs/cgroup/memory.max")
SHM = Path("/dev/shm")  # noqa: S108 (looked at, not written)
GB, MB = 10**9, 10**6


def check_all(settings: "Settings") -> Iterator[Check]:
    """Every check, one after the other; what a check itself stumbles over is told as missing."""
    for name, check in CHECKS.items():
        try:
            yield check(settings)
        except Exception as error:  # noqa: BLE001 (a doctor must see the next patient)
            trouble = describe_trouble(error)
            yield Check(name, "missing", trouble.sentence, trouble.todo)


def check_python(_: "Settings") -> Check:
    """The interpreter's version."""
    good = sys.version_info >= OLDEST_PYTHON
    version = sys.version.split()[0]
    return Check("python", "ok", version) if good else Check("python", "missing", version, text("doctor.python-todo"))


def check_packages(_: "Settings") -> Check:
    """Every package that this one requires is installed."""
    import re
    from importlib.metadata import PackageNotFoundError, distribution, requires

    needed = (line for line in requires("laixin") or () if "extra ==" not in line)
    names = [re.split(r"[\s;<>=!~\[(]", line, maxsplit=1)[0] for line in needed]
    absent = []
    for name in names:
        try:
            distribution(name)
        except PackageNotFoundError:
            absent.append(name)
    if absent:
        found = text("doctor.packages-missing", names=", ".join(absent))
        return Check("packages", "missing", found, text("doctor.packages-todo"))
    return Check("packages", "ok", text("doctor.packages-found", count=len(names)))


def check_settings(settings: "Settings") -> Check:
    """The settings are read already, and the engine is one of those installed; how many the office has set."""
    from extractors.engines.engine import find_plug

    find_plug(settings.engine)
    count = sum(f"LAIXIN_{name.upper()}" in os.environ for name in type(settings).model_fields)
    return Check("settings", "ok", text("doctor.settings-found", count=count))


def check_rapidocr(settings: "Settings") -> Check:
    """RapidOCR loads with its models. Needed unless the office chose the other engine."""
    from importlib.metadata import PackageNotFoundError, distribution

    from extractors.engines.engine import open_engine
    from records import SetupError

    state: State = "missing" if settings.engine == "rapidocr" else "warning"
    try:
        package = distribution("rapidocr")
    except PackageNotFoundError:
        return Check("rapidocr", state, text("doctor.absent"), text("doctor.rapidocr-todo"))
    sizes = (Path(str(file.locate())).stat().st_size for file in package.files or () if file.suffix == ".onnx")
    megabytes = round(sum(sizes) / MB)
    try:
        open_engine("rapidocr")
    except SetupError:
        found = text("doctor.rapidocr-no-models", version=package.version)
        return Check("rapidocr", state, found, text("doctor.rapidocr-todo"))
    found = text("doctor.rapidocr-found", version=package.version, megabytes=megabytes)
    from extractors.engines.ppocr_models import are_prepared, has_fast_products

    if has_fast_products() and not are_prepared():
        return Check("rapidocr", "warning", found, text("doctor.rapidocr-slow"))
    return Check("rapidocr", "ok", found)


def check_tesseract(settings: "Settings") -> Check:
    """Tesseract and its Chinese data. A warning unless the office chose it."""
    state: State = "missing" if settings.engine == "tesseract" else "warning"
    program = shutil.which("tesseract")
    if program is None:
        found = text("doctor.absent") if state == "missing" else text("doctor.tesseract-spare")
        return Check("tesseract", state, found, text("doctor.tesseract-todo"))
    version, languages = (_first_words(program, option) for option in ("--version", "--list-langs"))
    told = version[1] if len(version) > 1 else text("doctor.unknown")
    if "chi_sim" not in languages:
        found = text("doctor.tesseract-no-chinese", version=told)
        return Check("tesseract", state, found, text("doctor.tesseract-todo"))
    return Check("tesseract", "ok", told)


def _first_words(program: str, option: str) -> list[str]:
    done = subprocess.run([program, option], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 (found by which)
    return (done.stdout or done.stderr).split()


def check_home(settings: "Settings") -> Check:
    """The home folder can be written and has room."""
    found = _check_folder("home", settings.home)
    if found.state == "ok" and shutil.disk_usage(_nearest(settings.home)).free < FREE_GB * GB:
        return Check("home", "warning", found.found, text("doctor.space-todo"))
    return found


def check_inbox(settings: "Settings") -> Check:
    """The inbox can be read and written: files are removed from it once they are kept."""
    from extractors.intake.inbox import look_into

    folder = settings.inbox_folder
    if not folder.is_dir() or not _writable(folder):
        return _check_folder("inbox", folder)
    found = text("doctor.inbox-found", path=show_visible(str(folder)), files=len(look_into(folder).dropped))
    return Check("inbox", "ok", found)


def _check_folder(name: str, folder: Path) -> Check:
    path, there = show_visible(str(folder)), _nearest(folder)
    if not there.is_dir() or not _writable(there):
        return Check(name, "missing", text("doctor.folder-not-writable", path=path), text(f"doctor.{name}-todo"))
    if there != folder.absolute():
        return Check(name, "ok", text("doctor.folder-new", path=path))
    free = round(shutil.disk_usage(there).free / GB)
    return Check(name, "ok", text("doctor.folder-found", path=path, gigabytes=free))


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that there is."""
    here = folder.absolute()
    return next(place for place in (here, *here.parents) if place.exists())


def _writable(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.W_OK | os.X_OK)


def check_database(settings: "Settings") -> Check:
    """The database opens; opening brings its tables up to date."""
    if settings.database_url is None and not settings.ledger_file.exists():
        return Check("database", "ok", text("doctor.database-new"))
    with open_books(settings) as ledger:
        return Check("database", "ok", text("doctor.database-found", cases=ledger.balance().cases))


def check_vocabulary(settings: "Settings") -> Check:
    """Every table of the vocabulary is valid; which version is in use, and which tables are the office's own."""
    from vocab import load_vocabulary

    known = load_vocabulary(settings.vocab)
    topics = len({(topic.level1, topic.level2) for topic in known.topics})
    found = text("doctor.vocabulary-found", topics=topics, units=len(known.units), hash=known.hash[:12])
    if known.own_files:
        found += text("doctor.vocabulary-own", files=show_visible("、".join(known.own_files)))
    return Check("vocabulary", "ok", found)


def check_model(settings: "Settings") -> Check:
    """The topic model and the judging model load and fit this version."""
    from flows.judging_models import open_judging
    from vocab import load_vocabulary

    judging = open_judging(settings, load_vocabulary(settings.vocab))
    return Check("model", "ok", f"{judging.in_service.id}, {judging.id}")


def check_own_models(settings: "Settings") -> Check:
    """What is in service of the office's own models can serve, and the files of all others are as they were written."""
    from classifiers.registry.folder_checks import check_own, check_sums
    from classifiers.registry.names import own_models
    from classifiers.registry.service import read_service
    from classifiers.registry.versions import iterate_own_folders
    from vocab import load_vocabulary

    models, todo = own_models(settings.home), text("doctor.own-models-todo")
    tables, serving = load_vocabulary(settings.vocab), read_service(models).tasks
    for task, name in serving.items():
        refusals = check_own(models / name, task, vocabulary=tables, home=settings.home)
        for refusal in refusals:
            if refusal.code != "gate.terms":  # it judges on; the next one is trained with the tables of today
                found = f"{name}: {tables.codes[refusal.code].text(LANG)}"
                return Check("own_models", "missing", found, text("doctor.own-models-back", task=task))
    broken = [folder.name for _, folder in iterate_own_folders(models) if check_sums(folder)]
    if broken:
        return Check("own_models", "warning", text("doctor.own-models-broken", names="、".join(broken)), todo)
    if not serving:
        return Check("own_models", "ok", text("doctor.own-models-none"))
    return Check("own_models", "ok", "、".join(serving.values()))


def check_machine(settings: "Settings") -> Check:
    """There is memory for the reading processes."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    workers = settings.worker_count
    free = _free_memory()
    told = text("doctor.unknown") if free is None else f"{free / GB:.1f}"
    found = text("doctor.machine-found", cores=cores, gigabytes=told, workers=workers)
    fitting = workers if free is None else max(1, int(free / GB / WORKER_GB))
    if workers > fitting:
        return Check("machine", "warning", found, text("doctor.machine-todo", workers=fitting))
    return Check("machine", "ok", found)


def _free_memory() -> int | None:
    """Bytes that processes may still take: the machine's, or the container's limit when that is less."""
    try:
        lines = dict(line.split(":", 1) for line in MEMINFO.read_text().splitlines())
        free = int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None
    try:
        return min(free, int(CGROUP_LIMIT.read_text()))
    except (OSError, ValueError):  # no container, or "max": no limit
        return free


def check_shm(_: "Settings") -> Check:
    """Shared memory, which the semaphores of the reading processes live in."""
    if not SHM.is_dir():
        return Check("shm", "warning", text("doctor.absent"), text("doctor.shm-todo"))
    free = shutil.disk_usage(SHM).free // MB
    found = text("doctor.shm-found", megabytes=free)
    return Check("shm", "ok", found) if free >= SHM_MB else Check("shm", "warning", found, text("doctor.shm-todo"))


CHECKS: dict[str, Callable[["Settings"], Check]] = {
    "python": check_python,
    "packages": check_packages,
    "settings": check_settings,
    "rapidocr": check_rapidocr,
    "tesseract": check_tesseract,
    "home": check_home,
    "inbox": check_inbox,
    "database": check_database,
    "likeness_key": check_likeness_key,
    "blind_key": check_blind_key,
    "vocabulary": check_vocabulary,
    "model": check_model,
    "own_models": check_own_models,
    "rows": check_rows,
    "targets": check_targets,
    "calendar": check_calendar,
    "machine": check_machine,
    "shm": check_shm,
}
