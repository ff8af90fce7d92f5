"""Tell letters that are alike: sign each so that it is found again, and compare two that were found.

What finds a letter is a bottom sketch (Broder, 1997, MinHash without replacement): the shingles of its text with the
smallest hashes, of those that few letters share. Every copy of the text keeps mostly the same ones, so each of them is
a key of its own to look the letter up by; what is found is compared, passage by passage.
"""

from collections.abc import Sequence

import numpy as np

from classifiers.likeness.anchors import find_anchors, hash_anchors, have_nothing_in_common
from classifiers.likeness.passages import Agreement, find_passages, share_of
from classifiers.likeness.sender_keys import agreeing_keys, secret_id, sender_keys
from classifiers.likeness.shingles import Shingled, shingle_text
from records import FieldName, Finding, Judgement, Letter, LetterFacts, Likeness, LinkKey, LinkKind, Signature

FEWEST, MOST = 24, 96
"""Shingles kept of a letter: one of twelve within these limits, so that a short letter is found in a long one."""
ONE_OF = 12

SAME_TEXT = 0.5
"""Share of the shorter text from which on two letters are one letter, written again."""
SAME_TEXT_LONGER = 0.25
"""Share of the longer text that they must have in common for it."""
SAME_MATTER = 0.3
"""Share of the shorter text from which on two senders write about one matter."""
SENDERS_MATTER = 0.1
"""The same for one sender: what else he writes about has other words."""
FEWEST_TELLING, FEWEST_SENDERS = 16, 8
"""Telling shingles that two texts must share to be alike by their text alone; those of one sender on one matter."""

COMMON_NAMES = 0.25
"""Share of the names in the letter with fewer of them that two letters on one matter have in common."""

SWAPS = 0.004
"""Exchanged words for each agreeing character from which on they are no misreadings."""

_PERSONAL = frozenset({"id_no", "phone", "name-place"})


def facts_of(letter: Letter, findings: Sequence[Finding], judgements: Sequence[Judgement] = ()) -> LetterFacts:
    """Give of a letter what tells whether another is alike."""
    topic = next((judgement for judgement in judgements if judgement.question == "topic"), None)
    return LetterFacts(
        text=letter.text,
        names=_values(findings, "name"),
        phones=_values(findings, "phone"),
        id_nos=_values(findings, "id_no"),
        place_codes=_values(findings, "place_code"),
        paper_nos=_values(findings, "paper_no"),
        topic=_best(topic) if topic else None,
    )


def _values(findings: Sequence[Finding], field: FieldName) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.value for finding in findings if finding.field == field and finding.value))


def sign_letter(letter: Letter, findings: Sequence[Finding], *, key: bytes) -> Signature:
    """Sign a letter; `key` is the office's secret, 32 bytes."""
    return sign_facts(facts_of(letter, findings), key=key)


def sign_facts(facts: LetterFacts, *, key: bytes) -> Signature:
    """Sign what is known of a letter."""
    text = shingle_text(facts.text)
    telling = np.unique(text.hashes[text.telling])  # sorted: the smallest hashes first
    kept = telling[: min(MOST, max(FEWEST, len(telling) // ONE_OF))]
    # Cut at the low end: the high bits of the smallest hashes are all alike.
    shingles = tuple((kept & ((np.uint64(1) << np.uint64(47)) - np.uint64(1))).tolist())
    shingles += hash_anchors(find_anchors(facts.text))
    return Signature(
        shingles=tuple(dict.fromkeys(shingles)), keys=sender_keys(facts, key=key), secret_id=secret_id(key)
    )


def compare_letters(own: LetterFacts, other: LetterFacts) -> Likeness | None:
    """Compare two letters; nothing when they are not alike."""
    keys = agreeing_keys(own, other)
    texts = shingle_text(own.text), shingle_text(other.text)
    agreed = find_passages(*texts)
    kind = _tell_kind(own, other, keys, agreed, texts)
    if kind is None:
        return None
    share = round(agreed.share(*texts), 4)
    return Likeness(
        kind=kind,
        score=1.0 if _decides_alone(kind, keys, share) else share,
        same_matter=kind != "same-person"
        or _is_senders_matter(own, other, keys, share if agreed.telling >= FEWEST_SENDERS else 0),
        keys=keys,
        passages=agreed.passages,
    )


def _tell_kind(
    own: LetterFacts,
    other: LetterFacts,
    keys: tuple[LinkKey, ...],
    agreed: Agreement,
    texts: tuple[Shingled, Shingled],
) -> LinkKind | None:
    person = bool(_PERSONAL & set(keys))
    share = agreed.share(*texts)
    longer = min(share_of(agreed.own, texts[0]), share_of(agreed.other, texts[1]))
    telling = agreed.telling >= FEWEST_TELLING
    if telling and share >= SAME_TEXT and longer >= SAME_TEXT_LONGER and not _is_pattern(own, other, agreed):
        return "same-matter" if not person and own.names and other.names else "same-letter"
    if person:
        return "same-person"
    if "paper_no" in keys or (telling and share >= SAME_MATTER and _is_one_matter(own, other)):
        return "same-matter"
    return None


def _is_pattern(own: LetterFacts, other: LetterFacts, agreed: Agreement) -> bool:
    """Whether two texts were written after one pattern: they name other things, and words are exchanged throughout."""
    names = find_anchors(own.text), find_anchors(other.text)
    few = min(map(len, names))
    exchanged = agreed.swaps > SWAPS * min(agreed.own, agreed.other)
    elsewhere = _happen_apart(own, other)
    if have_nothing_in_common(*names):
        return True
    return len(names[0] & names[1]) < COMMON_NAMES * few and (exchanged or elsewhere)


def _happen_apart(own: LetterFacts, other: LetterFacts) -> bool:
    return bool(own.place_codes and other.place_codes) and set(own.place_codes).isdisjoint(other.place_codes)


def _is_one_matter(own: LetterFacts, other: LetterFacts) -> bool:
    """Whether two texts name one thing and do not happen in two townships."""
    if _happen_apart(own, other):
        return False
    names = find_anchors(own.text), find_anchors(other.text)
    common = len(names[0] & names[1])
    return common > 0 and common >= COMMON_NAMES * min(map(len, names))


def _decides_alone(kind: LinkKind, keys: tuple[LinkKey, ...], share: float) -> bool:
    return (kind == "same-person" and share < SAME_TEXT) or (kind == "same-matter" and "paper_no" in keys)


def _is_senders_matter(own: LetterFacts, other: LetterFacts, keys: tuple[LinkKey, ...], share: float) -> bool:
    """Whether one sender writes about one matter: by words, by a paper named, or by place and topic together."""
    if share >= SENDERS_MATTER or "paper_no" in keys:
        return True
    return own.topic is not None and own.topic == other.topic and bool(set(own.place_codes) & set(other.place_codes))


def _best(judgement: Judgement) -> str | None:
    if judgement.answer is not None:
        return judgement.answer
    return judgement.runners_up[0].answer if judgement.runners_up else None
