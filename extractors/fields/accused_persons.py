"""Find the persons whom an accusation complains of: by name, by a masked name, by a nickname, by their post alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.fields.accusations import Charge, Official
from extractors.fields.blocks import ACCUSED_LABEL, Blocks
from extractors.fields.listed_words import listed_words
from extractors.fields.persons import read_person, surname_pattern
from extractors.fields.sheets import LONGEST_SENTENCE, Sheet
from extractors.fields.unit_words import words_start
from extractors.lines.text import HAN
from vocab import Vocabulary

MOST_TOLD = 100
"""Sentences with a name that are searched for a wrong."""
MOST_PERSONS, MOST_POSTS = 300, 4
"""Persons that are told, and posts without a name."""

POST_LISTS = ("cadre_posts", "accused_posts", "posts")
_LABELLED = re.compile(rf"{ACCUSED_LABEL}[：:、是为]?")
_TITLED = re.compile(r"关于(?:对|举报|反映|控告|检举|实名举报)*|举报|控告|检举|反映")
_VERB = re.compile(r"(?:举报|控告|检举|揭发)(?!人|信|书|者)")
_REPORTS = re.compile(r"举报|控告|检举|揭发|反映|投诉")
_MATTERS = re.compile(r"(?:同志)?的?(?:[^，。]{0,12})(?:问题|行为|情况)")
_SENTENCE_END = re.compile(r"[。！？\n]")
_NICKNAME = re.compile(
    rf"(?:外号|绰号|诨号|花名|小名|人称|人送外号)[叫为是：:]?[“”\"「『]?([{HAN}]{{2,5}}?)"
    rf"(?=[”“\"」』，。、（）()；\s]|$|的)"
)
_BEHIND = re.compile(
    rf"[，,（( ]?(?:男|女)?[，,、 ]?(?:(?:现年)?[0-9]{{1,3}}岁[，,])?"
    rf"(?:(?:现|原|时|曾|先后)?(?:任|担任|是|系)|身为|作为|利用)?(?=[{HAN}])"
)
_SET_OFF = re.compile(r"(?:^|[^\u3400-\u9fff]|[的是由和与、说主任长记员])$")
_BODY = re.compile(r"[委府会组办队]$")
_NO_NAME = re.compile(
    r"严[查惩肃格重]|查[处办明]|和[其他谐]|应[该当予依]|关[于系心]|时[任候间]|解[决释]|成[立为]|明[知确]|强[行制占]|祝|于[是]|党[员委组]|温泉|项目"
)
_JOINS = ("、", "和", "与", "及")


@dataclass(frozen=True)
class Person:
    """An accused person: where the name stands, the rule, and where unit words and post stand, if they do."""

    start: int
    end: int
    rule: str
    post: tuple[int, int] | None = None


def find_persons(
    sheet: Sheet, *, blocks: Blocks, charges: tuple[Charge, ...], vocabulary: Vocabulary
) -> Iterator[Person]:
    """Every mention that names an accused person, each with the post that stands beside it.

    First those that a label, the title, an accusing verb or a post announces, in the order written; then those told of
    by surname and post, by a masked name or by a nickname, where one of the `charges` stands near.
    """
    wrongs = listed_words(vocabulary, "office_wrongs", "open_wrongs")
    is_blamed = cache(lambda name: _is_blamed(sheet, blocks, name, wrongs))
    told = 0
    for rule, at in sorted(_places(sheet, blocks, vocabulary), key=lambda place: place[1]):
        start = at
        while told < MOST_PERSONS and (found := _read_accused(sheet.text, start, vocabulary, wrongs)) is not None:
            if rule != "accused.post" or is_blamed(sheet.text[slice(*found)]):
                told += 1
                yield Person(*found, rule, _post_of(sheet, *found, vocabulary))
            start = found[1] + 1
            if sheet.text[found[1] : start] not in _JOINS:
                break
    yield from _called_otherwise(sheet, blocks, charges, vocabulary)


def _places(sheet: Sheet, blocks: Blocks, vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    """Where a name of an accused may start: behind a label, in the title, behind an accusing verb, behind a post."""
    text, (low, high) = sheet.text, (blocks.heading[0], blocks.sign_off[0])
    for label in _LABELLED.finditer(text):
        yield "accused.labelled", label.end()
        following = _LABELLED.search(text, label.end())
        line = re.compile("[^\n]*").match(text, label.end(), following.start() if following else len(text))
        for piece in re.finditer(r"[；;。]", line[0] if line else ""):
            yield "accused.labelled", label.end() + piece.end()
    for title in _TITLED.finditer(text, *blocks.heading):
        yield "accused.title", title.end()
    for verb in _VERB.finditer(text, low, high):
        yield "accused.named", verb.end()
    for post in listed_words(vocabulary, "cadre_posts", "accused_posts").finditer(text, low, high):
        if blocks.salutation[0] <= post.start() < blocks.salutation[1]:
            continue
        sentence = re.split(r"[。！？；\n]", text[max(low, post.start() - 30) : post.start()])[-1]
        yield ("accused.named" if _VERB.search(sentence) else "accused.post"), post.end()


def _read_accused(text: str, at: int, vocabulary: Vocabulary, wrongs: re.Pattern[str]) -> tuple[int, int] | None:
    """A name at `at`, masked or whole; the words of a wrong may follow it directly (郭某利用职权)."""
    masked = _masked(vocabulary).match(text, at)
    if masked is not None:
        return masked.span()
    if wrongs.match(text, at) or _NO_NAME.match(text, at):
        return None
    person = read_person(text, at, vocabulary=vocabulary)
    if person is not None:
        return person.start, person.end
    follows = listed_words(vocabulary, "after_names")
    for length in (3, 2):
        candidate = text[at : at + length]
        if (
            len(candidate) == length
            and (wrongs.match(text, at + length) or follows.match(text, at + length))
            and read_person(candidate, 0, vocabulary=vocabulary)
        ):
            return at, at + length
    return None


@cache
def _masked(vocabulary: Vocabulary) -> re.Pattern[str]:
    """李某, 张某某, 赵某强, 王×, 刘XX, 陈**."""
    return re.compile(
        rf"(?:{surname_pattern(vocabulary)})(?:某{{1,2}}(?![些个人种天日年月村镇乡县局])[{HAN}]?(?=[^{HAN}]|[在是利收的和与及、为当把将])|某{{1,2}}(?![些个种天日年月])|[×XＸx＊*○〇]{{1,2}})"
    )


def _is_blamed(sheet: Sheet, blocks: Blocks, name: str, wrongs: re.Pattern[str]) -> bool:
    """Whether a sentence tells a wrong of the person: the wrong behind the name, or 反映 … 的问题 round it."""
    text, at, stop = sheet.text, blocks.heading[0], blocks.sign_off[0]
    for _ in range(MOST_TOLD):
        at = text.find(name, at, stop)
        if at < 0:
            return False
        end = at + len(name)
        edge = _SENTENCE_END.search(text, end, min(stop, end + LONGEST_SENTENCE))
        high = edge.start() if edge else min(stop, end + LONGEST_SENTENCE)
        before = _SENTENCE_END.split(text[max(blocks.heading[0], at - LONGEST_SENTENCE) : at])[-1]
        if wrongs.search(text, end, high) or (_REPORTS.search(before) and _MATTERS.match(text, end, high)):
            return True
        at = high
    return False


def _called_otherwise(
    sheet: Sheet, blocks: Blocks, charges: tuple[Charge, ...], vocabulary: Vocabulary
) -> Iterator[Person]:
    """Persons told of by surname and post (王书记), by a masked name or by a nickname, where a wrong stands near."""
    text = sheet.text
    surname = re.compile(rf"(?:{surname_pattern(vocabulary)})$")
    for charge in charges:
        official = charge.of
        if official is None or official.kind != "post":
            continue
        before = surname.search(text[max(0, official.start - 2) : official.start])
        known = before and _SET_OFF.search(text[max(0, official.start - 6) : official.start - len(before[0])])
        if before and known and read_person(text, official.end, vocabulary=vocabulary) is None:
            at = official.start - len(before[0])
            yield Person(at, official.end, "accused.surname", (official.start, official.end))
    ends = [charge.start for charge in charges]
    for match in _masked(vocabulary).finditer(text, blocks.heading[0], blocks.sign_off[0]):
        if any(abs(end - match.start()) <= LONGEST_SENTENCE // 5 for end in ends[:MOST_TOLD]):
            post = _post_of(sheet, *match.span(), vocabulary)
            if post is not None:
                yield Person(*match.span(), "accused.masked", post)
    for nick in _NICKNAME.finditer(text, blocks.body[0], blocks.body[1]):
        named = re.search(rf"[{HAN}]{{2,3}}[，,（(“”\"]{{1,2}}$", text[max(0, nick.start() - 5) : nick.start()])
        if not named and any(abs(end - nick.start()) <= LONGEST_SENTENCE // 5 for end in ends[:MOST_TOLD]):
            yield Person(*nick.span(1), "accused.nickname")


def _post_of(sheet: Sheet, start: int, end: int, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """Where unit words and post of a name stand: right before it, or behind it and set off (…，系仙都镇办事员)."""
    text = sheet.text
    posts = listed_words(vocabulary, *POST_LISTS)
    low = max(0, start - 10)
    for match in posts.finditer(text, low, start):
        if match.end() == start or re.fullmatch("同志|的|：", text[match.end() : start]):
            return words_start(sheet, match.start(), vocabulary=vocabulary), match.end()
    joint = _BEHIND.match(text, end)
    if joint is None or not joint[0]:
        return None
    clause = re.compile(r"[^，。；！？\n、）)(（：]{0,24}").match(text, joint.end())
    last = None
    for match in posts.finditer(text, joint.end(), clause.end() if clause else joint.end()):
        last = match
    if last is None or not (last.end() == (clause.end() if clause else 0) or re.search("[是系任为]$", joint[0])):
        return None
    return joint.end(), last.end()


def find_posts_alone(
    sheet: Sheet, *, charges: tuple[Charge, ...], named: tuple[Person, ...], vocabulary: Vocabulary
) -> Iterator[Person]:
    """Posts that a wrong is laid to and whose holder the letter does not name: 我们村的书记, 镇里管民政的那个人."""
    text = sheet.text
    held = {text[slice(*person.post)][-2:] for person in named if person.post}
    vague = listed_words(vocabulary, "vague_accused")
    told: set[str] = set()
    for charge in charges:
        official = charge.of
        if official is None or official.kind != "post" or not charge.sure or len(told) >= MOST_POSTS:
            continue
        words = text[official.start : official.end]
        if words[-2:] in held or vague.fullmatch(words) or _follows_name(official, named):
            continue
        start = words_start(sheet, official.start, vocabulary=vocabulary)
        whole = text[start : official.end]
        if not any(whole in other for other in told):
            told.add(whole)
            is_body = _BODY.search(words) is not None
            yield Person(start, official.end, "accused.post-alone", None if is_body else (start, official.end))


def _follows_name(official: Official, named: tuple[Person, ...]) -> bool:
    return any(person.start <= official.end + 3 and official.start <= person.end + 3 for person in named)
