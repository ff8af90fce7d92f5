"""The published schema: the file is that of the code, and every record fits it."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from ledger import Ledger
from ledger.schema import case_schema, schema_text
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

FILE = Path(__file__).parents[2] / "docs" / "schema" / "case-1.json"


def test_the_published_file_is_up_to_date() -> None:
    """When it is not: `python -m ledger.schema > docs/schema/case-1.json`; a new version if a reader would break."""
    assert FILE.read_text(encoding="utf-8") == schema_text()


def test_every_record_fits_the_schema(ledger: Ledger) -> None:
    validator = Draft202012Validator(case_schema())
    validator.check_schema(case_schema())
    for number, matter_class in enumerate(("appeal", "accusation", None), start=1):
        scan = make_scan(str(number))
        ledger.take_in(scan, source=make_source(number))
        case_no = ledger.record_case(make_reading(scan, matter_class=matter_class), at=LATER)
        ledger.review(case_no, "names", ["林小川"], by="陈录入", note="", at=LATER)
    for record in (*ledger.cases(), *ledger.cases(restricted=True)):
        row = json.loads(record.model_dump_json(by_alias=True))
        validator.validate(row)
        with pytest.raises(ValidationError):
            validator.validate(row | {"schema": "laixin.case/2"})
        with pytest.raises(ValidationError):
            validator.validate(row | {"unknown": 1})
