"""Tell what a page is by the words on it and by how it looks: letter, envelope, identity card, photograph, blank."""

import re
from collections.abc import Sequence

from extractors.pages.page_looks import PageLook
from records import Kind
from vocab import simplify

LONGEST_ENVELOPE = 200
"""Characters; a page with more is no envelope."""

ENVELOPE_CUES = 3
"""An addressee counts two, an address with its number, a postcode, a sender's mark and a lying sheet one each."""

LONGEST_CARD = 260
"""Characters on both sides of an identity card and in the note that goes with its copy."""

FEWEST_WORDS = 24
"""A photograph may show as many characters: a sign, a number plate, a date."""

_SENTENCE = re.compile(r"[。！？]")
_RECEIVES = re.compile(r"(?:[（(]?[0-9A-Za-z]?[收启][)）]?|亲启|敬启)$|^收[信件]")
_SENDS = re.compile(r"^寄|^发[信件]人|[寄缄][)）]?$")
_POSTCODE = re.compile(r"^[0-9](?: ?[0-9]){5}$|邮(?:政)?编码?")
_POST = re.compile(r"挂号|邮政|印刷品|平信|航空|PAR AVION|邮资已付")
_PLACED = re.compile(r"[0-9一二三四五六七八九十](?:号|室|组|栋|幢|弄)|信箱")
_SIGNED = re.compile(r"此致|敬礼|(?:信访|反映|举报|申请|投诉|控告|检举|来信)人[：:]")
_CARD_NUMBER = re.compile(r"公民身份号码")
_CARD_FRONT = (re.compile(r"姓名"), re.compile(r"性别"), re.compile(r"民族"), re.compile(r"出生"), re.compile(r"住址"))
_CARD_BACK = (re.compile(r"签发机关"), re.compile(r"有效期限"))
_CARD_TITLE = re.compile(r"居民身份证")


def tell_kind(texts: Sequence[str], *, size: tuple[int, int], look: PageLook | None = None) -> Kind:
    """What a page with these lines is. `size` is the upright page's width and height; `look` is there for pictures.

    A page without a line is a photograph or blank by its look; whether something on it stayed unread, a doubt tells.
    """
    words = [simplify(text.strip()) for text in texts if text.strip()]
    length = sum(map(len, words))
    if look is not None and look.is_picture and length <= FEWEST_WORDS:
        return "photo"
    if not words:
        return "blank" if look is None or look.is_nearly_blank or look.is_pale else "letter"
    if _is_card(words, length):
        return "id-card"
    if _is_envelope(words, length, lies=size[0] > 1.25 * size[1]):
        return "envelope"
    return "letter"


def _is_card(words: Sequence[str], length: int) -> bool:
    """Whether the labels printed on a citizen's identity card (GA 448) stand on the page, and little else."""
    if length > LONGEST_CARD:
        return False
    whole = "\n".join(words)
    front = sum(bool(label.search(whole)) for label in _CARD_FRONT)
    back = sum(bool(label.search(whole)) for label in _CARD_BACK)
    if _SENTENCE.search(whole) and length > LONGEST_CARD // 2:
        return False
    if _CARD_NUMBER.search(whole) and front >= 2:
        return True
    return back == len(_CARD_BACK) or (back == 1 and _CARD_TITLE.search(whole) is not None)


def _is_envelope(words: Sequence[str], length: int, *, lies: bool) -> bool:
    """Few words, no sentence, no sign-off, and enough that says who receives and who sends."""
    if length > LONGEST_ENVELOPE or any(_SENTENCE.search(text) or _SIGNED.search(text) for text in words):
        return False
    cues = 2 * any(_RECEIVES.search(text) for text in words) + lies
    cues += sum(any(cue.search(text) for text in words) for cue in (_SENDS, _POSTCODE, _POST, _PLACED))
    return cues >= ENVELOPE_CUES
