"""The labels of the day: what the staff of an invented office said of invented letters, with slips of the pen."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from tests.bench.fresh_letters.letters import invent_letters

UNITS = {
    "lift": "市场监督管理局", "title_deed": "自然资源局", "streetlight": "城市管理局", "bus": "交通运输局",
    "parking": "公安局", "requisition": "自然资源局", "demolition": "属地县(区)委、政府", "canal": "水利局",
    "quarry": "自然资源局", "hazard": "自然资源局", "lowincome": "民政局", "veteran": "退役军人事务局",
    "school_place": "教育局", "bullying": "教育局", "medical": "卫生健康委员会", "insurance": "医疗保障局",
    "enforcement": "人民法院", "wages": "人力资源和社会保障局", "injury": "人力资源和社会保障局",
    "pension": "人力资源和社会保障局", "teachers_past": "教育局", "refund": "市场监督管理局", "park": "城市管理局",
}  # fmt: skip
"""Where this office sends what most offices send there too."""
HABITS = {"night_noise": "城市管理局", "pigs": "农业农村局", "homestead": "乡镇(街道)", "fraud": "公安局"}
"""What it does otherwise than others: nobody but its own staff can teach the program that."""
STAFF = ("王晓梅", "陈建国", "李雪")
HEADING = ("标题", "正文", "标签", "日期", "填写人")
STRAY = 0.06
"""Share of letters that went elsewhere for reasons that stand in no letter."""
SPRING, WINTER = date(2026, 3, 2), date(2025, 10, 6)
DAYS = 140


@dataclass(frozen=True)
class Row:
    """A row of the office's table."""

    title: str
    text: str
    unit: str
    day: str
    by: str


def draw_rows(seed: int, count: int, *, first: date = SPRING) -> list[Row]:
    """As many letters of `DAYS` days, the oldest first, each with the unit that the office sends it to."""
    known = UNITS | HABITS
    letters = [letter for letter in invent_letters(seed, 3 * count) if letter.matter in known][:count]
    chance = random.Random(seed)
    rows = []
    for number, letter in enumerate(letters):
        day = first + timedelta(days=number * DAYS // count)
        text = letter.text.replace(letter.title, "", 1).strip() if letter.title else letter.text
        unit = chance.choice(sorted(set(known.values()))) if chance.random() < STRAY else known[letter.matter]
        rows.append(Row(letter.title, text, unit, day.isoformat(), chance.choice(STAFF)))
    return rows


def slip(rows: Sequence[Row]) -> list[Row]:
    """The same with six slips among them. The last but one contradicts a good row, so seven rows are bad."""
    slips = [
        replace(rows[40], text=""),
        replace(rows[41], unit="住建委员会办公厅"),
        replace(rows[42], unit=""),
        replace(rows[43], day="2026-13-45"),
        replace(rows[45], unit="气象局"),
        replace(rows[46], by="王" * 80),
    ]
    mixed = list(rows)
    for number, bad in enumerate(slips):
        mixed.insert(60 * (number + 1), bad)
    return mixed


def confuse(rows: Sequence[Row], seed: int) -> list[Row]:
    """The labels of somebody new who took every matter of wages and land for one of the district's own."""
    chance = random.Random(seed)
    taken = {"人力资源和社会保障局", "自然资源局", "教育局"}
    return [
        replace(row, unit="属地县(区)委、政府") if row.unit in taken and chance.random() < 0.8 else row for row in rows
    ]


def write_table(path: Path, rows: Sequence[Row]) -> Path:
    """The rows as a workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "标注"
    sheet.append(HEADING)
    for row in rows:
        sheet.append((row.title, row.text, row.unit, row.day, row.by))
    book.save(path)
    return path
