"""Put a letter together: heading, salutation, who writes, what happened, what was tried, what is asked, who signs."""

import random
from dataclasses import dataclass, replace
from itertools import pairwise

from opencc import OpenCC

from tests.bench.fresh_letters import figures
from tests.bench.fresh_letters.material import Manner, MatterKind, earlier_steps, fillers, manners, matter_kinds, words
from tests.bench.fresh_letters.people import invent_person
from tests.bench.fresh_letters.story import Story
from tests.bench.fresh_letters.wording import choose, fill, roughen

AS_WRITTEN = (
    "title",
    "addressee",
    "name",
    "address",
    "place",
    "demand",
    "employer",
    "accused",
    "accused_post",
    "accused_unit",
    "paper_no",
)
"""Fields that are quoted, so that a letter in traditional characters states them so."""


@dataclass(frozen=True)
class FreshLetter:
    """A letter: its pages as text (a paragraph a line, cells parted by tabs) and what it states by field."""

    seed: str
    manner: str
    matter: str
    topic: str
    klass: str
    pages: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    title: str = ""
    envelope: bool = False

    @property
    def text(self) -> str:
        """All pages."""
        return "\n".join(self.pages)


class Writer:
    """Writes one letter."""

    def __init__(self, seed: str, manner: Manner, kind: MatterKind) -> None:
        self.chance = random.Random(seed)
        self.story = Story(self.chance, manner=manner, kind=kind)
        self.manner, self.kind, self.seed = manner, kind, seed
        self.hurry = self.chance.choice((0.0, 0.0, 0.1, 0.3))

    def say(self, templates: tuple[str, ...] | list[str]) -> str:
        """One of the templates, with choices, noise and slots done."""
        return fill(
            roughen(choose(self.chance.choice(templates), self.chance), self.chance, self.hurry), self.story.make
        )

    def write(self) -> FreshLetter:
        """The whole letter."""
        title, salutation = self._title(), self._salutation()
        opening, body = self._opening(), self._body()
        asked = self._asked()
        end = self._end()
        table = self._table() if self.manner.joint else ()
        lines = [
            *([title] if title else []),
            *([salutation] if salutation else []),
            *self._layout(opening, body),
            *asked,
            *end,
        ]
        envelope = self._envelope() if self.chance.random() < 0.14 and not self.manner.anonymous else ""
        pages = ([envelope] if envelope else []) + ["\n".join(lines)]
        if table:
            pages.append("\n".join(table))
        fields = {name: tuple(values) for name, values in self.story.fields.items()}
        letter = FreshLetter(
            self.seed,
            self.manner.name,
            self.kind.name,
            self.kind.topic,
            self.kind.klass,
            tuple(pages),
            fields,
            title,
            bool(envelope),
        )
        traditional = self.manner.traditional or self.chance.random() < 0.02
        return _in_traditional(letter) if traditional else letter

    def _title(self) -> str:
        if self.chance.random() >= self.manner.title:
            return ""
        title = fill(choose(self.chance.choice(self.kind.titles), self.chance), self.story.make)
        self.story.keep("title", title)
        return title

    def _salutation(self) -> str:
        said = words()["addressees"]
        pool = said["discipline"] if self.kind.accused else said["city"] + said["county"]
        county = self.story.place.county
        whom = choose(self.chance.choice(pool), self.chance).replace("{county}", county)
        if self.chance.random() < 0.08:
            return ""
        bare = whom
        for honour in ("尊敬的", "敬爱的"):
            bare = bare.removeprefix(honour)
        self.story.keep("addressee", bare)
        return whom + self.chance.choice(("：", "：", "：", "：您好！", "，您好：", ":"))

    def _opening(self) -> str:
        return self.say(self.manner.opens)

    def _body(self) -> list[str]:
        told = "place" in self.story.noted
        at_home = self.story.at_home and self.kind.home and "address" in self.story.fields and not told
        if at_home and self.chance.random() < 0.6:
            first = self.say(self.kind.home)
            self.story.keep("place_code", self.story.home.code)
        else:
            first = self.say(self.kind.scene)
        events = [
            self._event(template)
            for template in self.chance.sample(self.kind.events, min(len(self.kind.events), self.chance.randint(2, 4)))
        ]
        moods = [sentence for mood in self.manner.moods for sentence in fillers()[mood]]
        others = [
            self._event(template) for template in self.chance.sample(moods, self.chance.randint(0, min(2, len(moods))))
        ]
        for step in self.chance.sample(earlier_steps(), self.chance.choice((0, 0, 1, 1, 2))):
            if self.kind.name == "thanks":
                break
            others.append(self._event(self.chance.choice(step.words)))
            self.story.keep("earlier_step", step.code)
        self.chance.shuffle(others)
        return [first, *events, *others]

    def _event(self, template: str) -> str:
        return self.say([template])

    def _layout(self, opening: str, body: list[str]) -> list[str]:
        """The sentences in one to four paragraphs, sometimes with commas where stops belong."""
        if self.chance.random() < 0.1:
            body = [sentence.replace("。", "，") for sentence in body[:-1]] + body[-1:]
        cuts = sorted(self.chance.sample(range(1, len(body) + 1), min(len(body), self.chance.randint(0, 2))))
        edges = [0, *cuts, len(body)]
        paragraphs = ["".join(body[low:high]) for low, high in pairwise(edges) if low < high]
        if self.chance.random() < 0.5:
            return [opening, *paragraphs]
        return [opening + paragraphs[0], *paragraphs[1:]]

    def _asked(self) -> list[str]:
        if not self.kind.demands:
            return []
        count = min(len(self.kind.demands), self.chance.choice((1, 1, 2, 2, 3)))
        demands = [self._event(template) for template in self.chance.sample(self.kind.demands, count)]
        for demand in demands:
            self.story.keep("demand", demand)
        plea = choose(self.chance.choice(self.manner.pleas), self.chance)
        marks = self.chance.choice(
            (
                ("一、", "二、", "三、"),
                ("1、", "2、", "3、"),
                ("1.", "2.", "3."),
                ("（一）", "（二）", "（三）"),
                ("①", "②", "③"),
            )
        )
        listed = [f"{mark}{demand}" for mark, demand in zip(marks, demands, strict=False)]
        if "{numbered}" in plea:
            return [
                *plea.removesuffix("\n{numbered}").split("\n"),
                *(line + "；" for line in listed[:-1]),
                listed[-1] + "。",
            ]
        if "{inline}" in plea:
            return [plea.replace("{inline}", "；".join(listed if count > 1 else demands) + "。")]
        if "{demands}" not in plea:
            plea += "{demands}"
        joint = self.chance.choice(("，", "，并", "；", "，同时"))
        return [plea.replace("{demands}", joint.join(demands) + self.chance.choice(("。", "。", "！", "")))]

    def _end(self) -> list[str]:
        chance, story = self.chance, self.story
        lines = [line for line in choose(chance.choice(self.manner.thanks), chance).split("\n") if line]
        signed = fill(choose(chance.choice(self.manner.signs), chance), story.make)
        lines += [signed] if signed else []
        if not self.manner.anonymous:
            lines += self._numbers()
        if story.dated:
            figure = figures.write_day(story.written, chance, story.digits)
            while figure.words[:2] == f"{story.written.year % 100}" and not figure.words.startswith("20"):
                figure = figures.write_day(story.written, chance, story.digits)
            story.keep("letter_date", figure.value)
            at = len(lines) if chance.random() < 0.8 else max(0, len(lines) - 1)
            lines.insert(at, figure.words)
        return lines

    def _numbers(self) -> list[str]:
        """Telephone, address and number under the letter, where the opening has not given them, or again."""
        chance, story, lines = self.chance, self.story, []
        if chance.random() < (0.15 if "phone" in story.fields else 0.8):
            lines.append(
                chance.choice(("联系电话：", "电话：", "手机：", "联系方式：", "手机号码:", "电话 "))
                + story.make("phone")
            )
        if chance.random() < (0.1 if "address" in story.fields else 0.85):
            lines.append(chance.choice(("住址：", "地址：", "家庭住址：", "联系地址：")) + story.make("address"))
        if chance.random() < (0.05 if "id_no" in story.fields else 0.3):
            lines.append(chance.choice(("身份证号：", "身份证号码：", "身份证：", "公民身份号码：")) + story.make("id"))
        chance.shuffle(lines)
        return lines

    def _envelope(self) -> str:
        chance, story = self.chance, self.story
        code = f"363{chance.randint(0, 999):03}"
        whom = "漳州市信访局" if not self.kind.accused else "漳州市纪委监委"
        if "addressee" not in story.fields:
            story.keep("addressee", whom)
        sender = [
            story.make("address"),
            chance.choice(("{sign} 寄", "{sign}", "{sign}（寄）")).replace("{sign}", story.make("sign")),
        ]
        return "\n".join(
            [
                code,
                f"福建省漳州市{chance.choice(words()['roads']['names'])}{chance.randint(2, 99)}号",
                f"{whom}（收）",
                *sender,
                f"363{chance.randint(0, 999):03}",
            ]
        )

    def _table(self) -> list[str]:
        """The signature table of a joint letter, the writer first."""
        chance, story = self.chance, self.story
        count = chance.randint(4, 14)
        heads = chance.choice(
            (("姓名", "身份证号码", "联系电话"), ("签名", "身份证号", "电话"), ("姓名", "身份证", "手机"))
        )
        rows = [chance.choice(("联名签字表", "签名表", "附：签名名单", "签名页")), "\t".join(heads)]
        for number in range(count):
            person = story.writer if number == 0 else invent_person(chance, day=story.written)
            identity = story.identity if number == 0 else story.identify(person)
            phone = story.phone if number == 0 else figures.write_mobile(chance)
            for field, value in (("name", person.name), ("id_no", identity.value), ("phone", phone.value)):
                story.keep(field, value)
            rows.append(f"{person.name}\t{identity.value}\t{phone.value}")
        story.keep("signatory_count", str(len(story.fields["name"])))
        return rows


