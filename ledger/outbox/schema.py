"""The published JSON Schema of a message: `python -m ledger.outbox.schema > docs/schema/message-1.json` writes it."""

import json
import sys
from typing import Any

from ledger.outbox.deliveries import Message


def message_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a webhook's body, and of a line in a file or object.

    The case in it is of the schema `urn:laixin:case:1`, docs/schema/case-1.json.
    """
    schema = Message.model_json_schema(by_alias=True, mode="serialization")
    told = schema["properties"]["case"]["description"]
    schema["properties"]["case"] = {
        "description": told,
        "anyOf": [{"$ref": "urn:laixin:case:1"}, {"type": "null"}],
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:laixin:message:1", **schema}


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(message_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
