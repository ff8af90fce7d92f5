"""Find the fonts of this machine that pages can be drawn with."""

import re
import subprocess
from functools import cache
from pathlib import Path

from sample_docs.fonts import Face, Slice, characters_of

FACES: dict[str, tuple[str, ...]] = {
    # Patterns of file names, in the order in which they are liked; #N is a font of a collection.
    "song": ("NotoSerifCJK-Regular.ttc#2", "SourceHanSerif*", "simsun.ttc", "gbsn00lp.ttf", "uming.ttc#0"),
    "song-bold": ("NotoSerifCJK-Bold.ttc#2", "NotoSansCJK-Bold.ttc#2", "wqy-zenhei.ttc"),
    "hei": ("NotoSansCJK-Regular.ttc#2", "SourceHanSans*", "msyh.ttc", "simhei.ttf", "wqy-*.ttc"),
    "hei-bold": ("NotoSansCJK-Bold.ttc#2", "msyhbd.ttc", "wqy-zenhei.ttc"),
    "kai": ("gkai00mp.ttf", "simkai.ttf", "ukai.ttc#0"),
    "ming": ("gbsn00lp.ttf", "uming.ttc#0"),
    "traditional": ("NotoSerifCJK-Regular.ttc#3", "uming.ttc#0", "ukai.ttc#0"),
    "wenkai": ("lxgwwenkai-regular-*.woff2", "LXGWWenKai-Regular.ttf"),
    "longcang": ("long-cang-*.woff2", "LongCang*.ttf"),
    "mashan": ("ma-shan-zheng-*.woff2", "MaShanZheng*.ttf"),
    "zhimang": ("zhi-mang-xing-*.woff2", "ZhiMangXing*.ttf"),
}
SPARE = ("wenkai", "kai", "song", "hei", "traditional", "ming")
"""Where a face lacks a character, the first of these that has it draws it."""

SAMPLE = "信访局反映情况年月日0123456789"


@cache
def _files_of_system() -> tuple[Path, ...]:
    try:
        told = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ()
    return tuple(sorted({Path(line.split(":")[0].strip()) for line in told.splitlines() if line.strip()}))


def find_faces(folder: Path | None) -> dict[str, Face]:
    """Every face that can be drawn, by name: fonts of the folder first, then those that fontconfig knows.

    A face that neither has is left out; where `song` or `hei` has no font of its kind, any Chinese one stands in.
    """
    files = (*(sorted(path for path in folder.rglob("*") if path.is_file()) if folder else ()), *_files_of_system())
    own: dict[str, tuple[Slice, ...]] = {}
    for name, patterns in FACES.items():
        for pattern in patterns:
            glob, _, index = pattern.partition("#")
            found = [path for path in files if path.match(glob)]
            if found:
                first = found[0].parent  # the same font may lie in the folder and in the system
                own[name] = tuple(Slice(path, int(index or 0)) for path in found if path.parent == first)
                break
    usable = [Slice(path, 0) for path in files if re.fullmatch(r"\.(ttc|ttf|otf)", path.suffix) and _covers(path)]
    for name in ("song", "hei"):
        if name not in own and usable:
            own[name] = (usable[0],)
    spare = tuple(part for name in SPARE for part in own.get(name, ()))
    return {name: Face(name, (*parts, *(part for part in spare if part not in parts))) for name, parts in own.items()}


def _covers(path: Path) -> bool:
    try:
        return set(map(ord, SAMPLE)) <= characters_of(Slice(path, 0))
    except Exception:  # noqa: BLE001 (whatever is wrong with a font file, it is not drawn with)
        return False


def find_plot_font() -> Path | None:
    """A font of the system for a plot's labels; None when there is no Chinese one."""
    for name in ("NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc"):
        for path in _files_of_system():
            if path.name == name:
                return path
    return next(iter(_files_of_system()), None)
