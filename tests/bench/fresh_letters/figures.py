"""Write figures as people do: dates, sums, areas, telephone and identity numbers. Each maker tells its value too."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

DIGITS, CAPITALS = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643-1999, 6.1."""
MU = Decimal(10_000) / 15
"""Square metres of a 亩."""
FEASTS = {
    # First day of the lunar year; 五月初五; 八月十五 (Hong Kong Observatory's tables).
    2019: ((2, 5), (6, 7), (9, 13)),
    2020: ((1, 25), (6, 25), (10, 1)),
    2021: ((2, 12), (6, 14), (9, 21)),
    2022: ((2, 1), (6, 3), (9, 10)),
    2023: ((1, 22), (6, 22), (9, 29)),
    2024: ((2, 10), (6, 10), (9, 17)),
    2025: ((1, 29), (5, 31), (10, 6)),
    2026: ((2, 17), (6, 19), (9, 25)),
}


@dataclass(frozen=True)
class Figure:
    """Words and the value they are worth in its standard form."""

    words: str
    value: str


def spell(number: int, digits: str = DIGITS, units: str = "十百千") -> str:
    """A number below a hundred million in characters: 12000 → 一万二千."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = digits[0] if 0 < low < 1000 else ""
        return spell(high, digits, units) + "万" + gap + (spell(low, digits, units) if low else "")
    told, gap = "", False
    for place, digit in enumerate(f"{number:04}"):
        if digit != "0":
            told += (digits[0] if gap and told else "") + digits[int(digit)] + (units[2 - place] if place < 3 else "")
        gap = digit == "0"
    return told or digits[0]


def count(number: int) -> str:
    """A small number as spoken: 12 → 十二, 2 → 两."""
    return "两" if number == 2 else spell(number).removeprefix("一") if 10 <= number < 20 else spell(number)


def _characters(day: date, *, zero: str) -> str:
    year = "".join(zero if d == "0" else DIGITS[int(d)] for d in str(day.year))
    return f"{year}年{count_plain(day.month)}月{count_plain(day.day)}"


def count_plain(number: int) -> str:
    """A number of a month or day in characters: 2 → 二, 12 → 十二."""
    return "二" if number == 2 else count(number)


def write_day(day: date, chance: random.Random, digits: str) -> Figure:
    """A day in one of the ways it is written."""
    plain = f"{day.year}年{day.month}月{day.day}"
    forms = [
        plain + "日",
        plain + "日",
        plain + "号",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month:02}月{day.day:02}日",
    ]
    forms += [f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year % 100}年{day.month}月{day.day}日"]
    spelled = [_characters(day, zero=zero) + end for zero in "零〇" for end in "日号"]
    pool = {"arabic": forms, "chinese": spelled, "mixed": forms[:3] + spelled}[digits]
    return Figure(chance.choice(pool), day.isoformat())


def write_month(day: date, chance: random.Random, digits: str, *, written: date) -> Figure:
    """A month, with its year or told from the year of the letter."""
    value = f"{day:%Y-%m}"
    relative = {0: "今年", 1: "去年", 2: "前年"}.get(written.year - day.year)
    forms = [f"{day.year}年{day.month}月", f"{day.year}年{day.month}月", f"{day.year}年{day.month}月份"]
    if digits != "arabic":
        forms.append("".join(DIGITS[int(d)] for d in str(day.year)) + f"年{count_plain(day.month)}月")
    if relative and chance.random() < 0.35:
        forms = [f"{relative}{day.month}月", f"{relative}{day.month}月份", f"{relative}{count_plain(day.month)}月"]
    return Figure(chance.choice(forms), value)


def write_lunar(year: int, chance: random.Random) -> Figure:
    """A day of the lunar calendar, near one of three feasts."""
    first, fifth, autumn = (date(year, *feast) for feast in FEASTS[year])
    kind, back = chance.randrange(3), chance.randrange(0, 5)
    names = {
        0: (first + timedelta(days=7 - back), "正月", ("初八", "初七", "初六", "初五", "初四")[back]),
        1: (fifth + timedelta(days=4 - back), "五月", ("初九", "初八", "初七", "初六", "初五")[back]),
        2: (autumn - timedelta(days=back), "八月", ("十五", "十四", "十三", "十二", "十一")[back]),
    }
    day, month, name = names[kind]
    spelled = "".join(DIGITS[int(d)] for d in str(year))
    return Figure(
        chance.choice((f"{year}年农历{month}{name}", f"农历{year}年{month}{name}", f"{spelled}年农历{month}{name}")),
        day.isoformat(),
    )


def _decimal(value: Decimal) -> str:
    text = format(value.quantize(Decimal("0.01")), "f")
    return text.removesuffix(".00")


def write_sum(low: int, high: int, chance: random.Random, digits: str) -> Figure:
    """A sum of money between two bounds."""
    step = 10 ** max(0, len(str(low)) - 1)
    amount = chance.randrange(low // step, high // step) * step
    if chance.random() < 0.3 and amount > 100:
        amount += chance.randrange(1, step)
    yuan = chance.choice(("元", "元", "元", "块", "块钱"))
    forms = [f"{amount}{yuan}", f"{amount}元", f"{amount:,}元", f"{amount:,}.00元", f"人民币{amount}元"]
    if amount % 100 == 0 and amount >= 10_000:
        forms += [f"{_decimal(Decimal(amount) / 10_000)}万元"] * 3
        if amount % 10_000 == 0:
            forms.append(f"{amount // 10_000}万块")
    spoken = [spell(amount) + yuan, spell(amount) + "元", spell(amount, CAPITALS, "拾佰仟") + "元整"]
    pool = {"arabic": forms, "chinese": spoken, "mixed": forms[:2] + spoken}[digits]
    return Figure(chance.choice(pool), str(amount))


def write_both(low: int, high: int, chance: random.Random) -> Figure:
    """A sum in digits with its capitals beside."""
    amount = chance.randrange(low // 100, high // 100) * 100
    capitals = spell(amount, CAPITALS, "拾佰仟")
    form = chance.choice(("{a}元（大写：{c}元整）", "{a}元（{c}元整）", "人民币{c}元整（¥{a}）", "{c}元整（{a}元）"))
    return Figure(form.format(a=chance.choice((str(amount), f"{amount:,}")), c=capitals), str(amount))


def write_area(chance: random.Random, *, house: bool, digits: str) -> Figure:
    """An area; the value is in square metres with at most two decimals."""
    if house:
        metres = Decimal(chance.randint(450, 18000)) / (10 if chance.random() < 0.5 else 100)
        metres = max(metres, Decimal(12))
        form = chance.choice(("{}平方米", "{}平方米", "{}平方", "{}㎡", "{}平米"))
        return Figure(
            form.format(_decimal(metres).rstrip("0").rstrip(".") if "." in _decimal(metres) else _decimal(metres)),
            _decimal(metres),
        )
    tenths = chance.randint(3, 180)
    mu = Decimal(tenths) / 10
    if digits != "arabic" and tenths > 10 and chance.random() < 0.7:
        whole, part = divmod(tenths, 10)
        words = f"{count(whole)}亩" + (f"{count_plain(part)}分" if part else "")
    else:
        words = f"{mu}亩" if tenths % 10 else f"{tenths // 10}亩"
    return Figure(words, _decimal(mu * MU))


def write_mobile(chance: random.Random) -> Figure:
    """A mobile number, bare or grouped."""
    number = "1" + chance.choice("35789") + "".join(str(chance.randint(0, 9)) for _ in range(9))
    forms = (
        number,
        number,
        number,
        number,
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f"+86 {number}",
    )
    return Figure(chance.choice(forms), number)


def write_landline(chance: random.Random) -> Figure:
    """A landline number of the city."""
    number = chance.choice("23678") + "".join(str(chance.randint(0, 9)) for _ in range(6))
    return Figure(
        chance.choice(("0596-{}", "0596-{}", "0596{}", "（0596）{}", "0596 {}")).format(number), f"0596-{number}"
    )


def write_id(area: str, born: date, *, male: bool, chance: random.Random) -> Figure:
    """An identity number whose check digit fits."""
    serial = chance.randrange(0, 499) * 2 + (1 if male else 2)
    body = f"{area}{born:%Y%m%d}{serial:03}"
    number = body + "10X98765432"[sum(int(d) * w for d, w in zip(body, ID_WEIGHTS, strict=True)) % 11]
    forms = (number, number, number, number.lower(), f"{number[:6]} {number[6:14]} {number[14:]}")
    return Figure(chance.choice(forms), number)
