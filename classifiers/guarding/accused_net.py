"""The net that keeps an accusing letter from its accused: who may be accused, cast wide (Regulation, art. 30).

What the letter states of the accused is evidence for people and must be right; this net decides who is left out of
the proposals and may be too wide. Too wide, it costs a candidate; too narrow, it costs the sender.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from classifiers.guarding.accused import find_accused_units, find_blamed_units, find_cadres
from classifiers.looking.cue_words import match_cues
from classifiers.looking.parts import Parts
from records import Finding, Span
from vocab import Unit, Vocabulary
from vocab.closures import NET_RULE, SUPERVISION, Closure, accused_closure, listed_codes

REACH = 90
"""Characters between a unit and a word of wrong in its sentence; a text without marks is one sentence."""
CLOSE = 10
"""Characters from a discipline organ to the word of wrong: it is named as judge in most accusations."""
ASKING = 12
SENTENCE = re.compile(r"[。！？；!?;\n]")
ASKED = re.compile(
    r"(?:请|恳求|祈求|盼|希望|期望|要求|建议|呼吁|感谢|尊敬的|(?<!导)致|向|(?<![得收遭受达])到|去|找|由|让|交给|上报|报给|报到|呈|联系|拨打|打给|求助|抄送|督促|责成)"
    r"(?:(?!查|究|惩|举报|控告|检举|投诉|反映|反应|揭发|处理|处分|监督|制止|整顿)[^，。；：！？、\n])*$"
)
"""What makes the unit behind it one that is asked or told, and not one that is accused."""


WRONGS_OF_OFFICE = ("office_wrongs",)
ANY_WRONG = ("office_wrongs", "open_wrongs")
GRAVE = 2.0
"""The least weight of a rule for accusations whose words tell of a wrong of office."""
SURENESS = 0.6
"""Of a unit that the net caught: it is cast wide."""
LABEL = re.compile(r"被(?:举报|控告|检举|投诉|反映|申诉)(?:单位|对象|人|方)[^。；！？\n]{0,30}$")

REPORTED = re.compile(
    r"(?:举报|控告|检举|揭发)(?!人|信|书|者|材料|电话|热线|平台|中心|无果|后|过|了)[^，。；：！？、\n]{0,16}$"
)
"""What turns the accusation on the unit behind it."""

COMPLAINED = re.compile(
    r"(?:投诉|控诉|反映|反应|检举)(?!人|信|书|者|材料|电话|热线|平台|中心|到|至|给|无|后|过)[^，。；：！？、\n]{0,10}$"
)
"""The same in a title, where a complaint names at once whom it is about."""

LABELLED = 44
"""Characters before a unit that are searched for a label (被举报单位：…)."""


@dataclass(frozen=True)
class Accused:
    """Who is accused, as far as units go.

    `units` are codes of units, `above` codes above accused bodies that have none; `clear` says that it can be made out
    who is accused. `places` are the words of the letter for a code, and of bodies (without a code).
    """

    units: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    clear: bool = False
    places: tuple[tuple[str | None, Span], ...] = ()

    def closure(self, vocabulary: Vocabulary) -> Closure:
        """The units that the letter keeps away from."""
        return accused_closure(self.units, vocabulary=vocabulary, above=self.above)

    def findings(self) -> tuple[Finding, ...]:
        """The units that the letter was kept away from, for people to see and correct, and for the ledger to go by.

        A body without a code is a finding without a value.
        """
        first = {code: span for code, span in reversed(self.places) if code is None or code in self.units}
        caught: dict[str | None, Span] = {code: first.get(code, Span(start=0, end=0)) for code in sorted(self.units)}
        if None in first:
            caught[None] = first[None]
        return tuple(
            Finding(field="accused_unit", value=code, span=span, rule=NET_RULE, confidence=SURENESS)
            for code, span in caught.items()
        )


def find_accused(
    parts: Parts, findings: Sequence[Finding], *, vocabulary: Vocabulary, accusing: bool, possible: bool = False
) -> Accused:
    """Find the units that a letter accuses.

    Of every letter, for whether it accuses may have been judged wrongly: the units, and the posts and short names that
    stand for one, in a sentence that tells of a wrong of office (贪污, 包庇), behind a label (被举报单位) or behind an
    accusing verb, unless they are greeted, asked or told there; what the findings `accused` tell, and what
    `accused_post` and `accused_unit` tell of such sentences, or anywhere when it is `possible` that the letter
    accuses. Of a letter that accuses, or is likely to (`accusing`), also the units in the title, and those in a
    sentence that tells of any wrong.
    """
    told = _wrongs(parts, vocabulary, ANY_WRONG if accusing else WRONGS_OF_OFFICE)
    stated = [
        finding
        for finding in findings
        if finding.field in ("accused", "accused_post", "accused_unit")
        and (
            accusing
            or possible
            or finding.field == "accused"
            or _near(parts, finding.span, told, REACH)
            or _turned_on(parts, finding.span)
        )
    ]
    units = {finding.value for finding in stated if finding.field == "accused_unit" and finding.value}
    units |= find_accused_units(parts, stated, vocabulary=vocabulary)
    units |= find_blamed_units(parts, vocabulary=vocabulary)
    words = [word for finding in stated for word in (finding.span.of(parts.text), finding.value or "")]
    for word in words:
        units |= {unit.code for _, _, unit in vocabulary.find_units(word)}
        units |= listed_codes([word], "accused_short_names", vocabulary=vocabulary)
    above = listed_codes(words, "bodies_below_units", vocabulary=vocabulary)
    clear = bool(stated or units)
    mentions = tuple(_mentions(parts, vocabulary))
    bodies: tuple[tuple[str, Span], ...] = ()
    headed = parts.title.end if accusing else 0
    units |= {code for code, span in mentions if _blamed(parts, vocabulary.units[code], span, told, headed)}
    if accusing:
        bodies = tuple(_bodies(parts, told, vocabulary))
        above |= {code for code, _ in bodies}
        posts = find_cadres(parts, vocabulary=vocabulary)
        clear = clear or bool(units or above) or any(_near(parts, post, told, REACH) for post in posts)
    places = (*mentions, *((None, span) for _, span in bodies))
    return Accused(frozenset(units & vocabulary.units.keys()), above, clear, places)


def _bodies(parts: Parts, told: Sequence[int], vocabulary: Vocabulary) -> Iterator[tuple[str, Span]]:
    """The accused bodies that have no code, each with the code of the unit above it."""
    for code, span in _listed(parts, "bodies_below_units", vocabulary):
        if _told_of(parts, span, told, parts.title.end):
            yield code, span


def _wrongs(parts: Parts, vocabulary: Vocabulary, lists: tuple[str, ...]) -> tuple[int, ...]:
    """Where words of wrongs stand, those of the lists and of the rules for accusations."""
    least = GRAVE if lists == WRONGS_OF_OFFICE else 0.0
    rules = [
        rule
        for rule in vocabulary.cues.get("matter_class", ())
        if rule.answer == "accusation" and rule.scope == "anywhere" and rule.weight >= least
    ]
    places = {hit.span.start for hit in match_cues(parts, rules, vocabulary=vocabulary)}
    pattern = _compile_lists(vocabulary, lists)
    if pattern is not None:
        places.update(match.start() for match in pattern.finditer(parts.text))
    return tuple(sorted(places))


def _mentions(parts: Parts, vocabulary: Vocabulary) -> Iterator[tuple[str, Span]]:
    """Each unit named, and each word that stands for one, outside the salutation."""
    named = [(unit.code, Span(start=start, end=end)) for start, end, unit in vocabulary.find_units(parts.text)]
    for code, span in (*named, *_listed(parts, "accused_short_names", vocabulary)):
        if not parts.addressee.start <= span.start < parts.addressee.end:
            yield code, span


def _blamed(parts: Parts, unit: Unit, span: Span, told: Sequence[int], headed: int) -> bool:
    if unit.kind == SUPERVISION and not _labelled(parts, span):
        return not _asked(parts, span) and any(span.end <= at <= span.end + CLOSE for at in _after(told, span))
    return _told_of(parts, span, told, headed)


def _told_of(parts: Parts, span: Span, told: Sequence[int], headed: int) -> bool:
    """Whether the words stand behind a label, before `headed` or in the sentence of a wrong, and nobody asks them."""
    if _turned_on(parts, span):
        return True
    return not _asked(parts, span) and (span.end <= headed or _near(parts, span, told, REACH))


def _turned_on(parts: Parts, span: Span) -> bool:
    """Whether a label or an accusing verb before the words turns on them."""
    if _labelled(parts, span):
        return True
    before = parts.text[max(0, span.start - LABELLED) : span.start]
    if parts.title.start <= span.start < parts.title.end and COMPLAINED.search(before):
        return True
    return REPORTED.search(before) is not None and not _asked(parts, span)


def _labelled(parts: Parts, span: Span) -> bool:
    return LABEL.search(parts.text[max(0, span.start - LABELLED) : span.start]) is not None


def _after(told: Sequence[int], span: Span) -> Sequence[int]:
    """The first word of wrong behind the span."""
    at = bisect_left(told, span.end)
    return told[at : at + 1]


def _near(parts: Parts, span: Span, told: Sequence[int], reach: int) -> bool:
    """Whether a word of wrong stands in the sentence, at most so far away."""
    low, high = bisect_left(told, span.start - reach), bisect_right(told, span.end + reach)
    return any(
        not SENTENCE.search(parts.text, min(at, span.end), max(at, span.start))
        for at in _nearest(told, span, low, high)
    )


def _nearest(told: Sequence[int], span: Span, low: int, high: int) -> Iterator[int]:
    """The words next to the span on either side: if a sentence ends before them, it ends before the others too."""
    middle = bisect_left(told, span.start)
    if middle > low:
        yield told[middle - 1]
    if middle < high:
        yield told[middle]


def _asked(parts: Parts, span: Span) -> bool:
    return ASKED.search(parts.text[max(0, span.start - ASKING) : span.start]) is not None


def _listed(parts: Parts, name: str, vocabulary: Vocabulary) -> Iterator[tuple[str, Span]]:
    pattern, codes = _compile_codes(vocabulary, name)
    if pattern is None:
        return
    for match in pattern.finditer(parts.text):
        yield codes[match[0]], Span(start=match.start(), end=match.end())


@lru_cache(maxsize=16)
def _compile_codes(vocabulary: Vocabulary, name: str) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """The words of a list of `CODE=words`, and the code of each that the table of units knows."""
    pairs = (entry.partition("=") for entry in vocabulary.phrases.get(name, ()))
    codes = {words: code for code, _, words in pairs if code in vocabulary.units}
    return _alternation(codes), codes


@lru_cache(maxsize=8)
def _compile_lists(vocabulary: Vocabulary, names: tuple[str, ...]) -> re.Pattern[str] | None:
    return _alternation(word for name in names for word in vocabulary.phrases.get(name, ()))


def _alternation(words: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None
