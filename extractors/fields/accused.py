"""Find whom an accusation complains of: persons by name, units as written."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.fields.blocks import ACCUSED_LABEL, Blocks
from extractors.fields.persons import read_person
from extractors.fields.sheets import LONGEST_SENTENCE, Sheet
from extractors.lines.text import HAN
from records import Finding
from vocab import Vocabulary

_ACCUSES = re.compile(r"举报|控告|检举|揭发|反映|投诉")
_WRONG = (
    r"(?:贪污|受贿|行贿|索贿|收受|收钱|滥用职权|以权谋私|徇私|舞弊|包庇|侵吞|侵占|挪用|截留|套取|冒领|虚报|私分|渎职|失职|不作为|乱作为|优亲厚友|吃拿卡要|腐败|勾结|保护伞|"
    r"违纪|违规|违法|贪|公款|敲诈|勒索|打击报复|中饱私囊|弄虚作假|利用职务|利用职权|利用[^，。]{0,8}权力?|充当|吃空饷|大吃大喝|索要|克扣|强占|霸占|独断专行|暗箱操作|买官卖官|"
    r"回扣|好处费|红包|纵容|遮掩|上下一气|沆瀣一气|袒护|通风报信|官官相护|串通|做假?账)"
)
_CUE = re.compile(_WRONG)
_DENIED = re.compile(r"(?:不是|没有|并非|不敢|不想|未必)[^，。；]{0,6}$")
_UNIT = (
    rf"(?:[{HAN}]{{2,16}}?(?:局|委员会|委|办公室|办|政府|村委会|村委|居委会|派出所|所|公司|学校|中学|小学|医院|中心|站|厂|"
    r"大队|支队))"
)
_BLAMED_UNIT = re.compile(
    rf"(?P<unit>{_UNIT})(?:这样|这么|如此|竟然?|还|也|一直|公然|长期|涉嫌|存在|对此|领导|工作人员|的){{0,2}}(?={_WRONG})"
)
_NOT_UNIT = re.compile(
    r"(?:追究|彻查|调查|查清|查处|严惩|严肃|请求|要求|希望|对|和|与|及|向|由|被|在|到|把|因|为|而|但|我们?|恳请|望|反映|举报|控告|关于|实名|现|该|其|这个?|某)+"
)
_LABELLED = re.compile(rf"{ACCUSED_LABEL}[：:、是为]?")
_TITLED = re.compile(r"关于(?:对|举报|反映|控告|检举|实名举报)*|举报|控告|检举|反映")
_VERB = re.compile(r"(?:举报|控告|检举|揭发)(?!人|信|书|者)")
_MATTERS = re.compile(r"(?:同志)?的?(?:[^，。]{0,12})(?:问题|行为|情况)")
LEAST_UNIT, MOST_UNIT = 4, 14
"""Characters of a unit's name: what is longer took words of the sentence with it."""

MOST_TOLD = 100
"""Sentences with a name that are searched for a wrong."""

_SENTENCE_END = re.compile(r"[。！？\n]")
_SURENESS = {
    "accused.labelled": 0.97,
    "accused.title": 0.93,
    "accused.named": 0.9,
    "accused.post": 0.85,
    "accused.unit": 0.85,
}
"""How often one found so is complained of: a label says it outright, a post beside a wrong may be a witness's."""


def find_accused(
    sheet: Sheet, *, blocks: Blocks, vocabulary: Vocabulary, names: tuple[str, ...]
) -> tuple[Finding, ...]:
    """Find each person and unit complained of, once each, persons first; none unless the letter accuses.

    A letter accuses when it reports somebody (举报, 控告 …) and names a wrong of office. `names` are the
    petitioners, who are never the accused.
    """
    if not _is_accusation(sheet, blocks):
        return ()
    found: dict[str, Finding] = {}
    for rule, start, end in [*_persons(sheet, blocks, vocabulary), *_units(sheet, blocks, vocabulary)]:
        value = sheet.written[start:end]
        if sheet.text[start:end] not in names and value not in names:
            found.setdefault(value, sheet.finding("accused", value, (start, end), rule=rule, sureness=_SURENESS[rule]))
    return tuple(found.values())


