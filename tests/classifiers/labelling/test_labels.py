"""What people said of one letter, settled."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from classifiers.labelling.labels import Label, LabelSource, newest_of_each, settle_labels
from tests.ledger.letters import LATER


def label(by: str, answer: str, hours: int = 0, source: LabelSource = "file") -> Label:
    return Label(
        text_sha256="0" * 64, task="topic", answer=answer, by=by, at=LATER + timedelta(hours=hours), source=source
    )


def test_the_newest_label_of_each_person_counts() -> None:
    labels = [label("甲", "a", 2), label("甲", "b", 1), label("乙", "b", 0)]
    assert [(one.by, one.answer) for one in newest_of_each(labels)] == [("乙", "b"), ("甲", "a")]


def test_nobody_said_anything() -> None:
    found = settle_labels([])
    assert (found.answer, found.counted, found.disagreed) == (None, (), False)


def test_one_voice_is_enough() -> None:
    assert settle_labels([label("甲", "a")]).answer == "a"


def test_more_than_half_decide_and_the_disagreement_is_told() -> None:
    found = settle_labels([label("甲", "a"), label("乙", "b"), label("丙", "a")])
    assert (found.answer, found.disagreed) == ("a", True)


def test_a_tie_is_open() -> None:
    found = settle_labels([label("甲", "a", 1), label("乙", "b", 2)])
    assert (found.answer, found.disagreed) == (None, True)


def test_the_most_of_three_answers_are_not_more_than_half() -> None:
    said = [label("甲", "a"), label("乙", "a"), label("丙", "b"), label("丁", "c")]
    assert settle_labels(said).answer is None


def test_a_later_review_settles_a_tie() -> None:
    assert settle_labels([label("甲", "a", 1, "blind"), label("乙", "b", 2, "review")]).answer == "b"


def test_an_earlier_review_does_not_settle_a_tie() -> None:
    assert settle_labels([label("甲", "a", 3, "blind"), label("乙", "b", 2, "review")]).answer is None


def test_two_reviews_at_one_moment_settle_nothing() -> None:
    assert settle_labels([label("甲", "a", 2, "review"), label("乙", "b", 2, "review")]).answer is None


def test_a_later_blind_answer_does_not_settle_a_tie_for_its_person_saw_nothing() -> None:
    assert settle_labels([label("甲", "a", 1, "review"), label("乙", "b", 2, "blind")]).answer is None


def test_a_later_review_does_not_outvote_more_than_half() -> None:
    said = [label("甲", "a"), label("乙", "a"), label("丙", "a"), label("丁", "b", 5, "review")]
    assert settle_labels(said).answer == "a"


LABELS = st.builds(
    label,
    by=st.sampled_from("甲乙丙丁"),
    answer=st.sampled_from("abc"),
    hours=st.integers(0, 50),
    source=st.sampled_from(("review", "file", "blind")),
)


@given(st.lists(LABELS, max_size=8, unique_by=lambda one: (one.by, one.at)), st.randoms())
def test_the_order_of_labels_decides_nothing(labels: list[Label], random: object) -> None:
    shuffled = list(labels)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    one, other = settle_labels(labels), settle_labels(shuffled)
    assert one.answer == other.answer
    assert {label.by: label.answer for label in one.counted} == {label.by: label.answer for label in other.counted}
    assert one.answer is None or one.answer in {label.answer for label in one.counted}
