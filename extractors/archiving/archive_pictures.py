"""Pictures on the pages of an archive copy: the scan's own data as it is, or what was decoded of it without loss."""

import io
import struct
from collections.abc import Sequence
from contextlib import suppress

import img2pdf
import numpy as np
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Object, Pdf
from PIL import ExifTags, Image, TiffImagePlugin

from extractors.archiving.invisible_text import Matrix
from extractors.archiving.tiff_jpegs import join_strips
from extractors.intake.contents import Content, open_content
from extractors.intake.formats import JPEG, PNG, TIFF
from extractors.pages.page_work import Picture
from extractors.sources.text_layers import POINTS

LEAST_DPI = 90
"""Cameras write 72 for a resolution that they do not know; no scanner goes below this."""

LONG_SIDE = 842
"""Points of the long side of a page whose resolution nobody knows: A4."""

SIDES = (3.0, 14400.0)
"""The least and the greatest side of a page in points (ISO 19005-2, 6.1.13)."""

PICTURE = Name("/Scan")

_TURNS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""For each orientation of Exif the matrix that lays the picture as it is stored the right way into the unit square."""


class NoSuchPictureError(Exception):
    """The file's own data cannot stand in a PDF as it is; it must be decoded."""


def take_over(content: Content, media_type: str) -> tuple[Pdf, tuple[int, ...]]:
    """The pictures of a file as img2pdf embeds them, a page each, and how each is turned (Exif's orientation).

    JPEG, PNG and fax data are copied as they are, JPEG in a TIFF too; what TIFF packs otherwise is packed anew without
    loss.

    Raises:
        NoSuchPictureError: for kinds of file, colours or turns that cannot be taken over.
    """
    if media_type not in (JPEG, PNG, TIFF):
        raise NoSuchPictureError
    with open_content(content) as stream:
        data = stream.read()
    try:
        turns = _orientations(data)
        # Decoding turns some kinds of TIFF and not others.
        keeps = media_type != TIFF or set(turns) == {1}
        pictures = _embed_frames(data, is_tiff=media_type == TIFF) if keeps else None
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (Pillow and img2pdf raise anything at all, and quote the file)
        raise NoSuchPictureError(type(error).__name__) from None
    if pictures is None:
        raise NoSuchPictureError
    return pictures, turns


def _embed_frames(data: bytes, *, is_tiff: bool) -> Pdf:
    """A PDF with every picture of a file; a JPEG that a TIFF holds in strips is put together, not decoded."""
    jpegs = _find_jpegs(data) if is_tiff else []
    others = Pdf.open(io.BytesIO(_embed(data, all_frames=True))) if None in jpegs or not jpegs else None
    if not any(jpegs) and others is not None:
        return others
    pictures = Pdf.new()
    for number, jpeg in enumerate(jpegs):
        if jpeg is None and others is not None:
            pictures.pages.append(others.pages[number])
        elif jpeg is not None:
            with Pdf.open(io.BytesIO(_embed(jpeg))) as made:
                pictures.pages.append(made.pages[0])
    return pictures


def _find_jpegs(data: bytes) -> list[bytes | None]:
    """For each page of a TIFF its JPEG, where it is one."""
    found = []
    with Image.open(io.BytesIO(data), formats=("TIFF",)) as tiff:
        for frame in range(getattr(tiff, "n_frames", 1)):
            tiff.seek(frame)
            jpeg = None
            if isinstance(tiff, TiffImagePlugin.TiffImageFile):
                with suppress(ValueError, struct.error, IndexError, KeyError):
                    jpeg = join_strips(tiff, data)
            found.append(jpeg)
    return found


def _embed(data: bytes, *, all_frames: bool = False) -> bytes:
    """A PDF with the pictures of an image file, a page each; only its pictures matter."""
    made: bytes = img2pdf.convert(
        io.BytesIO(data),  # not the bytes: they would be taken for a file's name first
        engine=img2pdf.Engine.pikepdf,
        rotation=img2pdf.Rotation.none,
        first_frame_only=not all_frames,
        layout_fun=lambda *_: (100.0, 100.0, 100.0, 100.0),
        nodate=True,
    )
    return made


