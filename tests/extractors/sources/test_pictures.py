"""Pages that are pictures: limits before decoding, every kind of pixel, fax and photograph."""

import io
import random
import re
import resource
import struct
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from extractors.sources.pictures import count_pictures, decode_jpeg, is_film, is_mark, load_picture
from records import LetterError
from tests.drawing import encode
from tests.extractors.intake.test_formats import grainy
from tests.extractors.made_files import HEIC, TWO_HEIC

LIMITS = {"max_pages": 300, "max_pixels": 120_000_000}


def bomb_png(width: int, height: int) -> bytes:
    """A PNG of one grey: a few kilobytes that unpack to width × height pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(1)
    rows = b"\0" * (width + 1) * 1000
    body = b"".join(packer.compress(rows) for _ in range(height // 1000)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.fixture
def file(tmp_path: Path):
    """Writes bytes to a file without a telling name."""

    def write(body: bytes) -> Path:
        path = tmp_path / "scan"
        path.write_bytes(body)
        return path

    return write


def marked(mode: str = "RGB", size: tuple[int, int] = (80, 60)) -> Image.Image:
    """White paper with a dark field at the top left."""
    page = Image.new("L", size, 255)
    page.paste(20, (0, 0, size[0] // 4, size[1] // 4))
    return page.convert(mode)


def corner(picture: np.ndarray) -> str:
    """The corner in which the dark field lies."""
    height, width = picture.shape[:2]
    dark = np.argwhere(picture.reshape(height, width, -1).mean(axis=2) < 128).mean(axis=0)
    return ("top" if dark[0] < height / 2 else "bottom") + " " + ("left" if dark[1] < width / 2 else "right")


def test_a_bomb_of_30000_pixels_a_side_is_refused_at_once_and_in_little_memory(file):
    path = file(bomb_png(30000, 30000))
    assert path.stat().st_size < 2**23
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(LetterError, match=r"too-many-pixels") as told:
        count_pictures(path, **LIMITS)
    assert told.value.code == "intake.too-many-pixels"
    assert time.monotonic() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def swollen(kind: str) -> bytes:
    """A small picture whose header says that it is a large one."""
    if kind == "GIF":
        body = bytearray(encode(marked("P"), "GIF"))
        struct.pack_into("<HH", body, 6, 40_000, 40_000)
    elif kind == "BMP":
        body = bytearray(encode(marked(), "BMP"))
        struct.pack_into("<ii", body, 18, 40_000, 40_000)
    elif kind == "HEIC":
        body = bytearray(TWO_HEIC)
        for found in re.finditer(b"ispe", TWO_HEIC):
            struct.pack_into(">II", body, found.end() + 4, 30_000, 30_000)
    else:
        body = bytearray(encode(marked(), "WEBP", lossless=True))
        struct.pack_into("<I", body, 21, 2**28 - 1)  # 14 bits each for width and height less one
    return bytes(body)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "HEIC", "WEBP"])
def test_a_picture_larger_than_allowed_is_refused_by_its_header_whatever_its_kind(file, kind):
    path = file(swollen(kind))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(LetterError) as told:
        count_pictures(path, **LIMITS)
    assert told.value.code == "intake.too-many-pixels"
    assert path.stat().st_size < 2**20
    assert time.monotonic() - began < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_moving_picture_of_many_frames_is_one_page_and_its_frames_are_not_decoded(file):
    frames = [Image.new("L", (40, 40), number % 250) for number in range(400)]
    path = file(encode(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert count_pictures(path, **LIMITS) == 1
    assert is_film(path)
    assert not is_film(file(encode(marked("P"), "GIF")))


@pytest.mark.parametrize("size", [(64, 64, "one"), (48, 48, "two")])
def test_the_pictures_of_a_heic_file_are_pages_with_their_own_sizes(file, size):
    path = file(TWO_HEIC)
    assert count_pictures(path, **LIMITS) == 2
    width, height, which = size
    assert load_picture(path, 1 if which == "one" else 2)[0].shape[:2] == (height, width)
    with pytest.raises(LetterError, match="too-many-pages"):
        count_pictures(path, max_pages=1, max_pixels=10**8)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_heic_file_that_breaks_off_gives_a_letter_error(file, share):
    path = file(HEIC[: round(share * len(HEIC))])
    with pytest.raises(LetterError, match="damaged"):
        load_picture(path, 1)


def test_a_picture_in_memory_is_read_as_one_in_a_file(file):
    body = encode(marked("L"), "PNG")
    assert np.array_equal(load_picture(body, 1)[0], load_picture(file(body), 1)[0])


def test_marks_are_told_by_their_header():
    assert is_mark(encode(marked(size=(31, 8)), "PNG"))
    assert not is_mark(encode(marked(size=(600, 24)), "PNG")), "a line cut out of a talk"
    assert not is_mark(encode(marked(size=(8, 600)), "PNG"))
    assert not is_mark(encode(marked(), "PNG"))
    assert not is_mark(b"no picture")


def test_the_limit_of_pixels_is_the_offices_own(file):
    path = file(encode(marked(size=(100, 50)), "PNG"))
    assert count_pictures(path, max_pages=1, max_pixels=5000) == 1
    with pytest.raises(LetterError, match="too-many-pixels"):
        count_pictures(path, max_pages=1, max_pixels=4999)


def test_every_page_of_a_tiff_is_held_against_the_limit(file):
    body = encode(marked(), "TIFF", save_all=True, append_images=[marked(size=(300, 300))])
    with pytest.raises(LetterError, match="too-many-pixels"):
        count_pictures(file(body), max_pages=5, max_pixels=80 * 60)


def test_pages_are_counted_and_too_many_are_refused(file):
    path = file(encode(marked("1"), "TIFF", save_all=True, append_images=[marked("1")] * 4))
    assert count_pictures(path, max_pages=5, max_pixels=10**6) == 5
    with pytest.raises(LetterError) as told:
        count_pictures(path, max_pages=4, max_pixels=10**6)
    assert told.value.code == "intake.too-many-pages"


def test_a_jpeg_is_one_page_even_when_a_second_picture_follows_in_the_file(file):
    photo = encode(marked(), "MPO", save_all=True, append_images=[marked()])
    assert count_pictures(file(photo), **LIMITS) == 1


def test_each_page_of_a_tiff_is_its_own(file):
    pages = [marked("L"), marked("L").transpose(Image.Transpose.ROTATE_180)]
    path = file(encode(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert corner(load_picture(path, 1)[0]) == "top left"
    assert corner(load_picture(path, 2)[0]) == "bottom right"


def sixteen_bit(big: bool) -> bytes:
    values = (np.asarray(marked("L"), np.uint16) * 200).astype(">u2" if big else "<u2")
    return encode(Image.frombytes("I;16B" if big else "I;16", (80, 60), values.tobytes()), "TIFF")


def transparent(mode: str) -> bytes:
    page = marked("L").convert(mode)
    page.putalpha(marked("L").point(lambda value: 255 - value))  # only the dark field is there at all
    return encode(page, "PNG")


KINDS = {
    "1 bit": encode(marked("1"), "PNG"),
    "grey": encode(marked("L"), "PNG"),
    "colour": encode(marked(), "PNG"),
    "palette": encode(marked("P"), "PNG"),
    "transparent colour": transparent("RGBA"),
    "transparent grey": transparent("LA"),
    "cmyk tiff": encode(marked("CMYK"), "TIFF"),
    "cmyk jpeg": encode(marked("CMYK"), "JPEG"),
    "lab": encode(Image.merge("LAB", [marked("L"), *[Image.new("L", (80, 60), 128)] * 2]), "TIFF"),
    "16 bit": sixteen_bit(big=False),
    "16 bit, big-endian": sixteen_bit(big=True),
    "16 bit png": encode(Image.fromarray(np.asarray(marked("L"), np.uint16) * 257), "PNG"),
    "32 bit": encode(Image.fromarray(np.asarray(marked("L"), np.int32) * 1000), "TIFF"),
    "float": encode(Image.fromarray(np.asarray(marked("L"), np.float32)), "TIFF"),
    "fax": encode(marked("1"), "TIFF", compression="group4"),
    "packed bits": encode(marked("1"), "TIFF", compression="packbits"),
    "webp": encode(marked(), "WEBP"),
    "transparent webp": encode(
        Image.merge("RGBA", [marked("L")] * 3 + [marked("L").point(lambda v: 255 - v)]), "WEBP", exact=True
    ),
    "bmp": encode(marked(), "BMP"),
    "bmp of one bit": encode(marked("1"), "BMP"),
    "gif": encode(marked("P"), "GIF"),
    "jpeg in tiff": encode(marked(), "TIFF", compression="jpeg"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_pixel_becomes_dark_ink_on_white_paper(file, kind):
    path = file(KINDS[kind])
    assert count_pictures(path, **LIMITS) == 1
    picture, _ = load_picture(path, 1)
    assert picture.dtype == np.uint8
    assert picture.shape[:2] == (60, 80)
    assert picture.ndim == 2 or picture.shape[2] == 3
    assert corner(picture) == "top left"
    assert picture[5, 5].mean() < 60
    assert picture[50, 70].mean() > 240


def test_pixels_that_are_no_numbers_do_not_stop_a_page(file):
    values = np.asarray(marked("L"), np.float32).copy()
    values[40, 40], values[41, 41] = np.nan, np.inf
    picture, _ = load_picture(file(encode(Image.fromarray(values), "TIFF")), 1)
    assert corner(picture) == "top left"


@pytest.mark.parametrize("compression", ["group3", "group4"])
def test_a_fax_of_standard_resolution_is_made_square(file, compression):
    path = file(encode(marked("1", (1728, 1078)), "TIFF", compression=compression, dpi=(204, 98)))
    picture, dpi = load_picture(path, 1)
    assert picture.shape == (round(1078 * 204 / 98), 1728)
    assert dpi == 204


def test_a_fax_of_fine_resolution_stays_as_it_is(file):
    picture, dpi = load_picture(file(encode(marked("1", (1728, 2156)), "TIFF", dpi=(204, 196))), 1)
    assert picture.shape == (2156, 1728)
    assert dpi == 204


@pytest.mark.parametrize("dpi", [(1, 1000), (3000, 1), (0, 300)])
def test_a_resolution_that_cannot_be_does_not_blow_the_page_up(file, dpi):
    picture, _ = load_picture(file(encode(marked("L"), "TIFF", dpi=dpi)), 1)
    assert picture.shape == (60, 80)


def test_a_resolution_that_is_no_number_is_no_resolution(file):
    body = encode(marked("L"), "TIFF", dpi=(300, 300))
    broken = body.replace(struct.pack("<II", 300, 1), struct.pack("<II", 300, 0))
    assert broken != body
    assert load_picture(file(broken), 1)[1] == 0


def test_a_page_without_a_resolution_says_so(file):
    assert load_picture(file(encode(marked("L"), "PNG")), 1)[1] == 0


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize(
    ("orientation", "where", "size"),
    [
        (1, "top left", (60, 80)),
        (3, "bottom right", (60, 80)),
        (6, "top right", (80, 60)),
        (8, "bottom left", (80, 60)),
    ],
)
def test_the_turn_that_a_camera_wrote_down_is_honoured(file, form, orientation, where, size):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    picture, _ = load_picture(file(encode(marked("L"), form, exif=exif)), 1)
    assert corner(picture) == where
    assert picture.shape[:2] == size


def test_the_turn_is_honoured_for_a_palette_too(file):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 3
    assert corner(load_picture(file(encode(marked("P"), "PNG", exif=exif)), 1)[0]) == "bottom right"


def test_a_turned_page_of_unlike_resolution_is_made_square_along_the_right_side(file):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    picture, _ = load_picture(file(encode(marked("L"), "JPEG", exif=exif, dpi=(200, 100))), 1)
    assert picture.shape == (80, 120)


def test_the_jpeg_of_a_pdf_is_not_turned_by_its_own_header():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    picture = decode_jpeg(encode(marked("L"), "JPEG", exif=exif), max_pixels=10**6)
    assert corner(picture) == "top left"


def test_the_jpeg_of_a_pdf_is_held_against_the_limit():
    with pytest.raises(LetterError, match="too-many-pixels"):
        decode_jpeg(encode(marked("L"), "JPEG"), max_pixels=100)


SAMPLES = {
    "jpeg": encode(grainy(), "JPEG"),
    "png": encode(grainy(), "PNG"),
    "palette": encode(grainy().convert("P"), "PNG"),
    "tiff": encode(grainy(), "TIFF", compression="tiff_lzw"),
    "webp": encode(grainy(), "WEBP", lossless=True),
    "gif": encode(grainy(), "GIF"),
    "heic": TWO_HEIC,
    "fax": encode(grainy(mode="1"), "TIFF", compression="group4", save_all=True, append_images=[grainy(mode="1")]),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_spoiled_file_gives_a_picture_or_a_letter_error_and_nothing_else(file, kind):
    dice = random.Random(kind)
    told = set()
    for _ in range(150):
        body = bytearray(SAMPLES[kind])
        for _ in range(dice.choice((1, 1, 3, 20))):
            body[dice.randrange(len(body))] = dice.randrange(256)
        if dice.random() < 0.3:
            del body[dice.randrange(len(body)) :]
        path = file(bytes(body))
        try:
            for number in range(1, count_pictures(path, max_pages=9, max_pixels=10**6) + 1):
                load_picture(path, number)
        except LetterError as error:
            told.add(error.code)
    assert told <= {"intake.damaged", "intake.too-many-pixels", "intake.too-many-pages"}
    assert "intake.damaged" in told


@pytest.mark.parametrize("body", [b"", b"\xff\xd8\xff", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_damaged(file, body):
    with pytest.raises(LetterError) as told:
        count_pictures(file(body), **LIMITS)
    assert told.value.code == "intake.damaged"


def test_a_format_that_is_not_taken_is_not_opened_either(file):
    assert Image.open(io.BytesIO(encode(marked(), "PPM"))).format == "PPM"
    with pytest.raises(LetterError, match="damaged"):
        count_pictures(file(encode(marked(), "PPM")), **LIMITS)


def test_a_tiff_whose_pages_run_in_a_circle_ends(file):
    body = bytearray(encode(marked("1"), "TIFF", save_all=True, append_images=[marked("1")]))
    (first,) = struct.unpack_from("<I", body, 4)
    entries = struct.unpack_from("<H", body, first)[0]
    link = first + 2 + 12 * entries
    struct.pack_into("<I", body, link, first)
    assert count_pictures(file(bytes(body)), max_pages=300, max_pixels=10**6) == 1


def test_memory_that_runs_out_is_not_called_damage(file, monkeypatch):
    path = file(encode(marked(), "PNG"))

    def run_out(*args: object) -> None:
        raise MemoryError

    monkeypatch.setattr("extractors.sources.pictures._plain", run_out)
    with pytest.raises(MemoryError):
        load_picture(path, 1)
