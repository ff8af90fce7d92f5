"""The finders against the true texts of the sample letters: what OCR does to them is measured elsewhere."""

from collections import Counter
from datetime import date

import pytest

from extractors.fields.findings import find_all
from tests.extractors.sheet_of import make_letter
from tests.sample_docs.expectations import FIELDS, load_expectations

RECEIVED = date(2026, 11, 23)
FLOOR, MOST_WRONG = 0.95, 0.03


@pytest.mark.parametrize(
    ("cut", "wrong_every"),
    [(None, None), (28, None), (28, 3)],
    ids=["paragraphs", "lines of 28", "lines of 28, every third break wrong"],
)
def test_nearly_every_expected_value_is_found_and_hardly_any_other(cut, wrong_every, vocabulary):
    expected, hit, wrong = Counter(), Counter(), Counter()
    for sample in load_expectations():
        letter = make_letter(*(page.text for page in sample.pages), cut=cut, wrong_every=wrong_every)
        found = find_all(letter, vocabulary=vocabulary, received=RECEIVED)
        for field in FIELDS:
            truth = set(sample.fields.get(field, ()))
            values = {f.value for f in found if f.field == field and f.value is not None and f.rule != "title.composed"}
            expected[field] += len(truth)
            hit[field] += len(truth & values)
            wrong[field] += len(values - truth)
    assert hit.total() >= FLOOR * expected.total(), dict(expected - hit)
    assert wrong.total() <= MOST_WRONG * expected.total(), dict(wrong)
    assert wrong["phone"] == 0, "an answer must never ring at somebody else"
