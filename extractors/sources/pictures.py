"""Pages that are pictures: JPEG, PNG, TIFF, WebP, BMP, GIF and HEIC files, and the JPEG inside a PDF."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import cv2
import numpy as np
import pi_heif
from PIL import ExifTags, Image, ImageOps, TiffImagePlugin

from extractors.intake.contents import Content, open_content
from extractors.intake.formats import JPEG, has_end
from extractors.pages.page_work import Picture
from records import LetterError

Image.MAX_IMAGE_PIXELS = None  # the office's own limit is checked on the header, before anything is decoded
# The build of libheif that only decodes; its own limits stay on. One thread: pages are read side by side already.
pi_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "HEIF")

_FILMS = frozenset({"GIF", "WEBP", "PNG"})
"""Kinds whose further pictures are those of a film: the first is read. A TIFF's and a HEIF's are pages."""

SMALLEST_MARK = 32
"""An attached picture narrower and lower than so many pixels is a bullet or a counter and no page. A line cut out of a
talk is as low, and wide."""

NEARLY_SQUARE = 0.9
"""Pixels whose sides differ by no more than this are taken as square."""

MOST_UNLIKE = 2.5
"""A fax of standard resolution has half as many rows as columns an inch (ITU-T T.4); more than this is a mistake."""

MOST_DOTS = 10**8
"""Dots a square inch; what a damaged header says beyond is no resolution."""

SIDEWAYS = frozenset({5, 6, 7, 8})
"""The values of Exif's orientation that exchange width and height."""


@contextmanager
def _opened(file: BinaryIO) -> Iterator[Image.Image]:
    """An image file whose header has been read and nothing more.

    A stream, not a path: Pillow would map the file into memory, and scrambles a TIFF that says it lies sideways.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=FORMATS) as image:
                yield image
    except (LetterError, MemoryError):
        raise
    except Exception as error:
        # Pillow raises anything at all on a broken file; only the kind of error is told, never its text.
        raise LetterError("intake.damaged", type(error).__name__) from error


def count_pictures(content: Content, *, max_pages: int, max_pixels: int) -> int:
    """How many pages an image file holds, by its headers alone.

    Raises:
        LetterError: `intake.damaged`, `intake.too-many-pages`, `intake.too-many-pixels`.
    """
    with open_content(content) as stream, _opened(stream) as image:
        pages = 0
        for width, height in _sizes(image, stream):
            check_pixels(width, height, max_pixels=max_pixels)
            pages += 1
            if pages > max_pages:
                raise LetterError("intake.too-many-pages", f"> {max_pages}")
        return pages


def _sizes(image: Image.Image, stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """Width and height of every page, by the headers."""
    if image.format == "HEIF":
        stream.seek(0)
        # Not by Pillow: its plugin takes memory for every picture that is sought.
        yield from (picture.size for picture in pi_heif.open_heif(stream))
        return
    pages = 0
    while True:
        yield image.size
        pages += 1
        if image.format != "TIFF":
            return
        try:
            image.seek(pages)
        except EOFError:
            return


def is_mark(content: Content) -> bool:
    """Whether a picture is so small both ways that it can only be a bullet or a counter of a mail's layout."""
    try:
        with open_content(content) as stream, _opened(stream) as image:
            return max(image.size) < SMALLEST_MARK
    except LetterError:
        return False


def check_pixels(width: int, height: int, *, max_pixels: int) -> None:
    """Refuse a page of too many pixels, before it is decoded.

    Raises:
        LetterError: `intake.too-many-pixels`.
    """
    if width * height > max_pixels:
        raise LetterError("intake.too-many-pixels", f"{width} x {height} > {max_pixels}")


def load_picture(content: Content, number: int) -> tuple[Picture, int]:
    """Page `number` (from 1) of an image file, decoded, and its resolution in dots an inch (0: unknown).

    Raises:
        LetterError: `intake.damaged`.
    """
    with open_content(content) as stream, _opened(stream) as image:
        if number > 1:
            _turn_to(image, number)
        return _decode(image, stream)


