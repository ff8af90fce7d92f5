"""Tell the parts of a letter: envelope, heading, salutation, body, sign-off, tables."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.fields.sheets import Paragraph, Sheet
from vocab import simplify

Extent = tuple[int, int]
"""From where to before where in `Sheet.text`."""

SIGNER = (
    r"(?:实名)?(?:具信|具函|具状|写信|来信|致信|发信|反映|举报|检举|控告|投诉|申诉|申请|求助|建议|信访|上访|陈情|请求|诉求|呈报|报告|署名|"
    r"落款|立信|代表|联系|咨询|反应)(?:人|者)(?:代表|签名|签字|姓名)?|(?:联名|联署|共同)[\u4e00-\u9fff]{0,4}人|(?:村民|业主|居民|职工|工人|家长|"
    r"农民工|群众)(?:代表|签名)"
    r"|签名|签字|署名|落款|寄信人|寄件人|发件人"
)
"""Words that stand before the name of who writes."""

ACCUSED_LABEL = (
    r"(?:被(?:举报|反映|投诉|控告|检举|申请|申诉|信访|上访|告)(?:人|单位|对象|方|者)|(?:反映|举报|投诉)对象)"
)
"""Words that stand before the name of whom the letter complains of."""

OFFICE = (
    r"(?:局|厅|委|委员会|部|办|办公室|办事处|院|政府|大会|人大|政协|中心|公司|集团|站|所|队|支队|大队|科|处|科室|会|"
    r"领导|书记|市长|县长|区长|镇长|乡长|局长|主任|主席|院长|部长|厅长|处长|科长|所长|站长|校长|经理|董事长|总经理|检察长|"
    r"负责人|负责同志|同志|同志们|先生|女士|老师|组长|队长|热线|信箱|编辑部|记者|单位|部门|法官|工作组|巡察组|巡视组|督察组)"
)
_HONOUR_WORD = r"(?:尊敬|敬爱|亲爱)的"
_HONOUR = rf"(?:{_HONOUR_WORD})?"
_GREETING = r"(?:[：:，,！!]?(?:您好|你们好|你好|大家好|好)?[：:，,！!。]?)"
_BARE = r"(?:领导|首长|书记|[省市县区镇乡局]长)(?:们|同志)?"
_SALUTATION = re.compile(rf"(?:{_HONOUR}[^，。；！？\t（）]{{1,36}}?{OFFICE}(?:们)?|{_BARE}){_GREETING}$")
_HONOURED = re.compile(rf"(?:尊敬|敬爱|亲爱)的[^，。；！？：\t]{{1,40}}?(?:[：:，,！!]{_GREETING}|$)")
_PERSONAL = re.compile(r"[\u3400-\u9fff]{2,14}[：:]$")
_OPEN = re.compile(
    rf"(?:{_BARE}|{_HONOUR}[^，。；！？：\t]{{1,36}}?{OFFICE}(?:们)?)(?:[（(][^（）]{{1,12}}[)）])?[：:]{_GREETING}"
)
_ACT = (
    r"(?:情况反映|反映|举报|检举|控告|投诉|申诉|申请复核|申请|求助|求救|请求|建议|咨询|来信|信访|感谢|陈情|报告|诉求|意见|请愿|呼吁|复核|复查|"
    r"公开|联名|情况|请示)"
)
_KIND = rf"(?:{_ACT}(?:书|信|函|材料|情况|事项|报告|状)?|问题|信|函)"
_MERGED = re.compile(
    rf"(关于[^，。；！？：\n]{{2,60}}?的{_KIND}|(?!{_HONOUR_WORD})[^，。；！？：\n]{{0,10}}?{_ACT}(?:书|信|函|材料|状))"
    rf"(?={_HONOUR}[^，。；！？：的]{{1,30}}{OFFICE}(?:们)?[：:])"
)
_SIGN_OFF = re.compile(
    rf"此致|敬礼|谨上|敬上|敬呈|顺颂|耑此|专此|特此(?:反映|报告|申请|投诉|举报)[。！]?$|(?<!被)(?:{SIGNER})[（(]?[^：:，。]{{0,6}}[)）]?[：:]"
)
_LABEL = re.compile(
    rf"(?:{SIGNER}|{ACCUSED_LABEL})[^：:]{{0,4}}[：:]|"
    r"(?:事由|主题|标题|题目|案由|请求|诉求|要求|建议|[^：:]{0,8}(?:事项|情况|事实|理由|如下|说明|内容|问题|目录|"
    r"(?:要求|请求|诉求|建议)是?))[：:]"
)
_RECEIVES = re.compile(r"(?:[（(]?[0-9A-Za-z]?[收启][)）]?|亲启|敬启)$|^收")
_SENDS = re.compile(r"^寄|[寄缄]$|^发[信件]")
_SENTENCE = re.compile(r"[。！？]")
_DATED = re.compile(
    r"[0-9〇○零一二三四五六七八九]{4}年[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}日?$"
)

_TOLD = re.compile(r"(?=.{14})[^，：:]{2,}，.*[。！？]$|(?=.{30})[^，：:]{2,}，[^：:]*，")
"""A short paragraph that tells something: two clauses and a full stop, or three clauses without any."""
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}[、.．]|[0-9]{1,2}[、.．]|[（(][一二三四五六七八九十0-9][)）]|[①-⑳]).{4,}[；;。]$"
)
_REACHED = re.compile(r".{0,6}(?:地址|住址|电话|手机|联系|身份证|邮编)")

HEAD, FOOT = 6, 7
"""Lines of a page among which a letter's salutation and its sign-off are looked for."""

