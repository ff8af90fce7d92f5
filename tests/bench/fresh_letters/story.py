"""One letter's persons, places, days and numbers: every slot of a template is made here, and its truth kept."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from tests.bench.fresh_letters import figures
from tests.bench.fresh_letters.figures import Figure
from tests.bench.fresh_letters.material import Manner, MatterKind, words
from tests.bench.fresh_letters.people import Person, invent_person
from tests.bench.fresh_letters.places import Place, invent_estate, invent_house, invent_place
from vocab import load_vocabulary

ABROAD = (
    "臺灣省臺中市北區三民路二段{}號",
    "廈門市思明區湖濱南路{}號",
    "臺北市大安區和平東路一段{}號",
    "廣東省深圳市羅湖區春風路{}號",
)
SUMS = {
    "tiny": (10, 300),
    "small": (300, 9000),
    "mid": (3000, 90_000),
    "big": (50_000, 900_000),
    "huge": (1_000_000, 9_000_000),
}
OFFICES = (
    "镇政府",
    "街道办事处",
    "村委会",
    "居委会",
    "县自然资源局",
    "市住建局",
    "劳动监察大队",
    "区民政局",
    "城管中队",
    "社保中心",
)


class Story:
    """What one letter tells. `fields` collects the truth as slots are filled."""

    def __init__(self, chance: random.Random, *, manner: Manner, kind: MatterKind) -> None:
        self.chance, self.manner, self.kind = chance, manner, kind
        self.fields: dict[str, list[str]] = {}
        self.written = date(2022, 1, 1) + timedelta(days=chance.randint(0, 1780))
        self.dated = chance.random() < 0.92
        self.digits = chance.choice(manner.digits)
        young = manner.name == "student"
        old = manner.name in ("soldier", "teacher")
        ages = (13, 24) if young else (62, 78) if old else (26, 50) if manner.name == "mother" else (24, 82)
        male = {"mother": False, "soldier": True}.get(manner.name)
        self.writer = invent_person(chance, day=self.written, ages=ages, male=male)
        self.home = invent_place(chance)
        self.abroad = manner.name == "emigrant" and chance.random() < 0.5
        self.at_home = not self.abroad and (manner.joint or chance.random() < 0.55)
        self.place: Place = self.home if self.at_home else invent_place(chance)
        self.address = (
            chance.choice(ABROAD).format(chance.randint(2, 300))
            if self.abroad
            else self.home.written + invent_house(self.home, chance)
        )
        self.phone = figures.write_landline(chance) if chance.random() < 0.12 else figures.write_mobile(chance)
        self.identity = self.identify(self.writer)
        self.other = invent_person(chance, day=self.written)
        self.accused = invent_person(chance, day=self.written, ages=(33, 59))
        self.firm = chance.choice(words()["firms"]["first"]) + chance.choice(words()["firms"]["trades"])
        self.works_for = self._invent_employer()
        self.estate, self.road = invent_estate(chance), chance.choice(words()["roads"]["names"])
        self.school, self.hospital = (chance.choice(words()["firms"][what]) for what in ("schools", "hospitals"))
        self.plate = f"闽E{chance.choice('ABCDGHKMP')}{chance.randint(1000, 9999)}"
        self.post, self.unit = self._accused_post()
        self.last: dict[str, Figure] = {}
        self.noted: set[str] = set()

    def keep(self, field: str, value: str) -> None:
        """Note a value of a field, once."""
        values = self.fields.setdefault(field, [])
        if value not in values:
            values.append(value)

    def make(self, slot: str) -> str:
        """The words of a slot; a slot that ends in `_same` repeats the last one."""
        self.noted.add(slot)
        if slot in SUMS:
            return self._sum(slot).words
        if slot.endswith("_same") and slot.removesuffix("_same") in SUMS:
            name = slot.removesuffix("_same")
            return (self.last.get(name) or self._sum(name)).words
        maker: Callable[[], str] = getattr(self, f"_{slot}", None) or self._simple(slot)
        return maker()

    def _simple(self, slot: str) -> Callable[[], str]:
        chance = self.chance
        simple: dict[str, Callable[[], str]] = {
            "sign": self._name,
            "other": lambda: self.other.name,
            "other_same": lambda: self.other.name,
            "firm": lambda: self.firm,
            "estate": lambda: self.estate,
            "road": lambda: self.road,
            "school": lambda: self.school,
            "hospital": lambda: self.hospital,
            "plate": lambda: self.plate,
            "village": lambda: self.place.village,
            "place0": lambda: self.place.village,
            "placepeople": lambda: f"{self.place.village}的群众",
            "kin": lambda: chance.choice(words()["people"]["kin"]),
            "job": lambda: chance.choice(words()["firms"]["jobs"]),
            "office": lambda: chance.choice(OFFICES),
            "n": lambda: str(chance.randint(3, 48)),
            "db": lambda: str(chance.randint(58, 89)),
            "cn": lambda: figures.count(chance.randint(2, 9)),
            "months": lambda: chance.choice(
                ("半年多", f"{figures.count(chance.randint(2, 11))}个月", f"{chance.randint(2, 5)}年")
            ),
        }
        return simple[slot]

    def _name(self) -> str:
        self.keep("name", self.writer.name)
        return self.writer.name

    def _age(self) -> str:
        born, day = self.writer.born, self.written
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        self.keep("age", str(age))
        return figures.spell(age) if self.digits == "chinese" else str(age)

    def _sexword(self) -> str:
        self.keep("sex", "male" if self.writer.male else "female")
        return "男" if self.writer.male else "女"

    def _birthword(self) -> str:
        self.keep("birth_date", self.writer.born.isoformat())
        born = self.writer.born
        return self.chance.choice(
            (f"{born.year}年{born.month}月{born.day}日", f"{born:%Y-%m-%d}", f"{born:%Y年%m月%d日}")
        )

    def _address(self) -> str:
        self.keep("address", self.address)
        if not self.abroad:
            self.keep("address_code", self.home.code)
        return self.address

    def _phone(self) -> str:
        self.keep("phone", self.phone.value)
        return self.phone.words

    def _id(self) -> str:
        self.keep("id_no", self.identity.value)
        self.keep("birth_date", self.writer.born.isoformat())
        return self.identity.words

    def identify(self, person: Person) -> Figure:
        """A valid identity number of a person from here, or of one from another province."""
        area = self.home.code[:6]
        old = {"350604": "350681", "350605": "350625"}.get(area, area)
        area = self.chance.choice((area, old, old))
        if self.manner.name == "migrant":
            area = self.chance.choice(("362201", "520121", "510824", "412825", "422802"))
        return figures.write_id(area, person.born, male=person.male, chance=self.chance)

    def _invent_employer(self) -> str:
        return self.chance.choice(words()["firms"]["first"]) + self.chance.choice(words()["firms"]["trades"])

    def _employer(self) -> str:
        self.keep("employer", self.works_for)
        return self.works_for

    def _place(self) -> str:
        if self.noted >= {"place_told"}:
            return self.chance.choice((self.place.village, self.place.written))
        self.noted.add("place_told")
        self.keep("place", self.place.written)
        self.keep("place_code", self.place.code)
        return self.place.written

    def _tel(self) -> str:
        number = (
            figures.write_landline(self.chance) if self.chance.random() < 0.3 else figures.write_mobile(self.chance)
        )
        self.keep("other_phone", number.value)
        return number.words

    def _some_day(self) -> date:
        return max(date(2019, 2, 10), self.written - timedelta(days=self.chance.randint(40, 1000)))

    def _date(self) -> str:
        day = self._some_day()
        if (
            self.digits != "arabic"
            and self.chance.random() < 0.12
            and (day.year, 10, 10) < (self.written.year, self.written.month, self.written.day)
        ):
            figure = figures.write_lunar(day.year, self.chance)
        else:
            figure = figures.write_day(day, self.chance, self.digits)
        self.keep("date", figure.value)
        return figure.words

    def _month(self) -> str:
        day = self._some_day()
        figure = figures.write_month(
            day, self.chance, self.digits, written=self.written if self.dated else date(1900, 1, 1)
        )
        self.keep("date", figure.value)
        return figure.words

    def _sum(self, name: str) -> Figure:
        figure = figures.write_sum(*SUMS[name], self.chance, self.digits)
        self.keep("amount", figure.value)
        self.last[name] = figure
        return figure

    def _both(self) -> str:
        return self._both_of("mid")

    def _both_big(self) -> str:
        return self._both_of("big")

    def _both_of(self, name: str) -> str:
        figure = figures.write_both(*SUMS[name], self.chance)
        self.keep("amount", figure.value)
        return figure.words

    def _area(self) -> str:
        return self._area_of(house=False)

    def _area2(self) -> str:
        return self._area_of(house=self.chance.random() < 0.5)

    def _house(self) -> str:
        return self._area_of(house=True)

    def _area_of(self, *, house: bool) -> str:
        figure = figures.write_area(self.chance, house=house, digits=self.digits)
        self.keep("area", figure.value)
        return figure.words

    def _concerned(self) -> str:
        if "concerned_count" not in self.fields:
            self.keep("concerned_count", str(self.chance.randint(8, 260)))
        return self.fields["concerned_count"][0]

    def _case(self) -> str:
        court = self.chance.choice(("0602", "0603", "0681", "0623", "06"))
        kind = self.chance.choice(("民初", "执", "民终", "执恢"))
        return self._paper(
            f"（{self.written.year - self.chance.randint(0, 3)}）闽{court}{kind}{self.chance.randint(12, 4999)}号"
        )

    _case_title = _case

    def _arbpaper(self) -> str:
        head = self.chance.choice(("漳劳人仲案", "龙劳仲案", "芗劳人仲裁"))
        return self._paper(self._bracket(head))

    def _admin(self) -> str:
        return self._paper(self._bracket(self.chance.choice(("闽政地", "漳政征", "漳劳鉴", "浦政办", "龙政综"))))

    def _paper(self, number: str | None = None) -> str:
        number = number or self._bracket(self.chance.choice(("漳信访", "漳信受", "龙信复", "靖信访复字")))
        self.keep("paper_no", number)
        return number

    def _bracket(self, head: str) -> str:
        left, right = self.chance.choice(("〔〕", "〔〕", "［］", "[]", "()", "（）"))
        return f"{head}{left}{self.written.year - self.chance.randint(0, 2)}{right}{self.chance.randint(2, 480)}号"

    def _accused_post(self) -> tuple[str, str]:
        said, place = words()["accused"], self.place
        if self.kind.accused == "village":
            return self.chance.choice(said["village_posts"]), f"{place.village}村委会"
        if self.kind.accused == "town":
            return self.chance.choice(said["town_posts"]), f"{place.township}政府"
        return self.chance.choice(said["bureau_posts"]), place.county + self.chance.choice(said["bureaus"])

    def _acc(self) -> str:
        self.keep("accused", self.accused.name)
        return self.accused.name

    def _acc_post(self) -> str:
        self.keep("accused_post", self.post)
        return self.post

    def _acc_unit(self) -> str:
        if self.kind.accused != "village":
            units = [unit.code for *_, unit in load_vocabulary().find_units(self.unit)]
            self.keep("accused_unit", units[-1] if self.kind.accused == "bureau" and units else "XZJD")
        return self.unit
