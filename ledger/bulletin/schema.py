"""The published JSON Schema of a bulletin's figures.

`python -m ledger.bulletin.schema > docs/schema/bulletin-1.json` writes it.
"""

import json
import sys
from typing import Any

from records import BulletinFigures


def bulletin_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `figures.json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:laixin:bulletin:1",
        **BulletinFigures.model_json_schema(by_alias=True, mode="serialization"),
    }


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(bulletin_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
