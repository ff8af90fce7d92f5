"""Count who signed, and how many people the matter concerns."""

import re

from extractors.fields.blocks import Blocks
from extractors.fields.numerals import COUNT, read_count
from extractors.fields.sheets import Sheet
from records import Finding

MOST_PEOPLE = 10_000_000
"""People: a larger count is some other number."""

_STATED = re.compile(
    rf"等(?:共|共计|一行)?(?P<among>{COUNT})(?:[余多])?(?:[名位个])?(?:人|村民|业主|职工|工人|居民|家长|住户|商户|群众|教师|农民工)(?!民)|"
    rf"(?:联名|联署|签名|签字|具名|署名)(?:人数?|者|村民|业主|居民|代表)?(?:共计?|合计|总计|：|:|为|有)*(?P<joint>{COUNT})(?:[余多])?[名位个]?人|"
    rf"(?:共计?|合计)?(?P<before>{COUNT})(?:[余多])?[名位个](?:人|村民|业主|职工|工人|居民|家长|住户|商户|群众|教师|农民工)?(?:共同)?(?:联名|联署|签名|签字|具名)"
)
_PEOPLE = re.compile(
    rf"(?:涉及|上当的?|受骗的?|被骗的?|我们|工友|[早中晚夜]班|车间|全班|关系到?|影响到?|波及|牵涉|关乎|事关|受害|受影响|受灾|全[村组校厂县镇乡社小区]{{1,2}}|本村|我村|我们村|村里|一共|共有?|总共|共计|合计|现有)"
    rf"[^，。；！？\n0-9一二三四五六七八九十百千万两几]{{0,10}}(?:(?:{COUNT})(?:[余多])?[户家][^。；！？\n0-9一二三四五六七八九十百千万两]{{0,6}})?"
    rf"(?P<people>{COUNT})(?:[余多])?[名位个]?(?P<who>人|口人|村民|群众|业主|职工|工人|居民|家长|学生|孩子|老百姓|百姓|农民|教师|老师|农民工|员工|受害人|老人|民工)(?![均次天日元民])"
)

_SURENESS = {"signatories.stated": 0.93, "signatories.counted": 0.9, "concerned.stated": 0.88}


def count_signatories(sheet: Sheet, *, blocks: Blocks, names: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Tell how many signed a joint letter: as stated (等36人), or the names when they are more; nothing for one writer.

    等36人 counts at the sign-off, in the heading and in the first third of the body; elsewhere others are meant.
    """
    signed = [name for name in names if name.value]
    stated = _stated(sheet, blocks)
    if stated is not None and stated[0] >= max(2, len(signed)):
        return (_told(sheet, "signatory_count", str(stated[0]), stated[1], "signatories.stated"),)
    if len(signed) < 2:
        return ()
    first = signed[0]
    told = _told(sheet, "signatory_count", str(len(signed)), (0, 0), "signatories.counted")
    return (told.model_copy(update={"span": first.span, "confidence": min(name.confidence for name in signed)}),)


def _stated(sheet: Sheet, blocks: Blocks) -> tuple[int, tuple[int, int]] | None:
    best = None
    early = blocks.body[0] + (blocks.body[1] - blocks.body[0]) // 3
    for match in _STATED.finditer(sheet.text):
        place = match.start()
        if match["among"] and blocks.body[0] <= place < blocks.body[1] and place > early:
            continue
        count = _people(match["among"] or match["joint"] or match["before"])
        if count is not None and (best is None or count > best[0]):
            best = count, match.span()
    return best


def count_concerned(sheet: Sheet, *, blocks: Blocks) -> tuple[Finding, ...]:
    """Tell how many people the matter concerns, as stated (全村320户1200余人: 1200), the largest of several.

    Households are no people: where they alone are stated nothing is told, for nobody knows how many live in one.
    """
    best = None
    for match in _PEOPLE.finditer(sheet.text, blocks.heading[0], blocks.sign_off[1]):
        count = _people(match["people"])
        if count is not None and (best is None or count > best[0]):
            best = count, match.span("people")
    if best is None:
        return ()
    return (_told(sheet, "concerned_count", str(best[0]), best[1], "concerned.stated"),)


def _people(words: str) -> int | None:
    number = read_count(words)
    if number is None or number != int(number) or not 2 <= number <= MOST_PEOPLE:
        return None
    return int(number)


def _told(sheet: Sheet, field: str, value: str, extent: tuple[int, int], rule: str) -> Finding:
    return sheet.finding(field, value, extent, rule=rule, sureness=_SURENESS[rule])  # type: ignore[arg-type]
