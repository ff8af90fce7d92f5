"""Find the sums of money a letter states, in yuan."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.fields.blocks import Blocks
from extractors.fields.numerals import DIGITS, HAN_DIGITS, HAN_MYRIADS, HAN_UNITS, read_digits, read_number
from extractors.fields.sheets import Sheet
from extractors.fields.tables import read_cells
from extractors.fields.taken import Taken
from records import Finding

_ARABIC = rf"[0-9](?:[{DIGITS}]|[,，] ?(?=[{DIGITS}]{{3}}(?![{DIGITS}]))){{0,15}}(?:\.[{DIGITS}]{{1,6}})?"
_HAN = rf"[{HAN_DIGITS}{HAN_UNITS}{HAN_MYRIADS}]{{1,20}}"
_COUNT = (
    rf"(?:{_ARABIC}(?:[多余来]?[{HAN_UNITS}{HAN_MYRIADS}]+(?:{_ARABIC}[{HAN_UNITS}{HAN_MYRIADS}])?)?|"
    rf"{_HAN}(?:[多余来][{HAN_UNITS}{HAN_MYRIADS}]*)?)"
)
_SMALL = rf"(?:(?P<jiao>[0-9{HAN_DIGITS}])[角毛](?:(?P<fen>[0-9{HAN_DIGITS}])分)?)?"
_NO_START = r"(?<![0-9A-Za-z.第])(?<![0-9][,，])"
_YUAN = re.compile(rf"{_NO_START}(?P<count>{_COUNT})[多余]?(?:人民币)?[元圆园](?![月旦宵素化户件器])(?:{_SMALL})")
_KUAI = re.compile(
    rf"{_NO_START}(?P<count>{_COUNT})[多余]?块(?:(?:人民币|钱)|(?P<jiao>[{HAN_DIGITS}])(?=[毛角，。；、）\n提涨降至到]|$)|"
    rf"(?=[，。；、！？）/\n每左上以不一]|$))"
)
_SYMBOL = re.compile(rf"(?:[¥￥]|(?:人民币|RMB)[：: ]?) ?(?P<count>{_ARABIC}(?:[万亿])?)(?![0-9{HAN_UNITS}多余元圆块])")
_RANGE = re.compile(rf"{_NO_START}(?P<count>{_COUNT})(?:[至到~～\-—]{{1,2}}|、)(?P<to>{_COUNT})[多余]?(?:元|块钱)")
_BARE = re.compile(
    rf"{_NO_START}(?P<count>(?:{_ARABIC}|{_HAN})[多余]?[万亿][多余]?)(?=[，。；、！？）\n]|$|的(?:债|款|钱))"
)
_MONEY = re.compile(r"[款钱费欠借赔偿价资债贷息税]|罚|金额|押金|订金|定金|保证金|奖金|补助|工资|损失")
_COLUMN = re.compile(r"金额|款额|价款|工资|欠款|元[）)]")
_LOOSE = re.compile(r"[多余来]")
_SURENESS = {
    "amount.yuan": 0.99,
    "amount.kuai": 0.95,
    "amount.symbol": 0.97,
    "amount.range": 0.9,
    "amount.bare": 0.8,
    "amount.column": 0.9,
}
"""How often a sum of each form is meant as read: a bare 万 leans on words of money before it."""


def find_amounts(sheet: Sheet, *, blocks: Blocks) -> tuple[Finding, ...]:
    """Find every sum of money, in the order written, as plain decimals in yuan.

    五千多元 and 10余万元 give the figure that is written. Sums without a certain figure (几千元, 十几万元), in
    other money (美元) and shares of nothing (单元, 元旦) are none.
    """
    taken = Taken(len(sheet.text))
    written: dict[Decimal, str] = {}
    found = []
    for rule, start, end, value in sorted(_state_amounts(sheet, blocks), key=lambda a: (a[1], -a[2])):
        extent = (start, end)
        if taken.touches(start, end):
            continue
        taken.add(start, end)
        # The same sum in capitals and in figures (… 元整, ¥31,400.00) is told once, as first written.
        first = written.setdefault(Decimal(value), value)
        found.append(sheet.finding("amount", first, extent, rule=rule, sureness=_SURENESS[rule]))
    return tuple(found)


def _state_amounts(sheet: Sheet, blocks: Blocks) -> Iterator[tuple[str, int, int, str]]:
    text = sheet.text
    for rule, pattern in (("amount.yuan", _YUAN), ("amount.kuai", _KUAI), ("amount.symbol", _SYMBOL)):
        for match in pattern.finditer(text):
            value = _value(match["count"], match.groupdict().get("jiao"), match.groupdict().get("fen"))
            if value:
                yield rule, match.start(), match.end(), value
    for match in _RANGE.finditer(text):
        low = _range_low(match["count"], match["to"])
        if low:
            yield "amount.range", match.start("count"), match.end("count"), low
    for match in _BARE.finditer(text):
        clause = re.split(r"[。；！？\n]", text[max(0, match.start() - 24) : match.start()])[-1]
        value = _value(match["count"], None, None)
        if value and _MONEY.search(clause):
            yield "amount.bare", match.start(), match.end(), value
    yield from _column_amounts(blocks)


def _value(count: str, jiao: str | None, fen: str | None) -> str | None:
    plain = _LOOSE.sub("", re.sub(r"[,， ]", "", count))
    if not plain or plain[0] in HAN_MYRIADS + "百千佰仟":
        return None
    if re.fullmatch(rf"[{DIGITS}.]+", plain) and not jiao:
        whole, _, part = plain.partition(".")
        return read_digits(whole) + (f".{read_digits(part)}" if part else "")
    number = read_number(plain)
    if number is None:
        return None
    tenths = (read_number(jiao) or Decimal(0)) / 10 if jiao else Decimal(0)
    hundredths = (read_number(fen) or Decimal(0)) / 100 if fen else Decimal(0)
    return _plain(number + tenths + hundredths)


def _plain(number: Decimal) -> str:
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _range_low(low: str, high: str) -> str | None:
    """The lower end of 3至5万元 counts 万 too; in 八千至1.2万元 each end has its own unit."""
    unit = re.search(rf"[{HAN_UNITS}{HAN_MYRIADS}]+$", high)
    first, last = read_number(_LOOSE.sub("", low)), read_number(_LOOSE.sub("", high))
    if first is None or last is None or first >= last:
        return None
    if unit and not re.search(rf"[{HAN_UNITS}{HAN_MYRIADS}]", low):
        return _value(low + unit[0], None, None)
    return _value(low, None, None)


def _column_amounts(blocks: Blocks) -> Iterator[tuple[str, int, int, str]]:
    for cell in read_cells(blocks.rows):
        value = _value(cell.text, None, None) if re.fullmatch(_ARABIC, cell.text) else None
        if value and _COLUMN.search(cell.head):
            in_wan = "万元" in cell.head
            yield "amount.column", cell.start, cell.end, _plain(Decimal(value) * 10_000) if in_wan else value