LONGEST_HEADING = 30
"""Characters from which on a line with a comma is no heading, though its full stop may be lost."""

EARLY = 14
"""Paragraphs among which a salutation is looked for."""


@dataclass(frozen=True)
class Blocks:
    """Where the parts of a letter stand. A part that the letter lacks is empty."""

    envelope: tuple[Paragraph, ...]
    heading: Extent
    salutation: Extent
    body: Extent
    sign_off: Extent
    rows: tuple[Paragraph, ...]

    def part(self, place: int) -> str:
        """Name the part that holds the character at `place`."""
        if _holds(self.envelope, place):
            return "envelope"
        if _holds(self.rows, place):
            return "table"
        for name in ("heading", "salutation", "body", "sign_off"):
            start, end = getattr(self, name)
            if start <= place < end:
                return name
        return "body"

    def is_sender_line(self, place: int) -> bool:
        """Tell whether the line of the envelope at `place` speaks of the sender.

        The sender's lines stand below the one that says 收, or from the one that bears 寄 or 缄 on.
        """
        here = next((n for n, p in enumerate(self.envelope) if p.start <= place <= p.end), None)
        receiving = [n for n, p in enumerate(self.envelope) if _RECEIVES.search(p.text)]
        sending = [n for n, p in enumerate(self.envelope) if _SENDS.search(p.text)]
        if here is None or here in receiving:
            return False
        if here in sending:
            return True
        if sending and min(sending) > max(receiving, default=-1):
            below = receiving and not self.envelope[max(receiving)].text.startswith("收")
            return here > max(receiving) if below else here >= min(sending)
        return bool(receiving) and here > max(receiving)


def _holds(paragraphs: tuple[Paragraph, ...], place: int) -> bool:
    before = bisect_right(paragraphs, place, key=lambda p: p.start)
    return before > 0 and place < paragraphs[before - 1].end


