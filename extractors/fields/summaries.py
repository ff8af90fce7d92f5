"""Cut one sentence from the letter that says what it is about."""

import re

from extractors.fields.blocks import ACCUSED_LABEL, SIGNER, Blocks
from extractors.fields.sheets import Sheet
from records import Finding
from vocab import simplify

LONGEST = 120
"""Characters: what fits one row of the ledger."""

_TELLING = re.compile(r"关于|反映|要求|请求|举报|投诉|求助|建议")
_PRELIMINARY = re.compile(r"^(?:您好|你们?好|我叫|我是|本人|我们是|敬启|救命|首先|好久)")
_MATTER = re.compile(r"因|纠纷|不服|反映|举报|要求|请求|拖欠|问题|投诉")
_LABELLED = re.compile(rf"(?:{SIGNER}|{ACCUSED_LABEL}|[^：，。]{{1,12}})：")
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]{1,2}|[0-9]{1,2})[、.．]|[（(][一二三四五六七八九十0-9]{1,2}[)）]")
_CUT = re.compile(r"[，；、]")
_SURENESS = {"summary.title": 0.9, "summary.sentence": 0.75}


def find_summaries(sheet: Sheet, *, blocks: Blocks, title: Finding | None) -> tuple[Finding, ...]:
    """Give the heading when it tells the matter, else the first telling sentence, at most 120 characters."""
    if (
        title is not None
        and title.value
        and len(title.value) > len("投诉举报信") + 2
        and _TELLING.search(simplify(title.value))
    ):
        return (
            title.model_copy(
                update={
                    "field": "summary",
                    "rule": "summary.title",
                    "confidence": round(title.confidence * _SURENESS["summary.title"], 4),
                }
            ),
        )
    start, end = blocks.body
    sentences = [m for m in re.finditer(r"[^。！？\n]+", sheet.text[start:end]) if len(m[0].strip()) > 6]
    chosen = next((m for m in sentences if _tells(m[0].strip())), sentences[0] if sentences else None)
    if chosen is None:
        return ()
    low, high = start + chosen.start(), start + chosen.end()
    if high - low > LONGEST:
        cuts = [m.start() for m in _CUT.finditer(sheet.text, low, low + LONGEST)]
        high = cuts[-1] if cuts else low + LONGEST
    value = sheet.written[low:high].replace("\t", " ")
    return (
        sheet.finding("summary", value, (low, high), rule="summary.sentence", sureness=_SURENESS["summary.sentence"]),
    )


def _tells(sentence: str) -> bool:
    if _LABELLED.match(sentence) or _NUMBERED.match(sentence):
        return False
    return _PRELIMINARY.match(sentence) is None or _MATTER.search(sentence) is not None
