"""Pages that are no letters: empty backs, copies of identity cards, envelopes with a postmark, photographs."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tests.drawing import LETTER, as_array, draw_page, font

Picture = NDArray[np.uint8]
NUMBER = "350603198203154527"
CARD = (("姓名", "陈月英", 7.5), ("性别", "女", 15), ("出生", "1982年3月15日", 22), ("住址", "福建省漳州市芗城区", 29))
CARD_END = (("", "浦南镇浯沧村12号", 34), ("公民身份号码", NUMBER, 47.5))
MM = 8
"""Pixels for a millimetre of a card or an envelope drawn here."""


def paper(height: int = 1754, width: int = 1240, *, tint: int = 250) -> Picture:
    """A bare sheet as a scanner gives it: A4 at 150 dpi."""
    noise = np.random.default_rng(7).normal(0, 2, (height, width, 1))
    return (tint + noise).clip(0, 255).astype(np.uint8).repeat(3, axis=2)


def shine_through(front: Picture, back: Picture, strength: float) -> Picture:
    """A sheet through which its other side shows, mirrored, soft and pale."""
    other = cv2.GaussianBlur(back[:, ::-1], (0, 0), 1.2).astype(np.float32) / 255
    return (front * (1 - strength * (1 - other))).astype(np.uint8)


def written() -> Picture:
    """The letter that tests share."""
    return as_array(draw_page(LETTER))


def scene(height: int = 1400, width: int = 1000) -> Picture:
    """A photograph of nothing in particular: shades and hard edges everywhere."""
    rng = np.random.default_rng(3)
    shades = cv2.resize(
        rng.uniform(30, 230, (14, 10, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    for _ in range(12):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        cv2.rectangle(shades, (x, y), (x + width // 5, y + height // 6), rng.uniform(20, 240, 3).tolist(), -1)
    return shades.clip(0, 255).astype(np.uint8)


def card(*, number: str = NUMBER) -> Picture:
    """The front of an identity card: labels, what they say, and a portrait."""
    sheet = Image.new("RGB", (round(85.6 * MM), 54 * MM), (230, 238, 242))
    pen = ImageDraw.Draw(sheet)
    for label, said, middle in (*CARD, *CARD_END):
        words = number if said == NUMBER else said
        pen.text((6 * MM, middle * MM), label, font=font(22), fill=(60, 110, 160), anchor="lm")
        left = 30 if said == NUMBER else 16
        pen.text((left * MM, middle * MM), words, font=font(27), fill=(20, 20, 20), anchor="lm")
    pen.rectangle([60 * MM, 8 * MM, 80 * MM, 36 * MM], fill=(70, 60, 55))
    return as_array(sheet)


def card_copy(**said: str) -> Picture:
    """A card copied on the upper half of a sheet."""
    sheet, drawn = paper(1100, 1000), card(**said)
    sheet[150 : 150 + drawn.shape[0], 150 : 150 + drawn.shape[1]] = drawn
    return sheet


def envelope(day: str | None = "2026.09.18.08") -> Picture:
    """An envelope: postcode, addressee, sender, and a postmark on the right."""
    sheet = Image.new("RGB", (220 * 6, 110 * 6), (224, 200, 160))
    pen = ImageDraw.Draw(sheet)
    for words, left, top in (
        ("363000", 60, 60),
        ("福建省漳州市胜利西路", 200, 200),
        ("漳州市信访局（收）", 330, 300),
        ("漳州市芗城区浦南镇浯沧村12号", 520, 430),
        ("陈月英 13850462197", 700, 500),
    ):
        pen.text((left, top), words, font=font(38), fill=(30, 40, 110))
    if day:
        pen.ellipse([1000, 60, 1170, 230], outline=(30, 30, 30), width=3)
        pen.text((1085, 145), day, font=font(20), fill=(30, 30, 30), anchor="mm")
        pen.text((1085, 90), "漳州", font=font(24), fill=(30, 30, 30), anchor="mm")
    return as_array(sheet)
