"""Find telephone numbers, and tell the sender's from everybody else's."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from extractors.fields.blocks import ACCUSED_LABEL, SIGNER, Blocks
from extractors.fields.sheets import Sheet
from extractors.fields.taken import Taken
from extractors.lines.text import HAN
from records import FieldName, Finding

AREA_CODE = "0596"
"""The area code of the office's own city; a local number with a label is completed with it."""

_D = "[0-9OolI]"
_SPACE = r"[ \-—.·`,|]?"
_END = r"(?:(?=(?:19|20)[0-9]{2}年)|(?=[0oO](?:[^0-9A-Za-z@_%元万亩.]|$))|(?![0-9A-Za-z@_%元万亩]))"
_MOBILE = re.compile(
    rf"(?<![0-9A-Za-z_.])(?:\+?(?:00)?86{_SPACE})?(1[3-9]{_D}(?:{_SPACE}{_D}){{8}}){_END}|"
    rf"(?<![0-9A-Za-z_.])l([3-9]{_D}(?:{_SPACE}{_D}){{8}}){_END}"
)
_LANDLINE = re.compile(
    rf"(?<![0-9A-Za-z_.])[（(]?(?:([0Oo]596)[）)]?[ \-—－]?([2-8]{_D}{{2}}{_SPACE}{_D}{{4}})|"
    rf"([0Oo]{_D}{{2,3}})[）)]?[ \-—－]?([2-8]{_D}{{2,3}}{_SPACE}{_D}{{4}}))"
    rf"(?:[ \-—转]{{1,2}}[0-9]{{1,4}})?{_END}"
)
_LOCAL = re.compile(rf"(?<![0-9A-Za-z_.\-（(])([2-8]{_D}{{2}}{_SPACE}{_D}{{4}}){_END}")
_SERVICE = re.compile(r"(?<![0-9A-Za-z_.])([48]00[ \-]?[0-9]{3,4}[ \-]?[0-9]{3,4})(?![0-9A-Za-z@_.])")
_LABEL = re.compile(r"(?:电话|手机|座机|固话|联系方式|Tel|TEL|tel|传真)[^，。；\n0-9]{0,6}$")
_ACCOUNT = re.compile(r"(?:账号|帐号|账户|卡号|编号|单号|案号|合同号|信用代码|QQ|微信号|邮箱)[^，。；\n]{0,6}$")

_MINE = re.compile(
    r"(?:我|本人|我家|我们|自己|笔者)(?:的|家)?(?:家)?(?:的)?(?:联系)?(?:手机|电话|座机|固话|联系|固定电话|号码|移动电话)[^，。；]{0,8}$"
    r"|(?:与我|和我|跟我|同我|找我|给我|与本人|和本人|打我|拨打本人)[^，。；]{0,10}$"
)
_OTHERS = re.compile(
    r"(?:他|她|对方|其|该[^，。；]{1,6}|老板|包工头|经理|公司|单位|物业|主任|书记|邻居|儿子|女儿|丈夫|妻子|老公|老婆|亲戚|朋友|工头|负责人|开发商|房东|中介|骗子|客服|"
    r"热线|咨询|局|所|中心|医院|学校|办公室|委员会|政府|村委|服务|"
    r"投诉|举报|报警|来电|被告|父亲|母亲|哥哥|弟弟|侄子|侄女|孙子|孙女)[^，。；]{0,6}(?:的|家|家的)?(?:手机|电话|座机|固话|固定电话|联系方式|"
    r"号码)?[^，。；\n]{0,6}$|(?:打过|打了|拨打了|拨打过|致电|接到|来自|打来|显示|贴着|留的|标注的)[^，。；]{0,16}$"
)
_CONTACT = re.compile(
    r"(?:联系|联络)(?:电话|方式|手机|号码)|(?:^|[，,；。、\n\t（(：])(?:固定|家庭|移动|手机)?(?:电话|手机|座机|手机号码?|电话号码)[^，。；\n]{0,4}$|"
    r"(?<=[号室组村社楼])(?:联系)?(?:电话|手机)[：:]?$|[Tt][Ee][Ll]"
)
_WITNESS = re.compile(
    rf"(?:战友|邻居|同村|同事|同学|同校|工友|证人|亲戚|朋友|老乡|同乡|知情人|代笔|证明人)(?:的)?[{HAN}]{{2,4}}"
)
_PARTY = re.compile(
    rf"(?P<other>{ACCUSED_LABEL}|收件人|收信人|证明人|见证人|代写人|代笔人|抄送)|(?P<mine>(?:{SIGNER}|共同举报人)|我叫|我是|本人|敝人|鄙人|笔者|我的|我家|"
    rf"姓名)"
)
_LINE = re.compile(r"(?:^|[，；（(])(?:本人)?(?:联系|联络)(?:电话|方式|手机|号码)[：:为是]?$")
STOPPED = 0.75
"""How often a twelfth figure 0 at a line's end is a full stop that OCR took for a nought."""