def find_blocks(sheet: Sheet) -> Blocks:
    """Tell the parts of the letter on `sheet`. Every character of the letter proper is in one part."""
    envelope = _envelope(sheet)
    proper = [p for p in sheet.paragraphs if p not in envelope]
    rows = tuple(p for p in proper if p.is_row)
    running = [p for p in proper if not p.is_row]
    if not running:
        edge = proper[0].start if proper else 0
        return Blocks(envelope, (edge, edge), (edge, edge), (edge, edge), (edge, edge), rows)
    start, end = running[0].start, running[-1].end
    salutation = _salutation(running)
    heading_end = salutation[0] if salutation else _heading_end(running)
    body_start = salutation[1] if salutation else heading_end
    sign_off = _sign_off_start(sheet, running, body_start)
    return Blocks(
        envelope,
        (start, heading_end),
        salutation or (heading_end, heading_end),
        (body_start, sign_off),
        (sign_off, end),
        rows,
    )


def opens_letter(lines: Sequence[str]) -> bool:
    """Whether a page of these lines begins a letter: one of the first is a salutation."""
    head = [simplify(line) for line in lines[:HEAD]]
    return any(
        not _is_label(line)
        and (_HONOURED.match(line) or _OPEN.match(line) or (line[-1:] in "：:" and _SALUTATION.match(line)))
        for line in head
    )


def closes_letter(lines: Sequence[str]) -> bool:
    """Whether a page of these lines ends a letter: closing words, a signature's label or a date among the last."""
    foot = [simplify(line) for line in lines[-FOOT:]]
    return any(_SIGN_OFF.search(line) or _DATED.search(line) for line in foot)


def _envelope(sheet: Sheet) -> tuple[Paragraph, ...]:
    """What stands on the pages that are envelopes (`extractors/pages/page_kinds.py` tells them)."""
    envelopes = {page.number for page in sheet.letter.pages if page.kind == "envelope"}
    return tuple(paragraph for paragraph in sheet.paragraphs if paragraph.page in envelopes)


def _salutation(running: list[Paragraph]) -> Extent | None:
    early = running[:EARLY]
    for paragraph in early:
        text = paragraph.text
        merged = _MERGED.match(text)
        at = merged.end() if merged else 0
        opened = _HONOURED.match(text, at) or _OPEN.match(text, at)
        if opened and not _is_label(opened[0]):
            return paragraph.start + at, paragraph.start + opened.end()
        if (
            not merged
            and paragraph is not running[-1]
            and _SALUTATION.match(text)
            and not text.startswith("关于")
            and not _is_label(text)
        ):
            return paragraph.start, paragraph.end
        if len(_SENTENCE.findall(text)) > 1:
            break
    for paragraph in early[:3]:
        if len(running) > 1 and _PERSONAL.match(paragraph.text) and not _is_label(paragraph.text):
            return paragraph.start, paragraph.end
    return None


def _is_label(text: str) -> bool:
    return _LABEL.match(text) is not None


def _heading_end(running: list[Paragraph]) -> int:
    """Without a salutation the heading is what stands before the first label or sentence."""
    start = running[0].start
    for number, paragraph in enumerate(running[:4]):
        told = _SENTENCE.search(paragraph.text) or (len(paragraph.text) > LONGEST_HEADING and "，" in paragraph.text)
        if told or "：" in paragraph.text or len(running) == 1:
            return start
        if number + 1 < len(running):
            start = running[number + 1].start
    return start


def _sign_off_start(sheet: Sheet, running: list[Paragraph], body_start: int) -> int:
    end = running[-1].end
    last = max((p.end for p in running if p.start >= body_start - 1 and _is_narrative(p)), default=body_start)
    after = next((p.start for p in running if p.start >= last), end)
    half = body_start + (end - body_start) // 2
    cues = [m.start() for m in _SIGN_OFF.finditer(sheet.text, half, end)]
    return max(body_start, min([after, *cues[:1]]))


def _is_narrative(paragraph: Paragraph) -> bool:
    text = paragraph.text
    if re.match(r"附[件：:]|此致|敬礼", text):
        return False
    if len(_SENTENCE.findall(text)) > 1 or (len(text) >= 25 and re.search(r"[。！？；]", text)):
        return True
    return (_TOLD.match(text) or _ITEM.match(text)) is not None and not _REACHED.match(text)