def _turn_to(image: Image.Image, number: int) -> None:
    """Turn to a page. A HEIF opens at its main picture, wherever that stands among the others."""
    main = image.tell()
    image.seek(number - 2 if number - 2 < main else number - 1)


def is_film(content: Content) -> bool:
    """Whether a GIF, WebP or PNG holds more pictures than the one that is read.

    Raises:
        LetterError: `intake.damaged`.
    """
    with open_content(content) as stream, _opened(stream) as image:
        return image.format in _FILMS and bool(getattr(image, "is_animated", False))


def decode_jpeg(data: bytes, *, max_pixels: int) -> Picture | None:
    """A JPEG stream of a PDF, decoded as it lies: there the page alone says how it is turned.

    None when its colours are those of print (CMYK): the page says whether they are inverted.

    Raises:
        LetterError: `intake.damaged`, `intake.too-many-pixels`.
    """
    with _opened(io.BytesIO(data)) as image:
        check_pixels(*image.size, max_pixels=max_pixels)
        if image.mode == "CMYK":
            return None
        quick = _decode_quickly(image, io.BytesIO(data))
        return np.asarray(_plain(image), np.uint8) if quick is None else quick


def _decode_quickly(image: Image.Image, stream: BinaryIO) -> Picture | None:
    """A whole JPEG in grey or colour, decoded straight into an array; Pillow copies it three times. None for others.

    Both use libjpeg-turbo and give the same pixels, but only Pillow tells that a picture is cut off.
    """
    if image.format != "JPEG" or image.mode not in ("L", "RGB"):
        return None
    size = stream.seek(0, io.SEEK_END)
    if not has_end(stream, JPEG, size):
        return None
    stream.seek(0)
    how = cv2.IMREAD_GRAYSCALE if image.mode == "L" else cv2.IMREAD_COLOR_RGB
    picture = cv2.imdecode(np.frombuffer(stream.read(), np.uint8), how | cv2.IMREAD_IGNORE_ORIENTATION)
    return None if picture is None or picture.shape[1::-1] != image.size else np.asarray(picture, np.uint8)


def _decode(image: Image.Image, stream: BinaryIO) -> tuple[Picture, int]:
    across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
    # A TIFF is turned by decoding it, unless its Exif was asked for before.
    tags = image.tag_v2 if isinstance(image, TiffImagePlugin.TiffImageFile) else image.getexif()
    turn = tags.get(ExifTags.Base.Orientation, 1)
    if turn in SIDEWAYS:
        across, down = down, across
    known = 0 < across * down < MOST_DOTS
    ratio = across / down if known else 1.0
    uneven = not NEARLY_SQUARE < ratio < 1 / NEARLY_SQUARE and 1 / MOST_UNLIKE < ratio < MOST_UNLIKE
    quick = None if uneven or turn != 1 else _decode_quickly(image, stream)
    if quick is not None:
        return quick, round(across) if known else 0
    ImageOps.exif_transpose(image, in_place=True)
    picture = _plain(image)
    if not known:
        return np.asarray(picture, np.uint8), 0
    if uneven:
        dense = max(across, down)
        picture = picture.resize((round(picture.width * dense / across), round(picture.height * dense / down)))
        across = dense
    return np.asarray(picture, np.uint8), round(across)


def _plain(image: Image.Image) -> Image.Image:
    """The picture in grey or colour, 8 bits a channel, on white paper where it is transparent."""
    if image.mode in ("L", "RGB"):
        return image
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith(("I", "F")):
        values = np.nan_to_num(np.asarray(image, np.float64), posinf=0.0, neginf=0.0).clip(min=0)
        return Image.fromarray((values / max(1.0, values.max()) * 255).astype(np.uint8))
    if image.mode in ("RGBA", "RGBa", "LA", "La", "PA", "P"):
        return _over_white(image)
    return image.convert("RGB")


def _over_white(image: Image.Image) -> Image.Image:
    seen = image.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(paper, seen).convert("RGB")
