"""Invent letters: persons, numbers and places by chance, sentences from sentences.toml."""

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from vocab import load_vocabulary

GIVEN = "建国志强秀英美玲文斌海燕水生金土丽华福生春梅国栋阿木玉兰少波雅芳永辉桂香宗明惠珍炳坤素琴添丁月娥进步晓东"
FIRMS = ("鸿发", "顺达", "绿源", "金桥", "恒业", "佳和", "永泰", "海晟", "新元", "闽运")
TRADES = ("石材有限公司", "物业服务公司", "食品厂", "建筑工程公司", "养殖场", "商贸公司", "家具厂", "旅行社")
ROADS = ("延安北路", "新华西路", "胜利东路", "水仙大街", "元光南路", "丹霞路", "江滨路", "解放东路")
ESTATES = ("翠堤湾小区", "锦绣花园", "丽园广场", "金峰新村", "芝山公寓", "明发广场", "荔景苑")
VILLAGES = ("高坑村", "后港村", "溪洲村", "上苑村", "田墘村", "东坂村", "龙岭村", "石厝村", "下尾村")
OFFICES = ("市信访局", "县信访局", "镇政府", "街道办事处", "市住建局", "县自然资源局", "劳动监察大队", "县民政局")
ADDRESSEES = (
    "尊敬的市信访局领导：",
    "尊敬的领导：",
    "县信访局领导：",
    "市长同志：",
    "信访局的同志：",
    "各位领导：您好！",
)
CAPITALS = "零壹贰叁肆伍陆柒捌玖"
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643-1999, 6.1."""


@dataclass(frozen=True)
class FreshLetter:
    """A letter and what it states. `fields` are the words as written, by field."""

    topic: str
    title: str
    text: str
    fields: dict[str, tuple[str, ...]]
    table: tuple[tuple[str, ...], ...] = field(default=())

    @property
    def whole(self) -> str:
        """All that stands on the page, a paragraph a line, cells parted by tabs."""
        return "\n".join([self.text, *("\t".join(row) for row in self.table)])


@cache
def material() -> dict[str, Any]:
    """The sentences."""
    return tomllib.loads((Path(__file__).parent / "sentences.toml").read_text("utf-8"))


@cache
def _towns() -> tuple[tuple[str, str, str], ...]:
    """County, township and the county's code of every township in the vocabulary."""
    rows = load_vocabulary().divisions
    counties = {row.code: row.name for row in rows if row.level == "county"}
    return tuple((counties[r.parent_code], r.name, r.parent_code) for r in rows if r.level == "township")


class Facts:
    """The persons, numbers and places of one letter; what the fields ask for is kept as it is written."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.fields: dict[str, list[str]] = {}
        county, town, self.code = chance.choice(_towns())
        self.town, self.village = town, chance.choice(VILLAGES)
        self.address = self._keep("address", self._address(county))
        self.name, self.other = self._keep("name", self._person()), self._person()
        self.phone = self._keep("phone", self._phone())

    def _keep(self, name: str, value: str) -> str:
        self.fields.setdefault(name, []).append(value)
        return value

    def _address(self, county: str) -> str:
        pick = self.chance.choice
        if pick((True, False)):
            return f"{county}{self.town}{self.village}{self.chance.randint(2, 180)}号"
        house = f"{pick(ESTATES)}{self.chance.randint(1, 30)}栋{self.chance.randint(101, 2804)}室"
        return f"{county}{pick(ROADS)}{self.chance.randint(2, 388)}号{house}"

    def _person(self) -> str:
        surname = self.chance.choice("王李张刘陈杨黄赵吴周徐孙林郑蔡庄许沈曾卢游韩简柯洪汤赖")
        at = self.chance.randrange(0, len(GIVEN), 2)
        return surname + (GIVEN[at : at + 2] if self.chance.random() < 0.8 else self.chance.choice(GIVEN))

    def _phone(self) -> str:
        return self.chance.choice(("13", "15", "18")) + "".join(str(self.chance.randint(0, 9)) for _ in range(9))

    def _id_no(self) -> str:
        born = f"{self.chance.randint(1946, 2001)}{self.chance.randint(1, 12):02}{self.chance.randint(1, 28):02}"
        body = f"{self.code}{born}{self.chance.randint(1, 999):03}"
        rest = sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True)) % 11
        return body + "10X98765432"[rest]

    def _date(self) -> str:
        return f"{self.chance.randint(2019, 2025)}年{self.chance.randint(1, 12)}月{self.chance.randint(1, 28)}日"

    def _sum(self) -> str:
        thousands, hundreds = self.chance.randint(1, 9), self.chance.randint(0, 9)
        forms: tuple[Callable[[], str], ...] = (
            lambda: f"{thousands}{hundreds}00元",
            lambda: f"{thousands}{hundreds}{self.chance.randint(10, 99)}元",
            lambda: f"{thousands}.{max(1, hundreds)}万元",
            lambda: f"{thousands},{hundreds}50元",
            lambda: f"{CAPITALS[thousands]}万元整",
        )
        return self.chance.choice(forms)()

    def fill(self, sentence: str) -> str:
        """A sentence with its places filled, each by something new where it is not the sender's own."""
        makers: dict[str, Callable[[], str]] = {
            "name": lambda: self.name,
            "other": lambda: self.other,
            "address": lambda: self.address,
            "phone": lambda: self.phone,
            "town": lambda: self.town,
            "village": lambda: self.village,
            "id_no": lambda: self._keep("id_no", self._id_no()),
            "date": lambda: self._keep("date", self._date()),
            "sum": lambda: self._keep("amount", self._sum()),
            "age": lambda: str(self.chance.randint(24, 79)),
            "month": lambda: f"{self.chance.randint(2019, 2025)}年{self.chance.randint(1, 12)}月",
            "n": lambda: str(self.chance.randint(3, 48)),
            "m": lambda: self.chance.choice("二三四五六七八九"),
            "road": lambda: self.chance.choice(ROADS),
            "estate": lambda: self.chance.choice(ESTATES),
            "office": lambda: self.chance.choice(OFFICES),
            "company": lambda: self.chance.choice(FIRMS) + self.chance.choice(TRADES),
            "tel": self._phone,
            "plate": lambda: f"闽E{self.chance.choice('ABCDGHKMP')}{self.chance.randint(1000, 9999)}",
            "case": lambda: (
                f"（{self.chance.randint(2019, 2025)}）闽06{self.chance.randint(10, 99)}民初"
                f"{self.chance.randint(100, 4999)}"
            ),
        }
        return sentence.format_map({key: make() for key, make in makers.items() if "{" + key + "}" in sentence})


