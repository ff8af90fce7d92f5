"""JPEG in the strips of a TIFF, put together: the same pixels as decoding the TIFF gives, and damage is told."""

import io

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from extractors.archiving.tiff_jpegs import join_strips
from tests.drawing import encode
from tests.extractors.archiving.test_archive import noisy


def joined(body: bytes) -> bytes | None:
    with Image.open(io.BytesIO(body)) as tiff:
        assert isinstance(tiff, TiffImagePlugin.TiffImageFile)
        return join_strips(tiff, body)


def pixels(body: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(body)))


@pytest.mark.parametrize("mode", ["RGB", "YCbCr", "L"])
@pytest.mark.parametrize("strip_rows", [16, 64, 4000])
def test_the_joined_jpeg_has_the_very_pixels_of_the_tiff(mode: str, strip_rows: int) -> None:
    image = noisy().crop((0, 0, 333, 250)).convert(mode)
    width = len(image.getbands()) * image.width
    body = encode(image, "TIFF", compression="jpeg", quality=80, strip_size=strip_rows * width)
    jpeg = joined(body)
    assert jpeg is not None
    assert len(jpeg) < len(body)
    assert (
        np.abs(
            pixels(jpeg).astype(int) - np.asarray(Image.open(io.BytesIO(body)).convert(mode if mode == "L" else "RGB"))
        ).max()
        <= 2
    )


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_deflate", "raw"])
def test_what_is_no_jpeg_is_left_to_others(compression: str) -> None:
    assert joined(encode(noisy(), "TIFF", compression=compression)) is None


@pytest.mark.parametrize("cut", [0, 3, 40, 400])
def test_damaged_strips_raise_what_was_said(cut: int) -> None:
    body = bytearray(encode(noisy(), "TIFF", compression="jpeg", strip_size=10**7))
    with Image.open(io.BytesIO(bytes(body))) as tiff:
        (start,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]
    body[start + cut : start + length] = bytes(length - cut)
    with pytest.raises((ValueError, IndexError)):
        joined(bytes(body))
