"""Tell the writer's own day of birth from the other dates that a letter states."""

import re
from collections.abc import Sequence

from extractors.fields.blocks import Blocks
from extractors.fields.own_words import is_own
from extractors.fields.sheets import Sheet
from records import Finding
from vocab import Vocabulary

_BEFORE = re.compile(r"(?:出生(?:年月日?|日期|时间|于|在)?|生于|生日)(?:是|为|[：:])?[ ]?$")
_AFTER = re.compile(r"[ ]?(?:出生|生人|生(?![产育意病活效前了日母怕气存长计]))")
_NEAR = 10
_DAY = len("2024-03-05")
_SURENESS = 0.97
"""How often a date beside 出生 is the day of birth of the one who is spoken of."""


def tell_births(
    findings: Sequence[Finding], *, sheet: Sheet, blocks: Blocks, names: tuple[str, ...], vocabulary: Vocabulary
) -> tuple[Finding, ...]:
    """The findings, with the date beside 出生 that is said of the writer as `birth_date`: it is no date of events.

    Other people's days of birth stay dates. The first one is kept; a second is left out, and so is the age that its
    year alone would give. Rule `birth.stated`.
    """
    told: list[Finding] = []
    done = False
    for finding in findings:
        if finding.field != "date" or not _is_birth(sheet, finding, blocks, names, vocabulary):
            told.append(finding)
        elif not done and finding.value is not None and len(finding.value) == _DAY:
            changes = {
                "field": "birth_date",
                "rule": "birth.stated",
                "confidence": round(finding.confidence * _SURENESS, 4),
            }
            told.append(finding.model_copy(update=changes))
            done = True
    # A whole day of birth says more than the age that its year alone gives.
    return tuple(f for f in told if not (done and f.rule == "age.born"))


def _is_birth(sheet: Sheet, finding: Finding, blocks: Blocks, names: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    start, end = sheet.extent(finding.span)
    beside = _BEFORE.search(sheet.text, max(0, start - _NEAR), start) or _AFTER.match(sheet.text, end)
    if start == end or beside is None:
        return False
    return is_own(sheet, start, blocks=blocks, names=frozenset(names[:1]), vocabulary=vocabulary)