def invent_letter(chance: random.Random, *, length: int, table_rows: int = 0) -> FreshLetter:
    """A letter of about `length` characters on a topic by chance, with a table of so many rows below when asked."""
    said = material()
    topic = chance.choice(sorted(said["topics"]))
    words, facts = said["topics"][topic], Facts(chance)
    title = facts.fill(chance.choice(words["titles"]))
    opening = facts.fill(chance.choice(said["openings"]))
    end = [line for line in chance.choice(said["closings"]).split("\n") if line]
    end += [facts.fill(chance.choice(said["signers"])), facts.fill("{date}")]
    pool = chance.sample(words["events"], len(words["events"])) + chance.sample(
        said["histories"], len(said["histories"])
    )
    room = length - sum(map(len, [title, opening, *end])) - 40
    kept: list[str] = []
    for sentence in pool:
        if sum(map(len, kept)) + len(sentence) * 1.15 > room:
            break
        kept.append(facts.fill(sentence))
    cuts = sorted(chance.sample(range(1, len(kept)), min(2, len(kept) - 1))) if len(kept) > 1 else []
    paragraphs = [
        "".join(kept[low:high]) for low, high in zip([0, *cuts], [*cuts, len(kept)], strict=True) if low < high
    ]
    demand = facts.fill(chance.choice(words["demands"]))
    text = "\n".join([title, chance.choice(ADDRESSEES), opening, *paragraphs, demand, *end])
    return FreshLetter(topic, title, text, _frozen(facts.fields), _table(facts, table_rows))


def invent_note(chance: random.Random) -> FreshLetter:
    """A letter of five short paragraphs: a heading, who, what, a name, a date."""
    said = material()
    topic = chance.choice(sorted(said["topics"]))
    words, facts = said["topics"][topic], Facts(chance)
    title = chance.choice(("情况反映", "来信", "求助", "建议", "报告"))
    who = facts.fill(chance.choice(said["short_openings"]))
    what = facts.fill(min(chance.sample(words["events"], 3), key=len))
    signed = facts.fill(chance.choice(said["signers"]))
    text = "\n".join([title, who, what, signed, facts.fill("{date}")])
    return FreshLetter(topic, title, text, _frozen(facts.fields))


def invent_envelope(chance: random.Random) -> FreshLetter:
    """What stands on an envelope: postcode, addressee in two lines, sender's address, name and telephone."""
    facts = Facts(chance)
    county = facts.address.split(facts.town)[0] if facts.town in facts.address else "漳州市"
    lines = [
        f"363{chance.randint(0, 999):03}",
        f"福建省漳州市{chance.choice(ROADS)}{chance.randint(2, 99)}号",
        f"{county}信访局（收）",
        facts.address,
        f"{facts.name} {facts.phone}",
        f"363{chance.randint(0, 999):03}",
    ]
    return FreshLetter("其他", "", "\n".join(lines), _frozen(facts.fields))


def _table(facts: Facts, rows: int) -> tuple[tuple[str, ...], ...]:
    if not rows:
        return ()
    things = ("误工费", "医药费", "材料款", "运输费", "青苗补偿", "伙食补助", "维修资金", "押金", "车费", "工资")
    whats = facts.chance.sample(things, min(rows, len(things)))
    body = [
        (str(number), f"{what}（{facts.chance.randint(2019, 2025)}年）", facts.fill("{sum}"))
        for number, what in enumerate(whats, start=1)
    ]
    return (("序号", "项目", "金额"), *body)


def _frozen(fields: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(values)) for name, values in fields.items()}
