"""Published records of every age are read, and no field that was published is ever lost."""

import json
from pathlib import Path

import pytest

from ledger.schema import case_schema, field_lines
from records import CaseRecord, Handling, UsageError
from records.upgrading import read_record

PUBLISHED = Path(__file__).parent / "published"
"""Records of invented letters as each published form of schema 1 wrote them, made by the program of then."""
BASELINE = Path(__file__).parents[2] / "docs" / "schema" / "case-1.fields.txt"
LINES = [(path.name, line) for path in sorted(PUBLISHED.glob("*.jsonl")) for line in path.read_text().splitlines()]


@pytest.mark.parametrize(("name", "line"), LINES, ids=[f"{name}-{number}" for number, (name, _) in enumerate(LINES)])
def test_a_record_of_any_age_is_read_and_nothing_of_it_is_lost(name: str, line: str) -> None:
    record = read_record(line)
    again = json.loads(record.model_dump_json(by_alias=True))
    assert lost(json.loads(line), again) == []
    assert read_record(line.encode()) == read_record(json.loads(line)) == record
    if name < "5":
        assert (record.steps, record.handling) == ((), Handling())


def lost(before: object, after: object, path: str = "") -> list[str]:
    """Where a value of a published record is not in the one read."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [place for key, value in before.items() for place in lost(value, after.get(key), f"{path}.{key}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [place for one, two in zip(before, after, strict=True) for place in lost(one, two, path)]
    return [] if before == after else [path]


def test_there_are_records_of_every_published_form() -> None:
    assert [path.stem for path in sorted(PUBLISHED.glob("*.jsonl"))] == [
        "1-path", "2-pages", "3-understanding", "4-learning", "5-life",
    ]  # fmt: skip


@pytest.fixture
def row() -> dict[str, object]:
    parsed: dict[str, object] = json.loads(LINES[-1][1])
    return parsed


def test_fields_of_a_newer_program_are_passed_over_at_every_depth(row: dict[str, object]) -> None:
    newer = json.loads(json.dumps(row))
    newer["colour"] = {"paper": "white"}
    newer["values"]["mood"] = "calm"
    newer["steps"][0]["weather"] = ["rain"]
    newer["handling"]["review"] = newer["handling"]["review"] or {"applied_on": "2026-12-01", "unit": "SDZF"}
    newer["handling"]["review"]["duration"] = 5
    read = read_record(newer)
    assert read.model_copy(update={"handling": read_record(row).handling}) == read_record(row)
    assert newer["colour"] == {"paper": "white"}, "what was given is left as it was"


@pytest.mark.parametrize(
    "schema", ["laixin.case/2", "laixin.case/10", "laixin.case", "laixin.report/1", None, 1, "x" * 99]
)
def test_another_major_version_is_refused_by_name(row: dict[str, object], schema: object) -> None:
    with pytest.raises(UsageError) as error:
        read_record(row | {"schema": schema})
    assert error.value.code == "record.major"
    assert len(error.value.detail) < 24
    with pytest.raises(UsageError, match=r"record\.major"):
        read_record({key: value for key, value in row.items() if key != "schema"})


def test_a_code_that_only_a_newer_program_knows_is_told_by_its_field(row: dict[str, object]) -> None:
    with pytest.raises(UsageError) as error:
        read_record(row | {"status": "on-the-moon"})
    assert (error.value.code, error.value.detail) == ("record.newer", "status")


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"schema": "laixin.case/1"}', "[" * 100_000, b"\xff\xfe"])
def test_what_is_no_record_is_refused(text: str | bytes) -> None:
    with pytest.raises(UsageError, match=r"record\.(invalid|major)"):
        read_record(text)


def test_no_error_quotes_what_a_record_says(row: dict[str, object]) -> None:
    with pytest.raises(UsageError) as error:
        read_record(row | {"text": ["林小川"], "page_count": "林小川"})
    assert (error.value.code, error.value.detail) == ("record.invalid", "page_count text")
    assert error.value.__cause__ is None


def test_every_field_that_was_published_is_there_as_it_was() -> None:
    """When it fails: a field was removed, renamed or retyped, or a code taken away. That is another major version."""
    today = set(field_lines(case_schema()))
    for file in (BASELINE, *PUBLISHED.glob("*.fields.txt")):
        published = set(file.read_text(encoding="utf-8").splitlines())
        assert len(published) > 90
        assert published - today == set(), f"{file.name}: see docs/record.md"


def test_what_came_since_has_a_default() -> None:
    first = set((PUBLISHED / "1-path.fields.txt").read_text(encoding="utf-8").splitlines())
    known = {line.split()[0] for line in first}
    new = [line for line in field_lines(case_schema()) if line.split()[0] not in known and " code " not in line]
    top = [line for line in new if "." not in line.split()[0] and "[" not in line.split()[0]]
    assert top
    assert [line for line in top if " optional " not in line] == []
    inside = [name for name in (line.split()[0] for line in new) if name.split(".")[0] in ("values", "evidence[]")]
    assert inside
    assert not [
        line for line in new if line.split()[0] in inside and line.split()[0].count(".") == 1 and " required " in line
    ]


def test_a_record_of_today_is_what_the_reader_gives_back(row: dict[str, object]) -> None:
    record = read_record(row)
    assert isinstance(record, CaseRecord)
    assert read_record(record.model_dump_json(by_alias=True)) == record
    assert record.steps
    assert record.handling.closed_on is not None