def _is_accusation(sheet: Sheet, blocks: Blocks) -> bool:
    if re.search(ACCUSED_LABEL, sheet.text):
        return True
    low, high = blocks.heading[0], blocks.body[1]
    heading = sheet.text[slice(*blocks.heading)]
    text = sheet.text[low:high]
    reports = re.search(r"举报|控告|检举|揭发", text) is not None or (
        _ACCUSES.search(heading) is not None and _CUE.search(heading) is not None
    )
    wrongs = [m for m in _CUE.finditer(text) if not _DENIED.search(text[max(0, m.start() - 12) : m.start()])]
    return reports and bool(wrongs)


@cache
def _posts(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, vocabulary.phrase_list("cadre_posts"))))


def _persons(sheet: Sheet, blocks: Blocks, vocabulary: Vocabulary) -> Iterator[tuple[str, int, int]]:
    is_blamed = cache(lambda name: _is_blamed(sheet, blocks, name))
    for rule, at in sorted(_places_of_names(sheet, blocks, vocabulary), key=lambda s: s[1]):
        start = at
        while (person := _read_accused(sheet.text, start, vocabulary)) is not None:
            if rule != "accused.post" or is_blamed(sheet.text[slice(*person)]):
                yield rule, *person
            start = person[1] + 1
            if sheet.text[person[1] : start] not in ("、", "和", "与", "及"):
                break


def _places_of_names(sheet: Sheet, blocks: Blocks, vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    """Where a name of an accused may start: behind a label, in the title, behind an accusing verb, behind a post."""
    text, (low, high) = sheet.text, (blocks.heading[0], blocks.sign_off[0])
    for label in _LABELLED.finditer(text):
        yield "accused.labelled", label.end()
        following = _LABELLED.search(text, label.end())
        line = re.compile("[^\n]*").match(text, label.end(), following.start() if following else len(text))
        for piece in re.finditer(r"[；;。]", line[0] if line else ""):
            yield "accused.labelled", label.end() + piece.end()
    heading = blocks.heading
    for title in _TITLED.finditer(text, *heading):
        yield "accused.title", title.end()
    for verb in _VERB.finditer(text, low, high):
        yield "accused.named", verb.end()
    for post in _posts(vocabulary).finditer(text, low, high):
        rule = (
            "accused.named"
            if _VERB.search(re.split(r"[。！？；\n]", text[max(low, post.start() - 30) : post.start()])[-1])
            else "accused.post"
        )
        yield rule, post.end()


def _is_blamed(sheet: Sheet, blocks: Blocks, name: str) -> bool:
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
        if _CUE.search(text, end, high) or (_ACCUSES.search(before) and _MATTERS.match(text, end, high)):
            return True
        at = high
    return False


def _read_accused(text: str, at: int, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """A name at `at`; the words of a wrong may follow it directly (郭某利用职权)."""
    person = read_person(text, at, vocabulary=vocabulary)
    if person is not None:
        return person.start, person.end
    for length in (3, 2):
        candidate = text[at : at + length]
        if (
            len(candidate) == length
            and re.match(_WRONG, text[at + length :])
            and read_person(candidate, 0, vocabulary=vocabulary)
        ):
            return at, at + length
    return None


def _units(sheet: Sheet, blocks: Blocks, vocabulary: Vocabulary) -> Iterator[tuple[str, int, int]]:
    for label in re.finditer(rf"被(?:举报|反映|控告|投诉|检举)(?:单位|对象)[：:]({_UNIT})", sheet.text):
        yield "accused.labelled", label.start(1), label.end(1)
    low, high = blocks.body
    for match in _BLAMED_UNIT.finditer(sheet.text, low, high):
        start = _unit_start(sheet.text[match.start("unit") : match.end("unit")], vocabulary) + match.start("unit")
        if LEAST_UNIT <= match.end("unit") - start <= MOST_UNIT and not _DENIED.search(
            sheet.text[max(low, start - 12) : start]
        ):
            yield "accused.unit", start, match.end("unit")


def _unit_start(words: str, vocabulary: Vocabulary) -> int:
    """Where the unit's own name starts in its clause: at its division, else behind verbs and prepositions."""
    divisions = vocabulary.find_divisions(words)
    if divisions:
        return divisions[-1][0] if len(divisions) == 1 or divisions[-2][1] != divisions[-1][0] else divisions[-2][0]
    return max((m.end() for m in _NOT_UNIT.finditer(words)), default=0)
