"""The fresh pages of `make bench` say what their truth says, and the figures count what they say they count."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("rapidfuzz")
pytest.importorskip("reportlab")
pytest.importorskip("fontTools")

from stdnum.cn import ric

from tests.bench.fresh_pages.conditions import load_conditions
from tests.bench.fresh_pages.faces import find_faces
from tests.bench.fresh_pages.letters import invent_envelope, invent_letter, invent_note, material
from tests.bench.fresh_pages.pages import FreshPage, choose_conditions, draw_pages
from tests.bench.fresh_pages.results import draw_plot, list_lost, rows_of, write_csv, write_table
from tests.bench.fresh_pages.scoring import FIELDS, ConditionScore, score_page, share_found
from tests.bench.fresh_pages.ways import ReadText
from vocab import load_vocabulary

TEXT = "我叫陈阿明，电话13900005678。请派人修路，谢谢各位领导。"


@pytest.fixture
def page() -> FreshPage:
    fields = {"phone": ("13900005678",), "name": ("陈阿明",)}
    return FreshPage("clean-01", load_conditions()["clean"], Path("none.jpg"), TEXT, fields)


def letters() -> Iterator:
    for seed in range(40):
        yield invent_letter(random.Random(seed), length=400)
        yield invent_note(random.Random(seed))
        yield invent_envelope(random.Random(seed))


def test_there_is_material_for_every_topic():
    assert set(material()["topics"]) == set(load_vocabulary().level1)


def test_what_a_letter_states_stands_in_it_word_for_word():
    for letter in letters():
        assert all(value in letter.whole for values in letter.fields.values() for value in values)


def test_identity_numbers_are_valid():
    numbers = [number for letter in letters() for number in letter.fields.get("id_no", ())]
    assert len(numbers) > 30
    assert all(ric.calc_check_digit(number) == number[-1] for number in numbers)


def test_letters_are_as_long_as_asked_and_notes_have_five_paragraphs():
    lengths = [len(invent_letter(random.Random(seed), length=420).text) for seed in range(60)]
    assert 330 < sum(lengths) / 60 < 460
    assert max(lengths) <= 470
    assert all(invent_note(random.Random(seed)).text.count("\n") == 4 for seed in range(20))


def test_the_same_seed_invents_the_same_letter():
    assert invent_letter(random.Random(7), length=400) == invent_letter(random.Random(7), length=400)


def test_a_page_is_drawn_once_for_a_seed_and_kept_with_its_truth(tmp_path):
    faces = find_faces(None)
    conditions, _ = choose_conditions(["note", "fax"], faces)
    if len(conditions) < 2:
        pytest.skip("no Chinese font on this machine")
    first = list(draw_pages(tmp_path / "a", conditions, faces, count=2, seed=3))
    bodies = [page.path.read_bytes() for page in first]
    assert [page.path.suffix for page in first] == [".jpg", ".tif"]
    again = list(draw_pages(tmp_path / "b", conditions[1:], faces, count=1, seed=3))
    assert again[0].path.read_bytes() == bodies[1]
    kept = list(draw_pages(tmp_path / "a", conditions, faces, count=2, seed=3))
    assert [page.text for page in kept] == [page.text for page in first]


def test_a_page_read_rightly_has_no_errors_and_all_its_fields(page):
    score = score_page(page, ReadText("\n".join(TEXT)))
    assert (score.error_rate, score.missing) == (0, 0)
    assert share_found([score]) == 1
    assert share_found([score], "amount") is None


def test_missing_characters_are_told_from_wrong_ones(page):
    wrong = score_page(page, ReadText(TEXT.replace("明", "朋")))
    assert wrong.error_rate == pytest.approx(1 / len(TEXT))
    assert wrong.missing == 0
    assert wrong.found["name"] == 0
    lost = score_page(page, ReadText(TEXT.replace("谢谢各位领导。", "")))
    assert lost.missing == pytest.approx(7 / len(TEXT))
    assert lost.lost_in_silence
    assert not score_page(page, ReadText("", doubts=("page.unread",))).lost_in_silence


def test_a_field_is_found_when_it_stands_exactly_so(page):
    assert score_page(page, ReadText(TEXT.replace("5678", "567B"))).found["phone"] == 0
    assert score_page(page, ReadText(TEXT.replace("13900", "139 00"))).found["phone"] == 1


def test_results_are_written_as_table_csv_and_plot(page, tmp_path):
    pytest.importorskip("matplotlib")
    read = score_page(page, ReadText(TEXT, rotation=0))
    lost = score_page(page, ReadText(TEXT[:20], rotation=90))
    scores = [ConditionScore(page.condition, way, (one,), 1.5) for way, one in (("a", read), ("b", lost))]
    assert [row["way"] for row in rows_of(scores, seed="1")] == ["a", "b"]
    write_csv(tmp_path / "a.csv", scores, seed="1")
    header = (tmp_path / "a.csv").read_text("utf-8-sig").split("\n", 1)[0]
    assert all(name in header for name in (*FIELDS, "wrong_percent", "cpu_s_a_page"))
    assert "清晰打印" in write_table(scores)
    assert [line.split(":")[0] for line in list_lost(scores)] == ["b", "b"]
    draw_plot(tmp_path / "a.svg", scores, seed="1")
    assert (tmp_path / "a.svg").stat().st_size > 5000
