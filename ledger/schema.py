"""The published JSON Schema of a case record: `python -m ledger.schema > docs/schema/case-1.json` writes it."""

import json
import sys
from typing import Any

from records import CaseRecord


def case_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a row of `laixin cases --format jsonl`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:laixin:case:1",
        **CaseRecord.model_json_schema(by_alias=True, mode="serialization"),
    }


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(case_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