_SURENESS = {
    "phone.sign-off": 0.97,
    "phone.row": 0.96,
    "phone.mine": 0.97,
    "phone.contact": 0.93,
    "phone.name": 0.92,
    "phone.envelope": 0.92,
    "phone.other": 0.9,
}
"""How often a number is whose the rule says; the number itself is as sure as its reading."""


@dataclass(frozen=True)
class _Names:
    """The petitioners; a list of signers may hold hundreds, so words are looked up and never searched for each name."""

    names: frozenset[str]

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        return tuple({len(name) for name in self.names})

    @cached_property
    def _initials(self) -> frozenset[str]:
        return frozenset(name[0] for name in self.names)

    @cached_property
    def stand_in(self) -> Callable[[str], bool]:
        """Whether one of them stands in a row; each row is looked through once."""
        return cache(lambda row: self.last(row) >= 0)

    def end(self, text: str) -> bool:
        """Whether a text ends with one of them."""
        return any(text[-length:] in self.names for length in self.lengths)

    def last(self, text: str) -> int:
        """Where the last of them begins in a text, -1 when there is none."""
        for at in range(len(text) - 1, -1, -1):
            if text[at] in self._initials and any(text[at : at + length] in self.names for length in self.lengths):
                return at
        return -1


def find_phones(
    sheet: Sheet, *, blocks: Blocks, names: tuple[str, ...], taken: tuple[tuple[int, int], ...]
) -> tuple[Finding, ...]:
    """Find every telephone number: `phone` when it is surely the sender's, else `other_phone`.

    `names` are the petitioners; `taken` are the extents of identity numbers and dates, whose figures are
    no telephone's. Mobile numbers have 11 figures (工信部 numbering plan), landlines the form 0596-1234567.
    """
    found: list[Finding] = []
    sender_before, found_end = False, 0
    others = Taken(len(sheet.text), taken)
    petitioners = _Names(frozenset(names))
    for start, end, value in sorted(_state_numbers(sheet.text, taken)):
        if others.touches(start, end):
            continue
        rule = _whose(
            sheet, blocks, petitioners, start, listed=sender_before and _is_listed(sheet.text, found_end, start)
        )
        sender_before, found_end = rule != "phone.other", end
        field: FieldName = "phone" if sender_before else "other_phone"
        sureness = _SURENESS[rule] * (STOPPED if sheet.text[end : end + 1] in ("0", "o", "O") else 1)
        found.append(sheet.finding(field, value, (start, end), rule=rule, sureness=sureness))
    # A number that is the sender's in one place is his in every other.
    own = {finding.value for finding in found if finding.field == "phone"}
    return tuple(f.model_copy(update={"field": "phone"}) if f.value in own else f for f in found)


