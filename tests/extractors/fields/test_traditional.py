"""A letter in traditional characters is kept as it is written and judged by a simplified copy."""

from datetime import date

import pytest

from extractors.fields.blocks import find_blocks
from extractors.fields.findings import find_all
from extractors.fields.sheets import lay_out
from tests.extractors.sheet_of import make_letter
from tests.sample_docs.expectations import load_expectations
from vocab import simplify

RECEIVED = date(2026, 11, 23)
SAMPLE = next(sample for sample in load_expectations() if "traditional" in sample.name)
CODED = (
    "place_code", "address_code", "address_normal", "letter_date", "date",
    "amount", "phone", "id_no", "unit_named", "postmark_date",
)  # fmt: skip


def found(vocabulary, text):
    findings = find_all(make_letter(text), vocabulary=vocabulary, received=RECEIVED)
    return [(finding.field, finding.value or "", finding.rule, finding.doubt) for finding in findings]


@pytest.fixture(scope="module")
def texts():
    text = SAMPLE.text
    assert simplify(text) != text
    return text, simplify(text)


def test_the_letter_s_text_stays_as_written(texts):
    letter = make_letter(texts[0])
    assert letter.text == texts[0]
    sheet = lay_out(letter)
    assert sheet.text == simplify(sheet.written)
    assert sheet.written != sheet.text
    assert find_blocks(sheet).salutation != (0, 0)


def test_both_scripts_give_the_same_findings_field_by_field(vocabulary, texts):
    traditional, simplified = (found(vocabulary, text) for text in texts)
    assert len(traditional) == len(simplified) > 8
    for old, new in zip(traditional, simplified, strict=True):
        assert (old[0], simplify(old[1]), *old[2:]) == (new[0], simplify(new[1]), *new[2:])


def test_values_are_quoted_in_the_letter_s_own_characters_and_codes_have_none(vocabulary, texts):
    for field, value, *_ in found(vocabulary, texts[0]):
        if field == "summary":  # its parts are quoted, test_summaries.py
            continue
        assert field in CODED or value in texts[0].replace("\n", "") or not value
