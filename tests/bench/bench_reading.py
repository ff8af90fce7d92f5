"""Character errors and CPU seconds a page of every way to read, side by side in one run.

Usage: .venv/bin/python tests/bench/bench_reading.py [--all] [FOLDER]
FOLDER holds scans with NAME.expected.toml beside them (default sample_docs), or truth.json and pages/. The ways: this
program with RapidOCR and with Tesseract, RapidOCR as it comes, pytesseract as it comes. Text layers are left out.
"""

import json
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from extractors.engines.engine import open_engine
from extractors.intake.formats import PDF, tell_media_type
from extractors.pages.page_reader import read_picture
from extractors.pages.page_work import Picture
from extractors.sources.page_sources import count_pages
from extractors.sources.pdf import load_pdf_page, read_text_layer
from extractors.sources.pictures import load_picture
from tests.measuring import count_errors, plain

NO_LIMIT = 10**9


def load(folder: Path) -> list[tuple[str, Picture, int, str]]:
    """Name, picture, dpi and true text of every page that is a picture."""
    pages = []
    if (folder / "truth.json").exists():
        for entry in json.loads((folder / "truth.json").read_text("utf-8")):
            picture, dpi = load_picture(folder / "pages" / entry["file"], 1)
            pages.append((entry["id"], picture, dpi, entry["gt"]))
        return pages
    for expected in sorted(folder.glob("*.expected.toml")):
        wanted = tomllib.loads(expected.read_text("utf-8"))
        path = folder / wanted["file"]
        media_type = tell_media_type(path.read_bytes()[:1024])
        for number in range(1, count_pages(path, media_type, max_pages=99, max_pixels=NO_LIMIT) + 1):
            if media_type == PDF:
                if read_text_layer(path, number):
                    continue
                picture, dpi = load_pdf_page(path, number, max_pixels=NO_LIMIT)
            else:
                picture, dpi = load_picture(path, number)
            pages.append((f"{path.stem} {number}", picture, dpi, wanted["pages"][number - 1]["text"]))
    return pages


def ours(engine_name: str) -> Callable[[Picture, int], str]:
    """This program's whole page work with one engine."""
    engine = open_engine(engine_name)

    def read(picture: Picture, dpi: int) -> str:
        lines = read_picture(picture, number=1, dpi=dpi, engine=engine).ordered.lines
        return "".join(line.joint + line.text for line in lines)

    return read


def rapidocr_as_it_comes() -> Callable[[Picture, int], str]:
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1})

    def read(picture: Picture, _: int) -> str:
        return "".join(engine(picture if picture.ndim == 2 else picture[:, :, ::-1]).txts or ())

    return read


def tesseract_as_it_comes() -> Callable[[Picture, int], str]:
    import os

    import pytesseract
    from PIL import Image

    os.environ["OMP_THREAD_LIMIT"] = "1"

    def read(picture: Picture, _: int) -> str:
        return str(pytesseract.image_to_string(Image.fromarray(picture), lang="chi_sim"))

    return read


def cpu() -> float:
    import resource

    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(kind)[:2]) for kind in kinds)


def main() -> None:
    folders = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("--")]
    pages = load(folders[0] if folders else PROJECT / "sample_docs")
    ways = {"laixin, rapidocr": ours("rapidocr")}
    if "--all" in sys.argv:
        ways["RapidOCR as it comes"] = rapidocr_as_it_comes()
        ways["laixin, tesseract"] = ours("tesseract")
        ways["pytesseract as it comes"] = tesseract_as_it_comes()
    print("| way | wrong characters | worst page | pages > 2 % | CPU s a page |\n|---|---|---|---|---|")
    for name, read in ways.items():
        read(*pages[0][1:3])  # the first page pays for loading
        before = cpu()
        began = time.time()
        texts = [read(picture, dpi) for _, picture, dpi, _ in pages]
        spent = (cpu() - before) / len(pages)
        rates = [
            count_errors(plain(truth), plain(text)) / len(plain(truth))
            for (*_, truth), text in zip(pages, texts, strict=True)
        ]
        worst = max(range(len(pages)), key=lambda at: rates[at])
        print(
            f"| {name} | {100 * sum(rates) / len(rates):.2f} % | {pages[worst][0]} {100 * rates[worst]:.1f} % "
            f"| {sum(rate > 0.02 for rate in rates)} of {len(pages)} | {spent:.2f} |",
            flush=True,
        )
        print(f"{name}: {time.time() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
