"""Words of a PDF stand where the page shows them, whatever its boxes and turns; what it cuts off is not read."""

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw

from extractors.sources.pdf import POINTS, load_pdf_page, render_page
from extractors.sources.text_layers import read_text_layer
from tests.drawing import encode

PIXELS = 120_000_000
TURNS = {0: b"1 0 0 1", 90: b"0 1 -1 0", 180: b"-1 0 0 -1", 270: b"0 -1 1 0"}


def add_page(pdf: pikepdf.Pdf, content: bytes, *, media=(0, 0, 800, 1000), crop=None, rotate=0, **resources) -> None:
    page = pdf.add_blank_page(page_size=(800, 1000))
    page.MediaBox, page.Rotate = Array(media), rotate
    if crop:
        page.CropBox = Array(crop)
    page.Resources, page.Contents = Dictionary(**resources), pdf.make_stream(content)


@pytest.mark.parametrize("rotate", TURNS)
@pytest.mark.parametrize(
    ("media", "crop"),
    [
        ((0, 0, 800, 1000), None),
        ((100, 50, 900, 1050), None),
        ((0, 0, 800, 1000), (100, 120, 640, 930)),
        ((100, 50, 900, 1050), (0, 0, 600, 1050)),
    ],
)
def test_a_text_layers_lines_stand_on_the_ink_of_the_page_as_it_is_shown(tmp_path, rotate, media, crop):
    path = tmp_path / "boxes.pdf"
    with pikepdf.new() as pdf:
        font = Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        content = b"BT /F 20 Tf %s 300 500 Tm (HHHHH) Tj ET" % TURNS[rotate]
        add_page(pdf, content, media=media, crop=crop, rotate=rotate, Font=font)
        pdf.save(path)
    layer = read_text_layer(path, 1)
    assert layer is not None
    picture, dpi = render_page(path, 1, max_pixels=PIXELS)
    assert np.allclose(np.array(picture.shape[1::-1]) * POINTS / dpi, layer.size, atol=1)
    rows, columns = np.nonzero(picture[:, :, 0] < 100)
    ((_, (left, top, right, bottom)),) = layer.lines
    scale = POINTS / dpi
    assert (left, right) == pytest.approx((columns.min() * scale, columns.max() * scale), abs=3)
    assert top - 1 < rows.min() * scale < rows.max() * scale < bottom + 1
    assert bottom - top < 25


def test_a_sheet_shown_by_halves_is_read_by_halves(tmp_path: Path):
    sheet = Image.new("L", (1600, 1000), 255)
    ImageDraw.Draw(sheet).rectangle((1100, 300, 1500, 700), fill=0)
    path = tmp_path / "halves.pdf"
    with pikepdf.new() as pdf:
        picture = pikepdf.Stream(pdf, encode(sheet, "JPEG"))
        picture.stream_dict = Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=1600, Height=1000, BitsPerComponent=8,
            ColorSpace=Name.DeviceGray, Filter=Name.DCTDecode,
        )  # fmt: skip
        held = Dictionary(I=pdf.make_indirect(picture))
        for left in (0, 400):
            crop = (left, 0, left + 400, 500)
            add_page(pdf, b"q 800 0 0 500 0 0 cm /I Do Q", media=(0, 0, 800, 500), crop=crop, XObject=held)
        pdf.save(path)
    first, second = (load_pdf_page(path, number, max_pixels=PIXELS)[0] for number in (1, 2))
    assert first.shape == second.shape
    assert first.shape[0] > first.shape[1]
    assert first.min() > 200, "the other half's ink belongs to the other page"
    assert second.min() < 50
