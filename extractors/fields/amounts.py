"""Find the sums of money a letter states, in yuan."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractors.fields.blocks import Blocks
from extractors.fields.numerals import (
    ARABIC,
    CAPITALS,
    COUNT,
    DIGITS,
    HAN_DIGITS,
    HAN_MYRIADS,
    HAN_NUMBER,
    HAN_UNITS,
    NO_START,
    plain_decimal,
    range_low,
    read_count,
    read_digits,
    read_number,
)
from extractors.fields.sheets import Sheet
from extractors.fields.tables import read_cells
from extractors.fields.taken import Taken
from records import Finding

_SMALL = rf"(?:(?P<jiao>[0-9{HAN_DIGITS}])[角毛](?:(?P<fen>[0-9{HAN_DIGITS}])分)?)?"
_PIECES = "[地田砖石板木玻牌钢铁布瓦土菜山林水宅屏肉蛋豆表电池门墓空区墙砚煤饼糖毯墩坪]"
"""What is counted in 块 without being money."""
_YUAN = re.compile(rf"{NO_START}(?P<count>{COUNT})[多余]?(?:人民币)?[元圆园](?![月旦宵素化户件器])(?:{_SMALL})")
_KUAI = re.compile(
    rf"{NO_START}(?P<count>{COUNT})[多余]?块(?:(?:人民币|钱)|(?P<jiao>[{HAN_DIGITS}])(?=[毛角，。；、）\n提涨降至到]|$)|"
    rf"(?=[，。；、！？）/\n每左上以不一]|$)|(?:(?<=[0-9]{{3}}块)|(?<=[百千万亿]块)|(?<=[百千万亿].块))(?!{_PIECES}))"
)
_MAO = re.compile(rf"{NO_START}(?<![元块圆{HAN_DIGITS}])(?P<jiao>[1-9一二两三四五六七八九])[毛角]钱")
_SYMBOL = re.compile(rf"(?:[¥￥]|(?:人民币|RMB)[：: ]?) ?(?P<count>{ARABIC}(?:[万亿])?)(?![0-9{HAN_UNITS}多余元圆块])")
_CAPITAL = re.compile(rf"{NO_START}(?P<count>[{HAN_DIGITS}{HAN_UNITS}{HAN_MYRIADS}]{{2,20}})[整正](?![{HAN_DIGITS}])")
_RANGE = re.compile(rf"{NO_START}(?P<count>{COUNT})(?:[至到~～\-—]{{1,2}}|、)(?P<to>{COUNT})[多余]?(?:元|块钱)")
_BARE = re.compile(
    rf"{NO_START}(?P<count>(?:{ARABIC}|{HAN_NUMBER})[多余]?[万亿][多余]?|[{HAN_DIGITS}{HAN_UNITS}{HAN_MYRIADS}]{{1,8}}"
    rf"[百千万][一二三四五六七八九]|[0-9]{{1,4}}[万千][1-9])(?=[，。；、！？）\n]|$|的(?:债|款|钱))"
)
_MONEY = re.compile(r"[款钱费欠借赔偿价资债贷息税]|罚|金额|押金|订金|定金|保证金|奖金|补助|工资|损失")
_COLUMN = re.compile(r"金额|款额|价款|工资|欠款|元[）)]")
_BETWEEN = re.compile(
    r"(?:人民币)?[整正]?[，,；;、]?\s?[（(【\[]?"
    r"(?:(?:人民币|大写|小写|合计|共计|金额|数字|汉字|[即计合为]|RMB)[：:是为]?|[：:¥￥ ])*"
)
"""What may stand between a sum in capitals and the same in figures."""

_SURENESS = {
    "amount.yuan": 0.99,
    "amount.kuai": 0.95,
    "amount.symbol": 0.97,
    "amount.capitals": 0.97,
    "amount.range": 0.9,
    "amount.bare": 0.8,
    "amount.column": 0.9,
}
"""How often a sum of each form is meant as read: a bare 万 leans on words of money before it."""

_EITHER = 0.5
"""Of two sums that differ, each is about as likely the one meant."""


@dataclass(frozen=True)
class _Sum:
    rule: str
    start: int
    end: int
    value: str


def find_amounts(sheet: Sheet, *, blocks: Blocks) -> tuple[Finding, ...]:
    """Find every sum of money, in the order written, as plain decimals in yuan.

    五千多元 and 10余万元 give the figure that is written. Sums without a certain figure (几千元, 十几万元), in
    other money (美元) and shares of nothing (单元, 元旦) are none. A sum that stands in figures and beside them in
    capitals is one finding with the value written first; when the two differ it has the doubt `amount.differs` and
    the other value as its proposal.
    """
    taken = Taken(len(sheet.text))
    sums: list[_Sum] = []
    for one in sorted(_state_amounts(sheet, blocks), key=lambda a: (a.start, -a.end)):
        if not taken.touches(one.start, one.end):
            taken.add(one.start, one.end)
            sums.append(one)
    found, number = [], 0
    while number < len(sums):
        one, other = sums[number], sums[number + 1] if number + 1 < len(sums) else None
        number += 1
        if other is not None and _told_twice(sheet.text, one, other):
            found.append(_compare(sheet, one, other))
            number += 1
        else:
            found.append(_finding(sheet, one, (one.start, one.end)))
    return tuple(found)


def _finding(sheet: Sheet, one: _Sum, extent: tuple[int, int], *, doubt: str | None = None) -> Finding:
    sureness = _SURENESS[one.rule] * (_EITHER if doubt else 1)
    return sheet.finding("amount", one.value, extent, rule=one.rule, sureness=sureness, doubt=doubt)


def _told_twice(text: str, one: _Sum, other: _Sum) -> bool:
    """Whether one sum stands in capitals and the other in figures, with next to nothing between them."""
    in_capitals = [bool(CAPITALS & set(text[s.start : s.end])) for s in (one, other)]
    return in_capitals[0] != in_capitals[1] and _BETWEEN.fullmatch(text, one.end, other.start) is not None


def _compare(sheet: Sheet, one: _Sum, other: _Sum) -> Finding:
    extent = (one.start, other.end)
    if Decimal(one.value) == Decimal(other.value):
        return _finding(sheet, one, extent)
    told = _finding(sheet, one, extent, doubt="amount.differs")
    return told.model_copy(update={"proposals": (other.value,)})


def _state_amounts(sheet: Sheet, blocks: Blocks) -> Iterator[_Sum]:
    text = sheet.text
    for rule, pattern in (
        ("amount.yuan", _YUAN),
        ("amount.kuai", _KUAI),
        ("amount.kuai", _MAO),
        ("amount.symbol", _SYMBOL),
        ("amount.capitals", _CAPITAL),
    ):
        for match in pattern.finditer(text):
            named = match.groupdict()
            if rule == "amount.capitals" and not CAPITALS & set(match[0]):
                continue
            value = _value(named.get("count") or "0", named.get("jiao"), named.get("fen"))
            if value:
                yield _Sum(rule, *match.span(), value)
    for match in _RANGE.finditer(text):
        low = range_low(match["count"], match["to"])
        if low is not None:
            yield _Sum("amount.range", *match.span("count"), plain_decimal(low))
    for match in _BARE.finditer(text):
        clause = re.split(r"[。；！？\n]", text[max(0, match.start() - 24) : match.start()])[-1]
        value = _value(match["count"], None, None)
        if value and _MONEY.search(clause):
            yield _Sum("amount.bare", *match.span(), value)
    yield from _column_amounts(blocks)


def _value(count: str, jiao: str | None, fen: str | None) -> str | None:
    plain = re.sub(r"[,， 多余来]", "", count)
    if re.fullmatch(rf"[{DIGITS}.]+", plain) and not jiao:
        whole, _, part = plain.partition(".")
        figures = read_digits(whole)
        return None if figures.startswith("00") else figures + (f".{read_digits(part)}" if part else "")
    number = read_count(count)
    if number is None:
        return None
    tenths = (read_number(jiao) or Decimal(0)) / 10 if jiao else Decimal(0)
    hundredths = (read_number(fen) or Decimal(0)) / 100 if fen else Decimal(0)
    return plain_decimal(number + tenths + hundredths)


def _column_amounts(blocks: Blocks) -> Iterator[_Sum]:
    for cell in read_cells(blocks.rows):
        value = _value(cell.text, None, None) if re.fullmatch(ARABIC, cell.text) else None
        if value and _COLUMN.search(cell.head):
            in_wan = "万元" in cell.head
            yield _Sum(
                "amount.column", cell.start, cell.end, plain_decimal(Decimal(value) * 10_000) if in_wan else value
            )
