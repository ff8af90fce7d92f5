"""Read a person's name where one may start: a surname of the table and one or two more characters."""

import re
from dataclasses import dataclass
from functools import cache

from extractors.lines.text import HAN
from vocab import Vocabulary, simplify

_MARK = rf"[^{HAN}A-Za-z]"
_FOLLOWS = (
    r"男|女|身份证|公民身份|居民身份|电话|手机|联系|家住|现住|户籍|籍贯|现年|今年|汉族|畲族|回族|住址|地址|年龄|出生|系|敬上|谨上|拜上|叩上|敬呈|谨呈|亲笔|手印|"
    r"签名|签字|指印|盖章|现任|时任|原任|先后|前年|去年|收受|收取|侵占|挪用|贪污|先生|女士|同志|夫妇|夫妻|等[0-9一二三四五六七八九十余]|寄$|缄$|启$"
)
_RUNS_ON = (
    r"是|于|住|在|因|向|和|与|及|同|跟|的|从|为|被|到|将|把|有|曾|说|又|也|还|等|利用|伙同|为了|以|对|身为|担任|作为|"
    r"[12][0-9]{3}年"
)
_NO_GIVEN = "于在是系和与及向从把被将有对就这那了也又还里者该其此并且但"
_NEVER_GIVEN = "的了我你您他她它们吗呢吧啊"
_WEAK = (
    "于从向和有曾时来常应在经对都将全家原是车房后年万通支关白水田花单安平成任明元强方相路计党官区海南班乐干战农牛马羊石温满都项连别连边阳项种查索劳广闻盘荣"
    "简高古文武项年段钱管尚古红当左右米布景"
)
NOT_GIVEN = re.compile(
    r"先生|女士|同志|书记|主任|局长|村长|镇长|所长|老板|经理|会计|领导|医生|老师|队长|组长|某某|家人|家属|某|村民|居民|业主|群众|工人|代表|全体|公司|人民|"
    r"[村镇乡县市区局厅处科室站所队院校厂店组楼费款证案员]$"
)
"""What ends no given name: posts, forms of address, places."""

_COMMON_WORD = re.compile(
    r"母亲|安全|安置|安排|安装|平台|平安|方面|方便|时间|时候|水平|高度|高速|高考|高兴|成本|成立|单位|单独|全部|全家|全体|全村|经济|常年|向来|于是|"
    r"农民|农村|农户|车主|车辆|房屋|房东|路段|路过|路边|石材|石头|项目|权力|师傅|师生|师范|党员|党委|党组|官员|花园|花费|祝愿|祝福|年龄|管理|文件|"
    r"文化|文明|应该|应当|支持|支付|施工|温度|温暖|幸福|万元|万分|通过|连续|连夜|明知|明显|明天|康复|强烈|强迫|强行|解决|解释|解放|申请|申诉|申报|"
    r"尚未|尤其|符合|包括|包工|金额|钱款|计划|计算|商户|商场|商品|费用|干部|顾客|白天|江边|管道|阳台|古镇|和谐|乐意|家长|家庭|宿舍|相关|来信|来访"
)
LONGEST_RUN = 24
"""Han characters that names may stand in without a mark between; a longer run is a sentence."""

_LEFT_OVER = re.compile(r"[^\s、，,；;/（）()。·.]")


@dataclass(frozen=True)
class PersonName:
    """A name, where it stands, and whether what follows it shows its end beyond doubt."""

    start: int
    end: int
    value: str
    firm: bool


def read_person(text: str, at: int, *, vocabulary: Vocabulary, lone: bool = False) -> PersonName | None:
    """Read the name that starts at `at` in simplified text, or nothing.

    A name has two to four characters. Its end is shown by a mark, by words that follow names, or, `lone`,
    by the end of the text alone. A surname that is also a common word counts only before a firm end.
    """
    surname = _surnames(vocabulary).match(text, at)
    if surname is None:
        return None
    for given in (2, 1):
        end = surname.end() + given
        value = text[at:end]
        if _COMMON_WORD.match(value):
            return None
        if (
            not re.fullmatch(rf"[{HAN}]{{{end - at}}}", value)
            or value[-1] in _NEVER_GIVEN
            or NOT_GIVEN.search(value[1:])
        ):
            continue
        firm = re.compile(rf"$|[（(\t\n：，。、；]|{_FOLLOWS}").match(text, end) is not None
        soft = firm or re.compile(rf"{_MARK}|{_RUNS_ON}").match(text, end) is not None
        if lone and end != len(text) and not firm:
            continue
        if value[-1] in _NO_GIVEN and (not firm or given == 1):
            continue
        if firm or (soft and not lone and surname[0] not in _WEAK):
            return PersonName(at, end, value, firm)
    return None


def is_person(text: str, *, vocabulary: Vocabulary) -> bool:
    """Tell whether `text` can be a name as a whole: a surname of the table and one or two more characters."""
    simple = simplify(text)
    surname = _surnames(vocabulary).match(simple)
    return (
        surname is not None
        and 1 <= len(simple) - surname.end() <= 2
        and re.fullmatch(rf"[{HAN}]+", simple) is not None
        and simple[-1] not in _NO_GIVEN + _NEVER_GIVEN
        and not NOT_GIVEN.search(simple[1:])
        and not _COMMON_WORD.match(simple)
    )


def split_persons(text: str, *, vocabulary: Vocabulary) -> list[tuple[int, int]] | None:
    """Split words that are nothing but names, set apart or not, into names; nothing when something is left over."""
    found: list[tuple[int, int]] = []
    at = 0
    for piece in re.finditer(rf"[{HAN}]+", text):
        names = _split_run(piece[0], vocabulary) if len(piece[0]) <= LONGEST_RUN else None
        if names is None or _LEFT_OVER.search(text[at : piece.start()]):
            return None
        found += [(piece.start() + start, piece.start() + end) for start, end in names]
        at = piece.end()
    return None if _LEFT_OVER.search(text[at:]) else found


def _split_run(run: str, vocabulary: Vocabulary) -> list[tuple[int, int]] | None:
    """The names that make up a run of Han characters, three-character names preferred, 和 between them or not."""
    if not run:
        return []
    for skipped in (0, 1) if run[0] in "和与及" else (0,):
        for length in (3, 2, 4):
            end = skipped + length
            if end <= len(run) and is_person(run[skipped:end], vocabulary=vocabulary):
                rest = _split_run(run[end:], vocabulary)
                if rest is not None:
                    return [(skipped, end), *((end + start, end + to) for start, to in rest)]
    return None


@cache
def surname_pattern(vocabulary: Vocabulary) -> str:
    """An alternation of all surnames, in simplified characters, the longest first."""
    names = sorted({simplify(name) for name in vocabulary.surnames}, key=lambda name: (-len(name), name))
    return "|".join(map(re.escape, names))


@cache
def _surnames(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile(surname_pattern(vocabulary))
