"""Who is complained of: the persons of public service, and the units that must never get the letter."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from classifiers.looking.cue_words import match_cues
from classifiers.looking.parts import Parts
from records import Finding, Span
from vocab import Vocabulary

REACH = 18
"""Characters before an accused person's name in which the unit and the post that he serves in may stand."""
CLAUSE = re.compile(r"[，。；！？：:;!?\n]")
SENTENCE = re.compile(r"[。！？；!?]")
ACTS_ON = re.compile("[对向把将给交由查请告]|反映|举报|投诉|要求")
"""Words that tell that the unit before them acts on the person, or is asked to, and is not the one he serves."""


def find_accused_units(parts: Parts, findings: Sequence[Finding], *, vocabulary: Vocabulary) -> frozenset[str]:
    """The codes of the units complained of, of those in whose service an accused person stands, and of all below.

    Regulation, art. 30: nothing of an accusation may reach the accused. So the net is cast wide: every mention
    of an accused person counts, with every unit that stands close before it in the clause.
    """
    named: set[str] = set()
    for finding in findings:
        if finding.field == "accused":
            words = finding.span.of(parts.text)
            value = finding.value or words
            for piece in {words, value, *_before_mentions(parts.text, words)}:
                named.update(unit.code for _, _, unit in vocabulary.find_units(piece))
    return frozenset(code for unit in named for code in vocabulary.subordinates(unit))


def find_blamed_units(parts: Parts, *, vocabulary: Vocabulary) -> frozenset[str]:
    """The codes of the units whose cadres stand in one sentence with words of accusing or misconduct, and of all below.

    It needs no name: a letter may tell of a head of a bureau whose name is masked, misread or missing.
    """
    rules = [
        rule for rule in vocabulary.cues["matter_class"] if rule.answer == "accusation" and rule.scope == "anywhere"
    ]
    told = [hit.span.start for hit in match_cues(parts, rules, vocabulary=vocabulary)]
    named: set[str] = set()
    for post in find_cadres(parts, vocabulary=vocabulary):
        if any(not SENTENCE.search(parts.text, min(post.start, at), max(post.start, at)) for at in told):
            clause = CLAUSE.split(parts.text[max(0, post.start - REACH) : post.start])[-1]
            before = ACTS_ON.split(clause)[-1] + post.of(parts.text)
            named.update(unit.code for _, _, unit in vocabulary.find_units(before))
    return frozenset(code for unit in named for code in vocabulary.subordinates(unit))


def _before_mentions(text: str, name: str) -> Iterator[str]:
    """The words before each mention of a name, back to the clause's start, and the post after it."""
    if not name:
        return
    for match in re.finditer(re.escape(name), text):
        before = CLAUSE.split(text[max(0, match.start() - REACH) : match.start()])[-1]
        yield ACTS_ON.split(before)[-1]
        after = text[match.end() : match.end() + REACH]
        if after.startswith(("是", "系", "身为", "作为", "（", "(", "担任", "，系", "，是", "在")):
            yield after


def find_cadres(parts: Parts, *, vocabulary: Vocabulary) -> tuple[Span, ...]:
    """Where the letter speaks of cadres or public servants by their posts, its salutation and title's asking apart."""
    spared = [match.span() for match in _not_cadres(vocabulary).finditer(parts.text)]
    salutation = parts.addressee
    return tuple(
        Span(start=match.start(), end=match.end())
        for match in _cadres(vocabulary).finditer(parts.text)
        if not salutation.start <= match.start() < salutation.end
        and not any(low < match.end() and match.start() < high for low, high in spared)
    )


@cache
def _cadres(vocabulary: Vocabulary) -> re.Pattern[str]:
    """The posts, not where one is greeted: 尊敬的李书记, 书记：, 书记您好."""
    posts = "|".join(map(re.escape, vocabulary.phrase_list("cadre_posts")))
    return re.compile(
        rf"(?<!敬的)(?<!敬的[\u4e00-\u9fff])(?<!敬的[\u4e00-\u9fff]{{2}})(?:{posts})(?![:：]|[您你]们?好)"
    )


@cache
def _not_cadres(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, vocabulary.phrase_list("not_cadres"))))
