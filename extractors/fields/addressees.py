"""Find whom the letter addresses."""

import re

from extractors.fields.blocks import Blocks
from extractors.fields.sheets import Sheet
from extractors.lines.text import HAN
from records import Finding

_HONOUR = re.compile(r"^(?:尊敬|敬爱|亲爱)的")
_GREETING = re.compile(r"(?:[：:，,！!。 ]|您好|你们好|你好|大家好|钧鉴|台鉴|敬启者?)+$")
_TO = re.compile(
    rf"(?:此致|呈报?[：:]|致[：:])[：:\n ]*"
    rf"([{HAN}（）]{{3,24}}(?:局|委|委员会|政府|办公室|办|法院|检察院|中心|大队|领导|公司))[！。\n]?$",
    re.MULTILINE,
)
_RECEIVES = re.compile(rf"([{HAN}（）、]{{2,24}}?)[ ]?[（(]?[0-9A-Za-z]?(?:亲启|敬启|收启|收|启)[)）]?$")
_LABELLED = re.compile(rf"(?:收信人|收件人|收信单位|收件单位|收)[：:]([{HAN}]{{2,24}})")
_SURENESS = {"addressee.salutation": 0.97, "addressee.closing": 0.85, "addressee.envelope": 0.9}


def find_addressees(sheet: Sheet, *, blocks: Blocks) -> tuple[Finding, ...]:
    """Find whom the salutation addresses, without titles of honour, greetings and colon.

    Without a salutation: whom the closing addresses (此致 …), else the envelope's addressee.
    """
    start, end = blocks.salutation
    if end > start:
        honour = _HONOUR.match(sheet.text[start:end])
        low = start + (honour.end() if honour else 0)
        tail = _GREETING.search(sheet.text[low:end])
        high = low + tail.start() if tail else end
        if high > low:
            return (_found(sheet, low, high, "addressee.salutation"),)
    closing = _TO.search(sheet.text[slice(*blocks.sign_off)])
    if closing:
        low = blocks.sign_off[0]
        return (_found(sheet, low + closing.start(1), low + closing.end(1), "addressee.closing"),)
    for paragraph in blocks.envelope:
        receives = _LABELLED.search(paragraph.text) or _RECEIVES.search(paragraph.text)
        if receives:
            return (
                _found(
                    sheet, paragraph.start + receives.start(1), paragraph.start + receives.end(1), "addressee.envelope"
                ),
            )
    return ()


def _found(sheet: Sheet, low: int, high: int, rule: str) -> Finding:
    return sheet.finding("addressee", sheet.written[low:high], (low, high), rule=rule, sureness=_SURENESS[rule])
