"""Pages to read, drawn with whatever Chinese font the machine has."""

import functools
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FONTS = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/truetype/arphic/uming.ttc", 0),
)

LETTER = (
    "关于楼下烧烤店油烟扰民的反映",
    "尊敬的市信访局领导：",
    "　　我是芗城区南坑街道的居民陈阿明，住在延安北路一栋三楼。今年",
    "三月以来，楼下新开的烧烤店每天营业到凌晨两点，油烟直接排进我家",
    "的窗户，孩子整夜咳嗽。我们多次找店主协商，他都说正在整改，但是",
    "到现在仍然没有安装油烟净化设备。",
    "　　恳请有关部门到现场查看，责令店家安装净化设备，并按时关门。",
    "此致",
    "敬礼",
    "　　　　　　　　　　　　　　　　　　　　　　反映人：陈阿明",
    "　　　　　　　　　　　　　　　　　　　　　　2026年10月8日",
)

SHORT_LETTER = (
    "情况反映",
    "　　村口的路灯坏了两个月，晚上老人出门很不安全。",
    "　　请派人修理，谢谢。",
    "　　　　　　　　　　　　反映人：林小红",
    "　　　　　　　　　　　　2026年9月1日",
)


@functools.cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The first font of the list that is there; without any, the test that asks is skipped."""
    for path, index in FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size, index=index)
    pytest.skip("no Chinese font on this machine (fonts-noto-cjk or fonts-wqy-microhei)")


def draw_page(
    lines: Sequence[str],
    *,
    size: tuple[int, int] = (1240, 1754),
    characters: int = 32,
    top: int = 150,
    ink: tuple[int, int, int] = (20, 20, 20),
    paper: Image.Image | None = None,
) -> Image.Image:
    """An A4 page at 150 dpi with one line of text under the other, each `characters` wide at most."""
    page = paper or Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(page)
    margin = size[0] // 10
    height = (size[0] - 2 * margin) // characters
    for number, line in enumerate(lines):
        pen.text((margin, top + number * round(1.9 * height)), line, font=font(height), fill=ink)
    return page


def as_array(page: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(page, np.uint8)


def encode(page: Image.Image, form: str, **options: object) -> bytes:
    """An image as the bytes of a file."""
    body = io.BytesIO()
    page.save(body, form, **options)
    return body.getvalue()


def one_page_pdf(
    content: bytes,
    *,
    resources: bytes = b"",
    extra: Sequence[bytes] = (),
    box: tuple[float, float] = (595, 842),
    page_keys: bytes = b"",
) -> bytes:
    """A PDF of one page, written by hand: `extra` are the objects from number 5 on."""
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Contents 4 0 R/Resources<<%s>>%s>>"
        % (*box, resources, page_keys),
        stream(content),
        *extra,
    )


def stream(body: bytes, keys: bytes = b"") -> bytes:
    """A stream object."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (keys, len(body), body)


def image_object(jpeg: bytes, *, width: int, height: int, space: bytes = b"/DeviceRGB", keys: bytes = b"") -> bytes:
    """A JPEG as the object of a PDF."""
    said = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s/BitsPerComponent 8/Filter/DCTDecode%s"
    return stream(jpeg, said % (width, height, space, keys))


def scan_pdf(jpeg: bytes, *, width: int, height: int, page_keys: bytes = b"", over: bytes = b"") -> bytes:
    """A PDF as a scanner writes it: one JPEG that is the whole page; `over` is drawn after it."""
    return one_page_pdf(
        b"q 595 0 0 842 0 0 cm /I Do Q " + over,
        resources=b"/XObject<</I 5 0 R>>/Font<</F 6 0 R>>",
        extra=[image_object(jpeg, width=width, height=height), LATIN_FONT],
        page_keys=page_keys,
    )


LATIN_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def write_pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A whole PDF file of the objects 1, 2, 3 … with the first as its catalog."""
    body, places = bytearray(b"%PDF-1.4\n"), []
    for number, thing in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, thing)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(body)
