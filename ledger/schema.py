"""The published JSON Schema of a case record, and the list of its fields that no later version may lose.

`python -m ledger.schema > docs/schema/case-1.json` writes the schema; `python -m ledger.schema fields >
docs/schema/case-1.fields.txt` renews the list, at each release: from then on those fields stay (docs/record.md).
"""

import json
import sys
from collections.abc import Iterator, Mapping
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


def field_lines(schema: Mapping[str, Any]) -> Iterator[str]:
    """Every field of a schema by its path, a line each with its types, and a line for each code that it may be.

    `judgements[].score required number`. Types stand in the order of the alphabet, so that a line changes only when
    what a reader relies on does.
    """
    yield from _fields(schema, "", schema.get("$defs", {}))


def _fields(shape: Mapping[str, Any], path: str, shapes: Mapping[str, Any]) -> Iterator[str]:
    required = set(shape.get("required", ()))
    for field, content in shape.get("properties", {}).items():
        place, told = path + field, "required" if field in required else "optional"
        forms = list(_forms(content, "", shapes))
        yield f"{place} {told} {' '.join(sorted(mark + _type(form) for mark, form in forms))}"
        for mark, form in forms:
            codes = (*form.get("enum", ()), *([form["const"]] if "const" in form else []))
            yield from (f"{place}{mark} code {code}" for code in sorted(map(str, codes)))
            yield from _fields(form, f"{place}{mark}.", shapes)


def _forms(content: Mapping[str, Any], mark: str, shapes: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What a field may be, one by one; what stands in a list is marked by `[]`."""
    if "$ref" in content:
        yield mark, shapes[content["$ref"].rsplit("/", 1)[-1]]
    elif "anyOf" in content:
        for one in content["anyOf"]:
            yield from _forms(one, mark, shapes)
    elif content.get("type") == "array" and content.get("items"):
        yield from _forms(content["items"], f"{mark}[]", shapes)
    else:
        yield mark, content


def _type(form: Mapping[str, Any]) -> str:
    told = str(form.get("type", "string" if "const" in form else "any"))
    return f"{told}({form['format']})" if "format" in form else told


if __name__ == "__main__":
    fields = "".join(f"{line}\n" for line in sorted(field_lines(case_schema())))
    sys.stdout.write(fields if sys.argv[1:] == ["fields"] else schema_text())
