"""Tell whether words speak of the one who writes, or of somebody else."""

import re
from functools import cache

from extractors.fields.blocks import ACCUSED_LABEL, SIGNER, Blocks
from extractors.fields.listed_words import listed_words
from extractors.fields.sheets import Sheet
from vocab import Vocabulary

NEAR = 60
"""Characters of the sentence before a place in which its subject is looked for."""

EARLY = 120
"""Characters of a letter's body in which an age or a sex without a subject is the writer's own."""

_SELF = re.compile(rf"我|本人|自己|敝人|鄙人|姓名|(?<!被)(?:{SIGNER})")
_OTHER = re.compile(rf"{ACCUSED_LABEL}|举报(?!人)|控告(?!人)|有个|有一?[名位]|叫做")

_WITH = tuple("和与跟同带")


def is_own(
    sheet: Sheet, at: int, *, blocks: Blocks, names: frozenset[str], vocabulary: Vocabulary, told: bool = False
) -> bool:
    """Whether what stands at `at` is said of the writer: the last one spoken of before it is himself.

    Where nobody is spoken of in its sentence, what stands early in the body or in the sign-off is the writer's; with
    `told` the writer must be spoken of, in the sentence before at the earliest.
    """
    part = blocks.part(at)
    paragraph = sheet.paragraph_at(at)
    if part == "table":
        return any(name in paragraph.text for name in tuple(names)[:1])
    before = sheet.text[max(paragraph.start, at - NEAR) : at] if told else sheet.sentence_before(at)[-NEAR:]
    mine = max([m.end() for m in _SELF.finditer(before)] + [_last_name(before, names)], default=-1)
    kin = listed_words(vocabulary, "kin")
    # 和丈夫在漳州打工 is said of the writer.
    told_of = [m.end() for m in kin.finditer(before) if before[max(0, m.start() - 1) : m.start()] not in _WITH]
    others = max(told_of + [m.end() for m in _OTHER.finditer(before)], default=-1)
    if mine < 0 and others < 0:
        return not told and (part in ("sign_off", "heading") or 0 <= at - blocks.body[0] <= EARLY)
    # 我父亲 ends behind 我: the one spoken of is the father.
    return mine > others


def _last_name(text: str, names: frozenset[str]) -> int:
    pattern = _any_name(names)
    return max((m.end() for m in pattern.finditer(text)), default=-1) if pattern else -1


@cache
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(names))))


def _any_name(names: frozenset[str]) -> re.Pattern[str] | None:
    """A pattern of the first names of a list; a joint letter may have hundreds, and its main writer comes first."""
    return _pattern(names) if names and len(names) <= 20 else None
