"""Find how old and of which sex the writer says to be."""

import re
from datetime import date

from extractors.fields.blocks import Blocks
from extractors.fields.numerals import HAN_DIGITS, read_number, read_year
from extractors.fields.own_words import is_own
from extractors.fields.sheets import Sheet
from records import Finding
from vocab import Vocabulary

YOUNGEST, OLDEST = 6, 120
"""Years of those who write letters."""

_NUMBER = rf"(?:[0-9Ool]{{1,3}}|[{HAN_DIGITS}十廿卅百]{{1,4}})"
_AGED = re.compile(
    rf"(?:(?:今年|现年|年龄|年已|年近|年满|虚岁|虚龄|周岁|实岁|行年|岁数)"
    rf"(?:已经?|是|为|有|都|快|：)?[ ]?(?P<stated>{_NUMBER})(?:多|余|来)?[ ]?"
    rf"(?:周岁|岁|虚岁|(?![0-9{HAN_DIGITS}十]*[个月年日号元万余多名户/.\-]))"
    rf"|(?P<plain>{_NUMBER})[ ]?(?:周岁|虚岁|岁))(?!以[上下内]|[的]?(?:孩子|小孩|儿子|女儿|老母|老父|母亲|父亲))"
)
_BORN = re.compile(
    rf"(?:出?生[于在]|出生(?:日期|年月)?[：:为是]?)[ ]?(?P<after>(?:19|20)[0-9]{{2}}|[一二][{HAN_DIGITS}]{{3}})年?|"
    rf"(?P<before>(?:19|20)[0-9]{{2}}|[一二][{HAN_DIGITS}]{{3}})年(?:[0-9一二三四五六七八九十]{{1,3}}月)?(?:[0-9一二三四五六七八九十]{{1,3}}[日号])?(?:出?生)(?!产|育|意|病|活|效|前|了)"
)
_LOOSE = re.compile(r"年近|快|多|余|来|以[上下]")
_SEX = re.compile(
    r"(?<=[，,、（(\t ：:；\n])(?P<sex>[男女])[性生]?(?=[，,、）)\t ；;。\n]|$)|性 ?别[：:\t ]{0,2}(?P<named>[男女])"
)

_SURENESS = {"age.stated": 0.95, "age.born": 0.9, "sex.stated": 0.95}


def find_ages(
    sheet: Sheet, *, blocks: Blocks, names: tuple[str, ...], on: date, vocabulary: Vocabulary
) -> tuple[Finding, ...]:
    """Find the writer's age in years: as stated (现年五十八岁), else reckoned from a stated year of birth.

    `on` is the day of the letter. The first age that is the writer's own is taken; 年近七十 and 六十多岁 state none.
    """
    own = frozenset(names[:1])
    for match in _AGED.finditer(sheet.text):
        words = match["stated"] or match["plain"]
        if _LOOSE.search(match[0]) or not (match["stated"] or _is_told(sheet.text, match, names[:1])):
            continue
        years = read_number(words.translate(str.maketrans("Ool", "001")))
        if years is None or years != int(years) or not YOUNGEST <= years <= OLDEST:
            continue
        if is_own(sheet, match.start(), blocks=blocks, names=own, vocabulary=vocabulary):
            return (_told(sheet, "age", str(int(years)), match.span(), "age.stated"),)
    for match in _BORN.finditer(sheet.text):
        year = read_year(match["after"] or match["before"])
        if year is None or not YOUNGEST <= on.year - year <= OLDEST:
            continue
        if is_own(sheet, match.start(), blocks=blocks, names=own, vocabulary=vocabulary):
            return (_told(sheet, "age", str(on.year - year), match.span(), "age.born"),)
    return ()


def _is_told(text: str, match: re.Match[str], names: tuple[str, ...]) -> bool:
    """Whether a bare 67岁 is told of a person: set off by marks, or right behind the writer's name and sex."""
    if _behind_name(text, match.start(), names):
        return True
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    return before in tuple("，,、（(\t 我人女男已\n") and (after in tuple("，,、）)\t 。；;了的\n") or not after)


def _behind_name(text: str, at: int, names: tuple[str, ...]) -> bool:
    before = text[max(0, at - 10) : at]
    return any(re.search(rf"{re.escape(name)}[，,（( ]?[男女]?[，, ]?$", before) for name in names)


def find_sexes(sheet: Sheet, *, blocks: Blocks, names: tuple[str, ...], vocabulary: Vocabulary) -> tuple[Finding, ...]:
    """Find the writer's sex where it is stated (…，男，46岁; 性别：女); it is never inferred from name or number."""
    own = frozenset(names[:1])
    for name in own:
        # Without marks the name alone sets it off: 我叫林水泉男58岁.
        behind = re.search(
            rf"{re.escape(name)}(?P<sex>[男女])(?=[0-9一二三四五六七八九十，,汉、今现年住家在系是务职退离已村农]|身份|公民)",
            sheet.text,
        )
        if behind is not None:
            return (
                _told(sheet, "sex", "male" if behind["sex"] == "男" else "female", behind.span("sex"), "sex.stated"),
            )
    for match in _SEX.finditer(sheet.text):
        if is_own(sheet, match.start(), blocks=blocks, names=own, vocabulary=vocabulary):
            group = "sex" if match["sex"] else "named"
            return (_told(sheet, "sex", "male" if match[group] == "男" else "female", match.span(group), "sex.stated"),)
    return ()


def _told(sheet: Sheet, field: str, value: str, extent: tuple[int, int], rule: str) -> Finding:
    return sheet.finding(field, value, extent, rule=rule, sureness=_SURENESS[rule])  # type: ignore[arg-type]
