"""What happens to a sheet: seals and finger prints on it, folds, the scanner, the telephone, the fax."""

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from sample_docs.fonts import Face

Picture = NDArray[np.uint8]
RED = (200, 30, 40)


def _as_picture(values: NDArray[Any]) -> Picture:
    """Values as bytes, those beyond the ends cut off."""
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


def _blotches(coarse: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.float32]:
    """A coarse pattern drawn out smoothly to a size (width, height)."""
    return np.asarray(cv2.resize(coarse.astype(np.float32), size, interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def press(sheet: Picture, mark: Picture, colour: tuple[int, int, int], top_left: tuple[int, int]) -> Picture:
    """Lay a mark (0 none, 255 full) on the sheet as ink that what lies below shines through."""
    left, top = top_left
    result = sheet.copy()
    height, width = (min(mark.shape[0], sheet.shape[0] - top), min(mark.shape[1], sheet.shape[1] - left))
    part = result[top : top + height, left : left + width].astype(np.float32)
    strength = mark[:height, :width, None].astype(np.float32) / 255
    inked = part * (1 - strength * (1 - np.array(colour, dtype=np.float32) / 255))
    result[top : top + height, left : left + width] = inked.astype(np.uint8)
    return result


def draw_seal(words: str, face: Face, diameter: int, rng: np.random.Generator) -> Picture:
    """A round seal with a star and its words along the rim, unevenly inked."""
    image = Image.new("L", (diameter, diameter))
    draw = ImageDraw.Draw(image)
    rim = max(3, diameter // 36)
    draw.ellipse((rim, rim, diameter - rim, diameter - rim), outline=255, width=rim)
    centre, outer = diameter / 2, diameter * 0.14
    points = []
    for corner in range(10):
        radius = outer if corner % 2 == 0 else outer * 0.4
        angle = math.radians(-90 + 36 * corner)
        points.append((centre + radius * math.cos(angle), centre + radius * math.sin(angle)))
    draw.polygon(points, fill=255)
    size = int(diameter * 0.125)
    sweep = min(270, 25 * len(words))
    for number, character in enumerate(words):
        angle = -90 - sweep / 2 + sweep * (number + 0.5) / len(words)
        glyph = Image.new("L", (size * 2, size * 2))
        ImageDraw.Draw(glyph).text((size, size), character, fill=255, font=face.font(character, size), anchor="mm")
        glyph = glyph.rotate(-(angle + 90), resample=Image.Resampling.BICUBIC)
        at = (
            int(centre + diameter * 0.385 * math.cos(math.radians(angle)) - size),
            int(centre + diameter * 0.385 * math.sin(math.radians(angle)) - size),
        )
        image.paste(255, at, glyph)
    uneven = _blotches(rng.uniform(0.45, 1.0, (9, 9)), (diameter, diameter))
    grain = rng.uniform(0.8, 1.0, (diameter, diameter))
    turned = image.rotate(float(rng.uniform(-12, 12)), resample=Image.Resampling.BICUBIC)
    return _as_picture(np.asarray(turned) * uneven * grain * 0.9)


def draw_finger_print(width: int, rng: np.random.Generator) -> Picture:
    """An oval of warped ridges, paler towards its edge."""
    height = int(width * 1.35)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = (x - width / 2) / (width / 2), (y - height / 2) / (height / 2)
    bend = _blotches(rng.normal(0, 1, (5, 5)), (width, height))
    ridges = 0.5 + 0.5 * np.sin(48 * np.hypot(u * 0.9, v * 0.6 + 0.25) + 1.6 * bend)
    radius = np.hypot(u, v) + 0.08 * bend
    inside = np.clip((1 - radius) * 5, 0, 1)
    blotch = _blotches(rng.uniform(0.5, 1.0, (6, 6)), (width, height))
    return _as_picture(255 * inside * (0.16 + 0.62 * ridges) * blotch)


def fold(sheet: Picture, at: float, *, upright: bool) -> Picture:
    """A crease across the sheet, at a share of its height (or of its width when upright)."""
    length = sheet.shape[1] if upright else sheet.shape[0]
    distance = np.arange(length, dtype=np.float32) - at * length
    shade = 1 - 0.16 * np.exp(-((distance / 4) ** 2)) - 0.05 * np.exp(-np.abs(distance - 12) / 40) * (distance > 0)
    shape = (1, length, 1) if upright else (length, 1, 1)
    return _as_picture(sheet * shade.reshape(shape))


def stain(sheet: Picture, rng: np.random.Generator) -> Picture:
    """The ring of a tea cup."""
    height, width = sheet.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    radius = width * 0.13
    distance = np.hypot(x - width * rng.uniform(0.6, 0.8), y - height * rng.uniform(0.3, 0.6)) - radius
    strength = 0.5 * np.exp(-((distance / 9) ** 2)) + 0.10 * (distance < 0)
    tint = np.array([0.83, 0.72, 0.52], dtype=np.float32)
    return _as_picture(sheet * (1 - strength[..., None] * (1 - tint)))


def show_through(sheet: Picture) -> Picture:
    """Thin paper: the writing of the back shines through, mirrored and pale."""
    back = cv2.GaussianBlur(sheet[:, ::-1], (0, 0), 2.2).astype(np.float32)
    return _as_picture(sheet * (1 - 0.15 * (1 - back / 255)))


def skew(sheet: Picture, degrees: float, *, lid: int) -> Picture:
    """Turn the sheet a little, clockwise; beyond its edge the scanner's lid shows in a grey."""
    height, width = sheet.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 0.97 if abs(degrees) > 2 else 1.0)
    turned = cv2.warpAffine(sheet, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(lid, lid, lid))
    return np.asarray(turned, dtype=np.uint8)


def scan(sheet: Picture, rng: np.random.Generator, *, noise: float, blur: float) -> Picture:
    """A flat-bed scanner: slightly soft, slightly uneven light, fine noise."""
    height, width = sheet.shape[:2]
    soft = cv2.GaussianBlur(sheet, (0, 0), blur).astype(np.float32)
    light = np.linspace(1.0, float(rng.uniform(0.965, 0.99)), width, dtype=np.float32)[None, :, None]
    grain = cv2.GaussianBlur(rng.normal(0, noise, (height, width, 1)).astype(np.float32), (0, 0), 0.6)
    return _as_picture(soft * light + grain.reshape(height, width, 1))


def photograph(sheet: Picture, rng: np.random.Generator, size: tuple[int, int]) -> Picture:
    """A telephone's picture, size in pixels: a wooden desk, the sheet in perspective, a shadow across it."""
    width, height = size
    grain = _blotches(rng.normal(0, 1, (height // 3, 12)), size)
    desk = np.array([126, 88, 58], dtype=np.float32) * (1 + 0.10 * grain[..., None])
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float32)
    source = corners * np.array([sheet.shape[1], sheet.shape[0]], dtype=np.float32)
    seen = np.array([[0.115, 0.075], [0.905, 0.050], [0.965, 0.945], [0.045, 0.965]], dtype=np.float32)
    target = seen * np.array([width, height], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    laid = cv2.warpPerspective(sheet, matrix, (width, height), flags=cv2.INTER_AREA).astype(np.float32)
    whole = np.ones(sheet.shape[:2], np.float32)
    covers = np.asarray(cv2.warpPerspective(whole, matrix, (width, height)), dtype=np.float32)[..., None]
    cast = cv2.GaussianBlur(covers, (0, 0), width / 90).reshape(height, width, 1)
    picture = desk * (1 - 0.45 * cast) * (1 - covers) + laid * covers
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    edge = (x / width) * 0.9 + (y / height) * 0.7
    shadow = 1 - 0.38 / (1 + np.exp(-(edge - 0.80) * 26))
    lamp = 1.05 - 0.22 * np.hypot(x / width - 0.35, y / height - 0.3)
    warm = np.array([1.0, 0.965, 0.89], dtype=np.float32)
    lit = picture * (shadow * lamp)[..., None] * warm
    lit = cv2.GaussianBlur(lit, (0, 0), 0.8) + rng.normal(0, 3.0, (height, width, 3))
    return _as_picture(lit)


def fax(sheet: Picture, rng: np.random.Generator) -> Picture:
    """A fax in black and white (0 and 255, one channel): rough edges, specks, dropped lines, a streak."""
    grey = np.asarray(cv2.cvtColor(sheet, cv2.COLOR_RGB2GRAY), dtype=np.float32)
    grain = cv2.GaussianBlur(rng.normal(0, 60, grey.shape).astype(np.float32), (0, 0), 0.9)
    rough = cv2.GaussianBlur(grey, (0, 0), 0.7) + grain
    result = np.where(rough < 150, 0, 255).astype(np.uint8)
    height, width = result.shape
    result[rng.random(result.shape) < 0.0006] = 0
    for _ in range(3):
        row = int(rng.uniform(0.1, 0.9) * height)
        result[row : row + 2] = 255
    streak = int(width * 0.93)
    result[:, streak : streak + 2] = np.where(rng.random((height, 2)) < 0.7, 0, 255)
    return result
