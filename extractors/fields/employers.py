"""Find the body that the writer says to work for, or to have worked for."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.fields.blocks import Blocks
from extractors.fields.listed_words import listed_words
from extractors.fields.own_words import is_own
from extractors.fields.persons import read_person
from extractors.fields.sheets import Sheet
from extractors.lines.text import HAN
from records import Finding
from vocab import Vocabulary

LONGEST = 24
"""Characters of a body's name: what is longer took words of the sentence with it."""
MOST_LOOKED_AT = 200
"""Places that are looked at: what people do in a body stands often in a long letter."""

_SURENESS = {"employer.labelled": 0.95, "employer.as": 0.92, "employer.in": 0.88}
_LEAD = re.compile(
    rf"(?:(?:我们?|本人|自己|一直|曾经?|原来?|先后|退休前|现|目前|就|都|也)*(?:是|系|为|原是|原系|原为|原在|现在|在|于|到|进入|进)(?:原)?|(?:^|[，,、（(：:。；\n]|[0-9]{{1,4}}年(?:[0-9]{{1,2}}月)?|[{HAN}]岁|男|女)(?:原|系)?)(?=[{HAN}A-Z])"
)
_OF = re.compile(r"(?:里面?|里头)?(?:的)?(?:一?[名位个])?(?:原|老|普通|正式|在职|已)*(?:一线)?")
_NOT_BODY = re.compile(
    r"[，。；！？、：\n（(]|们|他|她|你|您|因为|由于|为了|拖欠|要求|请求|举报|投诉|反映|这个?|那个?|该|被|把|向|给"
)
_TRADE = re.compile(r"(?:当|做|的)(?:一名)?[^，。；当做的工]{1,4}(?:工(?![作程资人厂地伤])|仓管|管员)")
_LABELLED = re.compile(rf"(?:工作单位|所在单位|单位)[：:]\s?(?P<body>[{HAN}A-Za-z0-9（）()]{{3,30}})")


def find_employers(
    sheet: Sheet, *, blocks: Blocks, names: tuple[str, ...], vocabulary: Vocabulary
) -> tuple[Finding, ...]:
    """Find the writer's employer as written (我是某厂职工, 在某中学任教); nothing when only another's is stated."""
    own = frozenset(names[:1])
    for rule, start, end in _bodies(sheet, blocks, vocabulary):
        if is_own(sheet, start, blocks=blocks, names=own, vocabulary=vocabulary, told=rule != "employer.labelled"):
            value = sheet.written[start:end]
            return (sheet.finding("employer", value, (start, end), rule=rule, sureness=_SURENESS[rule]),)
    return ()


def _bodies(sheet: Sheet, blocks: Blocks, vocabulary: Vocabulary) -> Iterator[tuple[str, int, int]]:
    """Where a body stands with what people are or do in it, in the order written."""
    text, (low, high) = sheet.text, (blocks.body[0], blocks.sign_off[1])
    for label in _LABELLED.finditer(text, low):
        ends = [end.end() for end in _body_end(vocabulary).finditer(text, *label.span("body"))]
        yield "employer.labelled", label.start("body"), max(ends, default=label.end("body"))
    as_words, in_words = listed_words(vocabulary, "employed_as"), listed_words(vocabulary, "employed_in")
    found = [("employer.as", m) for m in as_words.finditer(text, low, high)]
    found += [("employer.in", m) for m in in_words.finditer(text, low, high)]
    found += [("employer.in", m) for m in _TRADE.finditer(text, low, high)]
    found += [("employer.in", m) for m in _works_as(vocabulary).finditer(text, low, high)]
    for rule, match in sorted(found, key=lambda one: one[1].start())[:MOST_LOOKED_AT]:
        body = _body_before(text, match.start(), rule, vocabulary)
        if rule == "employer.as" and body is not None and not _is_said(text, body[0], match.end(), vocabulary):
            continue
        if body is not None:
            yield rule, *body


def _is_said(text: str, start: int, end: int, vocabulary: Vocabulary) -> bool:
    """Whether somebody is said to be what stands before `end`: 是 before the body, or a mark or a name behind it."""
    return (
        re.search(r"[是系为原]$", text[max(0, start - 2) : start]) is not None
        or re.match(r"[，。、；：（(,\s]|$|[兼代]", text[end : end + 1]) is not None
        or read_person(text, end, vocabulary=vocabulary) is not None
    )


def _body_before(text: str, at: int, rule: str, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """The body whose name ends right before `at`, but for 的 and the like; behind 在 when people do something there."""
    low = max(0, at - LONGEST - 6)
    window = text[low:at]
    ending = None
    for match in _body_end(vocabulary).finditer(window):
        if _OF.fullmatch(window, match.end()):
            ending = match
    if ending is None:
        return None
    name_end = ending.end("kind")
    leads = [m for m in _LEAD.finditer(window, 0, name_end) if m.end() < name_end]
    leads = [m for m in leads if not _NOT_BODY.search(window, m.end(), name_end)]
    if rule == "employer.in":
        leads = [m for m in leads if m[0] and m[0][-1] in "在于到进入原是系"]
    if not leads:
        return None
    start = leads[-1].end()
    if rule == "employer.as" and len(leads) > 1 and leads[-1][0][-1:] in "在于":
        start = leads[-1].end()
    name = window[start:name_end]
    return (low + start, low + name_end) if 3 <= len(name) <= LONGEST else None


@cache
def _works_as(vocabulary: Vocabulary) -> re.Pattern[str]:
    """What people work as in a body: 在…当出纳, 在…做保安."""
    return re.compile(rf"(?:当|做|任|担任)(?:一?[名个])?(?:{listed_words(vocabulary, 'employed_as').pattern})")


@cache
def _body_end(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile(f"(?P<kind>{listed_words(vocabulary, 'employer_bodies').pattern})")
