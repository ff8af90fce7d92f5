from extractors.fields.named_units import find_named_units
from tests.extractors.sheet_of import lay


def test_authorities_are_told_by_name_and_by_old_or_short_name(vocabulary):
    sheet, _ = lay("我找过漳州市教育局，也找过区环保局和縣人社局。")
    found = find_named_units(sheet, vocabulary=vocabulary)
    assert [f.value for f in found] == ["JYJ", "STHJJ", "RSJ"]
    assert [f.span.of(sheet.letter.text) for f in found] == ["教育局", "环保局", "人社局"]
