"""The figures of `bench_noise.py` count what they say, and its misread copies are what the table tells."""

from collections import Counter
from itertools import pairwise

import pytest

pytest.importorskip("rapidfuzz")
pytest.importorskip("fontTools")

from sample_docs.layout import Block
from sample_docs.make import make_pen
from tests.bench.fresh_pages.conditions import load_conditions
from tests.bench.fresh_pages.faces import find_faces
from tests.bench.noise.comparing import Pair, Said, measure_pairs
from tests.bench.noise.misreadings import Misreadings, count_misreadings, write_table
from tests.bench.noise.readings import choose_messages
from tests.bench.noise.sheets import draw_message, make_sheet, part_blocks, write_message

TABLE = Misreadings(Counter({("己", "已"): 3, ("的", ""): 1, ("", "丶"): 1}))
LONG = "自己的路灯坏了，请领导派人来修。" * 120


def said(answer: str, *, passes: bool = True) -> Said:
    return Said(answer, 0.9, passes)


def test_a_letter_that_is_read_wrongly_counts_against_the_reading_alone():
    same = Pair("print", "clean", ("甲",), said("甲"), said("甲"))
    lost = Pair("print", "clean", ("乙",), said("乙"), said("甲", passes=False))
    row = measure_pairs([same] * 3 + [lost])
    assert (row["accuracy_text"], row["accuracy_read"], row["accuracy_loss"]) == (1.0, 0.75, 25.0)
    assert (row["right_as_text_only"], row["right_as_read_only"], row["passes_loss"]) == (1, 0, 25.0)
    assert row["same_answer"] == 0.75
    assert row["accuracy_loss_low"] <= 25.0 <= row["accuracy_loss_high"]


def test_a_second_answer_that_readers_allow_is_right():
    row = measure_pairs([Pair("hand", "hand", ("甲", "乙"), said("乙"), said("丙"))] * 5)
    assert (row["accuracy_text"], row["accuracy_read"], row["macro_f1_text"]) == (1.0, 0.0, 1.0)


def test_a_larger_sample_keeps_the_smaller_one():
    rows = [(str(number), "", "") for number in range(50)]
    assert choose_messages(rows, 20, 5) == choose_messages(rows, 40, 5)[:20]


def test_what_was_read_is_counted_by_character():
    counts = count_misreadings([("自己 的路灯", "自已路灯丶"), ("自己", "自已")])
    assert counts == Counter({("己", "已"): 2, ("的", ""): 1, ("", "丶"): 1})


def test_the_table_holds_characters_and_counts_the_most_frequent_first(tmp_path):
    write_table(tmp_path / "table.csv", {"print": TABLE.counts})
    rows = (tmp_path / "table.csv").read_text("utf-8").splitlines()
    assert rows == ["kind,written,read,count", "print,己,已,3", "print,,丶,1", "print,的,,1"]


def test_a_copy_is_misread_as_often_as_asked_and_the_same_for_the_same_seed():
    assert TABLE.misread(LONG, rate=0, seed=1) == LONG
    copy = TABLE.misread(LONG, rate=0.1, seed=1)
    assert copy == TABLE.misread(LONG, rate=0.1, seed=1) != TABLE.misread(LONG, rate=0.1, seed=2)
    assert 0.05 < sum(count_misreadings([(LONG, copy)]).values()) / len(LONG) < 0.15


def test_a_long_message_goes_over_several_sheets_and_loses_no_character():
    faces = find_faces(None)
    if "song" not in faces:
        pytest.skip("no Chinese font on this machine")
    condition = load_conditions()["dpi150"]
    message = write_message("路灯坏了", f"尊敬的领导：\n{LONG[:1200]}", faces["song"])
    pen = make_pen(condition.recipe, faces, "song")
    left, sheets = [Block("body", line) for line in message.text.split("\n")], []
    while left:
        here, left = part_blocks(left, make_sheet(condition.recipe, 1), pen)
        sheets.append(here)
    assert len(sheets) > 1
    assert "".join(block.text for sheet in sheets for block in sheet) == message.text.replace("\n", "")
    assert all(later[0].role == "running-on" for _, later in pairwise(sheets))
    assert len(draw_message(message, condition, faces, 1)) >= len(sheets)