def _in_traditional(letter: FreshLetter) -> FreshLetter:
    """The letter in traditional characters; unchanged when a quoted value would be turned otherwise than its text."""
    turn = OpenCC("s2t").convert
    pages = tuple(turn(page) for page in letter.pages)
    fields = {
        name: tuple(turn(v) for v in values) if name in AS_WRITTEN else values for name, values in letter.fields.items()
    }
    whole = "\n".join(pages)
    if any(value not in whole for name in AS_WRITTEN for value in fields.get(name, ()) if name != "paper_no"):
        return letter
    return replace(letter, pages=pages, fields=fields, title=turn(letter.title))


def invent_letter(seed: int, number: int) -> FreshLetter:
    """Letter `number` of a seed: manner and matter by chance."""
    name = f"{seed}-{number}"
    chance = random.Random(f"kind {name}")
    kind = chance.choice(matter_kinds())
    ways = [m for m in manners() if not (m.anonymous and kind.name in ("thanks", "pension", "veteran", "injury"))]
    ways = [m for m in ways if not (m.joint and kind.klass == "other")]
    return Writer(name, chance.choice(ways), kind).write()


def invent_letters(seed: int, count: int) -> list[FreshLetter]:
    """The first `count` letters of a seed."""
    return [invent_letter(seed, number) for number in range(1, count + 1)]
