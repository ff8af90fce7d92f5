"""Propose to treat a letter's matters apart when it raises several; a person confirms.

A letter is one matter however long it is and however it is numbered: facts of one story, demands on one head. It is
proposed as several only where the words turn to something else (另外, 第二件事, a numbered section, a paragraph) and
what stands before and behind the turn is about another topic that another unit leads, told by the words of both, by
the topic model for each, and by the judgements that follow; or where a grievance of the writer's own stands beside
the accusation of a cadre (Regulation on Petition Work (2022), articles 30 and 31: they go different ways).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from classifiers.looking.parts import Parts
from classifiers.steps.matter_segments import Segment, cut_segments, han_count
from classifiers.steps.matter_topics import Contrast, look_at
from records import Finding, Judgement, Letter, Matter, Span
from records.reading import Question
from vocab import Vocabulary

AskTopic = Callable[[str], Judgement]
"""The topic model's judgement of a letter's text of which all but one matter is white space."""
JudgePart = Callable[[Parts, Sequence[Finding]], tuple[Judgement, ...]]

MOST_MATTERS = 5
LEAST_HAN = 24
"""Fewer Han characters than this tell no matter of their own."""
CLEAR = 2.5
"""The weight of both topics from which on the model's word against a turn does not count."""
SHARED = frozenset(["addressee", "name", "phone", "id_no", "address", "letter_date", "postmark_date"])
"""Findings about the letter, which every matter keeps."""


@dataclass(frozen=True)
class Group:
    """Segments that are one matter."""

    segments: tuple[Segment, ...]
    contrast: Contrast

    @property
    def spans(self) -> tuple[Span, ...]:
        """The places of its words, neighbours joined."""
        joined: list[Span] = []
        for segment in sorted(self.segments, key=lambda one: one.span.start):
            if joined and segment.span.start <= joined[-1].end:
                joined[-1] = Span(start=joined[-1].start, end=segment.span.end)
            else:
                joined.append(segment.span)
        return tuple(joined)


def divide_matters(
    letter: Letter,
    findings: Sequence[Finding],
    parts: Parts,
    *,
    judge_part: JudgePart,
    ask_topic: AskTopic,
    vocabulary: Vocabulary,
) -> tuple[Matter, ...]:
    """Give the matters of a letter that raises two or more, each with its own judgements; nothing for one matter."""
    segments = cut_segments(parts, findings, vocabulary=vocabulary)
    if len(segments) < 2:
        return ()
    groups = _group(segments, parts, findings, vocabulary)
    if not 2 <= len(groups) <= MOST_MATTERS or not all(_tells_enough(group, parts) for group in groups):
        return ()
    told = [ask_topic(_blank_others(letter.text, group.spans)) for group in groups]
    if not _models_agree(groups, told):
        return ()
    matters = []
    for number, group in enumerate(groups, start=1):
        found = [f for f in findings if f.field in SHARED or any(_inside(f.span, span) for span in group.spans)]
        part = parts.only(group.spans)
        found = _with_place(found, findings, part, vocabulary)
        matters.append(
            Matter(
                number=number,
                spans=group.spans,
                demands=tuple(f.value for f in found if f.field == "demand" and f.value),
                place_code=next((f.value for f in found if f.field == "place_code"), None),
                judgements=judge_part(part, found),
            )
        )
    turned = all(group.contrast.opened in ("start", "turn") for group in groups)
    return tuple(matters) if _differ(matters, surely=not turned) else ()


def _group(
    segments: Sequence[Segment], parts: Parts, findings: Sequence[Finding], vocabulary: Vocabulary
) -> list[Group]:
    """Segments put together matter by matter: one that turns to nothing new belongs to the matter before it."""
    groups: list[Group] = []
    waiting: list[Segment] = []
    for segment in segments:
        seen = look_at(segment, parts, findings, vocabulary=vocabulary)
        if not seen.tells:
            if groups:
                groups[-1] = Group((*groups[-1].segments, segment), groups[-1].contrast)
            else:
                waiting.append(segment)
            continue
        same = next((n for n, group in enumerate(groups) if not group.contrast.is_other(seen, segment.opened)), None)
        if same is None:
            groups.append(Group((*waiting, segment), seen))
            waiting = []
        else:
            old = groups[same]
            groups[same] = Group((*old.segments, segment), old.contrast.with_more(seen))
    return groups


def _tells_enough(group: Group, parts: Parts) -> bool:
    """Whether there is enough of it, and a grievance, a demand or an accusation in it."""
    return group.contrast.complains and sum(han_count(span.of(parts.text)) for span in group.spans) >= LEAST_HAN


def _models_agree(groups: Sequence[Group], told: Sequence[Judgement]) -> bool:
    """Whether the topic model takes none of two matters of different topics for the other's topic."""
    best = [judgement.answer or next((c.answer for c in judgement.runners_up), None) for judgement in told]
    for one, other in ((a, b) for a in range(len(groups)) for b in range(a)):
        if groups[one].contrast.accuses != groups[other].contrast.accuses:
            continue
        clear = groups[one].contrast.opened == "turn" and all(groups[n].contrast.best[1] >= CLEAR for n in (one, other))
        if best[one] is not None and best[one] == best[other] and not clear:
            return False
    return True


def _differ(matters: Sequence[Matter], *, surely: bool) -> bool:
    """Whether each matter is judged otherwise than each other one: by topic and lead unit, or by being an accusation.

    Each must have a topic or a lead unit that is sure. `surely`: its lead unit must be, for no words said that the
    letter turns to something else.
    """
    needed: tuple[Question, ...] = ("unit",) if surely else ("unit", "topic")
    if not all(any(_answer(matter, question) for question in needed) for matter in matters):
        return False
    keys = []
    for matter in matters:
        unit, topic = (_best(matter.judgement(question)) for question in ("unit", "topic"))
        keys.append((unit, topic, _answer(matter, "matter_class") == "accusation"))
    return all(
        (topic != other_topic and accuses != other_accuses)
        or (not accuses and not other_accuses and unit != other_unit and (topic != other_topic or not surely))
        for number, (unit, topic, accuses) in enumerate(keys)
        for other_unit, other_topic, other_accuses in keys[:number]
    )


def _answer(matter: Matter, question: Question) -> str | None:
    judgement = matter.judgement(question)
    return judgement.answer if judgement else None


def _best(judgement: Judgement | None) -> str | None:
    if judgement is None:
        return None
    return judgement.answer or next((c.answer for c in judgement.runners_up), None)


def _with_place(
    found: list[Finding], findings: Sequence[Finding], part: Parts, vocabulary: Vocabulary
) -> list[Finding]:
    """The matter's findings with its place: one found inside it, one that its words name, else the letter's."""
    if any(f.field == "place_code" for f in found):
        return found
    for start, end, division in reversed(vocabulary.find_divisions(part.text)):
        code = division.certain_code
        if code and division.level in ("county", "township") and not part.addressee.start <= start < part.addressee.end:
            span = Span(start=start, end=end)
            place = Finding(field="place_code", value=code, span=span, rule="place.of-matter", confidence=0.75)
            return [*found, place]
    return [*found, *(f for f in findings if f.field == "place_code")]


def _blank_others(text: str, spans: Sequence[Span]) -> str:
    """The text with white space in the place of all that is not in the spans."""
    kept, at = [], 0
    for span in spans:
        kept += [" " * (span.start - at), span.of(text)]
        at = span.end
    return "".join([*kept, " " * (len(text) - at)])


def _inside(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.end <= other.end and span.start < span.end