def _state_numbers(text: str, taken: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int, str]]:
    done = Taken(len(text))
    for number_start, _ in taken:
        # A table's cells may have run together: a mobile number right before an identity number.
        glued = re.search(r"(?<![0-9])1[3-9][0-9]{9}$", text[max(0, number_start - 12) : number_start])
        if glued:
            start = number_start - len(glued[0])
            done.add(start, number_start)
            yield start, number_start, glued[0]
    for pattern in (_MOBILE, _LANDLINE, _SERVICE, _LOCAL):
        for match in pattern.finditer(text):
            start, end = match.span()
            if done.touches(start, end) or _ACCOUNT.search(text[max(0, start - 16) : start]):
                continue
            if pattern is _LOCAL and not _LABEL.search(text[max(0, start - 12) : start]):
                continue
            done.add(start, end)
            yield start, end, _standard(pattern, match)


def _standard(pattern: re.Pattern[str], match: re.Match[str]) -> str:
    groups = [re.sub(r"[^0-9]", "", (g or "").translate(str.maketrans("OolI", "0011"))) for g in match.groups() if g]
    if pattern is _MOBILE:
        return groups[0].rjust(len("13900000000"), "1")
    if pattern is _LANDLINE:
        return f"{groups[0]}-{groups[1]}"
    return f"{AREA_CODE}-{groups[0]}" if pattern is _LOCAL else groups[0]


def _is_listed(text: str, end: int, start: int) -> bool:
    """Whether a number goes on a list with the one before: 139…、138…, 139…（母亲）、138…."""
    between = re.fullmatch(
        r"(?:[（(][^（）]{1,6}[)）])?[、/,， ；;或和及]{1,2}(?P<label>[^，。；\n0-9]{0,4})", text[end:start]
    )
    return between is not None and not _OTHERS.search(between["label"])


def _whose(sheet: Sheet, blocks: Blocks, names: "_Names", start: int, *, listed: bool) -> str:  # noqa: PLR0911
    """Name the rule that tells whose number stands at `start`; the first that fits, hence the many returns."""
    part = blocks.part(start)
    paragraph = sheet.paragraph_at(start)
    if part == "envelope":
        return "phone.envelope" if blocks.is_sender_line(start) else "phone.other"
    if part == "table":
        return "phone.row" if names.stand_in(paragraph.text) else "phone.other"
    sentence = sheet.sentence_before(start)
    clause = re.split(r"[，；、]", sentence)[-1]
    if listed or _MINE.search(clause):
        return "phone.contact" if listed else "phone.mine"
    parties = list(_PARTY.finditer(sentence))
    after = blocks.sign_off[0] if part == "sign_off" else 0
    party = parties[-1].lastgroup if parties else _party_above(sheet, paragraph.start, after)
    other = not parties and _WITNESS.search(sentence) is not None
    if party == "other" or other or _OTHERS.search(clause) or _is_anothers(sentence, names):
        return "phone.other"
    if part in ("sign_off", "heading"):
        return "phone.sign-off"
    if "联系人" in sentence[-20:] or names.last(sentence[-40:]) >= 0:
        return "phone.name"
    said = (party == "mine" and _CONTACT.search(sentence[-12:])) or _LINE.search(sentence)
    return "phone.contact" if said else "phone.other"


def _is_anothers(sentence: str, names: "_Names") -> bool:
    """Whether another's name stands right before the number, or an accusing verb between the sender's name and it."""
    named = re.search(rf"([{HAN}]{{2,4}})[（(](?:联系)?(?:手机|电话)?(?:号码?)?[：:]?$", sentence)
    if named and not names.end(named[1]):
        return True
    after_name = sentence[names.last(sentence) :]
    return re.search(r"举报(?!人)|控告(?!人)|检举(?!人)|老板|包工头", after_name) is not None


def _party_above(sheet: Sheet, start: int, after: int) -> str | None:
    """Whose block a line without a party stands in: the label that opened a line just above, from `after` on."""
    here = bisect_right(sheet.paragraphs, start, key=lambda p: p.end)
    for paragraph in reversed(sheet.paragraphs[max(0, here - 4) : here]):
        label = re.match(rf"(?P<other>{ACCUSED_LABEL})|(?P<mine>{SIGNER})", paragraph.text)
        if label and paragraph.start >= after:
            return label.lastgroup
    return None