def _orientations(data: bytes) -> tuple[int, ...]:
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF")) as image:
        found = []
        is_tiff = isinstance(image, TiffImagePlugin.TiffImageFile)
        for frame in range(getattr(image, "n_frames", 1) if is_tiff else 1):  # of others the first is the page
            image.seek(frame)
            tags = image.tag_v2 if isinstance(image, TiffImagePlugin.TiffImageFile) else image.getexif()
            orientation = tags.get(ExifTags.Base.Orientation, 1)
            found.append(orientation if orientation in _TURNS else 1)
        return tuple(found)


def embed_picture(pdf: Pdf, picture: Picture, *, lossless: bool = True) -> Object:
    """A decoded picture as an object of a PDF: black and white by ITU-T T.6, all else without loss.

    Where loss is allowed, as for a page that had to be drawn, it is a JPEG when that is smaller.
    """
    packed = [_pack_without_loss(picture)]
    if not lossless and not _is_bilevel(picture):
        jpeg = io.BytesIO()
        Image.fromarray(picture).save(jpeg, "JPEG", quality=92, subsampling=0)
        packed.append(jpeg.getvalue())
    made = _embed(min(packed, key=len))
    with Pdf.open(io.BytesIO(made)) as embedded:
        return pdf.copy_foreign(embedded.pages[0].obj.Resources.XObject.Im0)


def _is_bilevel(picture: Picture) -> bool:
    return picture.ndim == 2 and bool(np.isin(picture, (0, 255)).all())


def _pack_without_loss(picture: Picture) -> bytes:
    if picture.ndim == 3 and (picture == picture[:, :, :1]).all():
        picture = picture[:, :, 0]
    image, packed = Image.fromarray(np.ascontiguousarray(picture)), io.BytesIO()
    if _is_bilevel(picture):
        image.convert("1").save(packed, "TIFF", compression="group4", strip_size=picture.size)
    else:
        image.save(packed, "PNG")
    return packed.getvalue()


def page_size(size: tuple[int, int], dpi: int) -> tuple[float, float]:
    """The width and height in points of the page for a picture of `size` pixels."""
    scale = POINTS / dpi if dpi >= LEAST_DPI else LONG_SIDE / max(size)
    scale = min(scale, SIDES[1] / max(size))
    width, height = (max(SIDES[0], round(side * scale, 3)) for side in size)
    return width, height


def add_picture_page(
    pdf: Pdf, picture: Object, *, size: tuple[float, float], orientation: int = 1, rotation: int = 0
) -> None:
    """Add a page of `size` points that its picture fills, turned upright by the page, not by the picture.

    `rotation` is how far the scan is turned clockwise against upright, as in `Page.rotation`.
    """
    width, height = size
    content = b"q %s cm %s cm %s Do Q\n" % (
        _operands((width, 0, 0, height, 0, 0)),
        _operands(_TURNS[orientation]),
        str(PICTURE).encode(),
    )
    pdf.add_blank_page(page_size=size)
    page = pdf.pages[-1].obj
    page.Resources = Dictionary(XObject=Dictionary({str(PICTURE): picture}))
    page.Contents = pdf.make_stream(content)
    page.MediaBox = Array([0, 0, width, height])
    if rotation:
        page.Rotate = 360 - rotation


def _operands(values: Sequence[float]) -> bytes:
    return " ".join(f"{value:g}" if value == int(value) else f"{value:.3f}" for value in values).encode()


def pixels_to_points(pixels: tuple[int, int], size: tuple[float, float]) -> Matrix:
    """From a pixel of a picture of `pixels` to the points of a page of `size` that it fills."""
    across, down = size[0] / pixels[0], size[1] / pixels[1]
    return np.array([[across, 0, 0], [0, -down, size[1]], [0, 0, 1]], np.float64)


def inverse(to_upright: Sequence[float]) -> NDArray[np.float64]:
    """From a pixel of the upright page back to one of the scan's picture."""
    return np.asarray(np.linalg.inv(np.array(to_upright, np.float64).reshape(3, 3)), np.float64)
