"""The vocabulary of a day: what has ended leads on, what is to come does not yet speak."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab import Unit, load_vocabulary
from vocab.sources import SHIPPED
from vocab.successions import Successions

BEFORE, AFTER = date(2026, 12, 31), date(2027, 1, 1)


@pytest.fixture
def make(tmp_path):
    """Load the shipped tables with some of their text replaced and rows added."""

    def make(**changes):
        for name, (pairs, rows) in changes.items():
            text = (SHIPPED / f"{name}.csv").read_text(encoding="utf-8")
            for old, new in pairs:
                assert old in text
                text = text.replace(old, new, 1)
            (tmp_path / f"{name}.csv").write_text(text + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return load_vocabulary(tmp_path)

    return make


END_OF_CGJ = [("市政园林局,,\n", "市政园林局,,2026\n")]
NEW = "ZHZF,综合行政执法局,government,城管和综合执法,综合执法大队,,CGJ,2027,"


def test_a_renamed_unit_leads_to_its_successor_everywhere(make):
    words = make(units=(END_OF_CGJ, [NEW]))
    old, new = words.on(BEFORE), words.on(AFTER)
    pair = ("城乡建设", "城市建设和市政管理")
    assert (old.topic_units[pair].lead, new.topic_units[pair].lead) == ("CGJ", "ZHZF")
    assert [unit.code for *_, unit in old.find_units("城管局")] == ["CGJ"]
    assert [unit.code for *_, unit in new.find_units("城管局")] == ["ZHZF"]
    answers = {rule.answer for rule in old.cues["unit"]} - {rule.answer for rule in new.cues["unit"]}
    assert answers == {"CGJ"}
    assert old.current_unit("CGJ").code == "CGJ"
    assert old.current_unit("CGJ", on=AFTER).code == new.current_unit("CGJ").code == "ZHZF"
    assert "CGJ" in new.units  # an old case names it
    assert new.label("unit", "CGJ") == "城市管理局"


def test_those_that_may_be_proposed_are_the_units_in_being(make):
    words = make(units=(END_OF_CGJ, [NEW]))
    assert {"CGJ", "ZHZF"} & set(words.on(BEFORE).units_in_being) == {"CGJ"}
    assert {"CGJ", "ZHZF"} & set(words.on(AFTER).units_in_being) == {"ZHZF"}


def test_a_unit_that_is_to_come_does_not_lead_yet(make):
    old = make(units=(END_OF_CGJ, [NEW])).on(BEFORE)
    led = {code for row in old.topic_units.values() for code in (row.lead, *row.co_units)}
    assert "ZHZF" not in led
    assert [unit.code for *_, unit in old.find_units("综合执法大队")] == ["CGJ"]


def test_days_between_two_changes_share_one_vocabulary(make):
    words = make(units=(END_OF_CGJ, [NEW]))
    assert words.on(AFTER) is words.on(date(2040, 1, 1)) is words
    assert words.on(BEFORE) is words.on(date(2025, 5, 5)) is words.on(AFTER).on(BEFORE)
    assert load_vocabulary().on(date(2026, 11, 23)) is load_vocabulary()


def test_of_several_successors_the_one_of_the_topic_leads_and_the_others_help(make):
    rows = [
        "LVHUA,园林绿化局,government,园林绿化,园林绿化中心,,CGJ,2027,",
        "ZHZF,综合行政执法局,government,执法,综合执法大队,,CGJ,2027,",
    ]
    taken = [
        ("ZJJ,SDZF,administrative,公路工程归交通", "ZHZF,SDZF,administrative,公路工程归交通"),
    ]
    words = make(units=(END_OF_CGJ, rows), topic_units=(taken, [])).on(AFTER)
    row = words.topic_units["城乡建设", "城市建设和市政管理"]
    assert row.lead == "ZHZF"
    assert row.co_units[0] == "LVHUA"
    assert [unit.code for *_, unit in words.find_units("城管局")] == ["LVHUA", "ZHZF"]
    assert [unit.code for unit in words.current_units("CGJ", topic="城乡建设")] == ["ZHZF", "LVHUA"]


def test_a_successor_of_a_successor_is_found(make):
    chain = [NEW.removesuffix(",") + ",2028", "DAFU,大综合执法局,government,执法,,,ZHZF,2029,"]
    words = make(units=(END_OF_CGJ, chain))
    assert words.on(date(2028, 6, 1)).current_unit("CGJ").code == "ZHZF"
    assert words.on(date(2029, 1, 1)).current_unit("CGJ").code == "DAFU"


def test_a_topic_passes_from_one_unit_to_another_on_a_day(make):
    dated = [("环境保护,其他,STHJJ,,administrative,,,", "环境保护,其他,STHJJ,,administrative,,,2026")]
    words = make(topic_units=(dated, ["环境保护,其他,CGJ,,administrative,,2027,"]))
    assert words.on(BEFORE).topic_units["环境保护", "其他"].lead == "STHJJ"
    assert words.on(AFTER).topic_units["环境保护", "其他"].lead == "CGJ"


def test_a_day_on_which_nobody_leads_a_topic_is_told(make):
    from vocab.problems import TableError

    dated = [("环境保护,其他,STHJJ,,administrative,,,", "环境保护,其他,STHJJ,,administrative,,,2026")]
    with pytest.raises(TableError) as error:
        make(topic_units=(dated, ["环境保护,其他,CGJ,,administrative,,2027-02,"]))
    assert [(one.kind, dict(one.words)["day"]) for one in error.value.problems] == [("topic-gap", "2027-01-01")]


def test_what_stood_below_a_unit_stands_below_its_successor(make):
    below = "CGDD,城管支队,institution,执法,,CGJ,,,"
    words = make(units=(END_OF_CGJ, [NEW, below])).on(AFTER)
    assert words.subordinates("ZHZF") == {"ZHZF", "CGDD"}


def test_old_names_and_codes_of_divisions_lead_to_those_of_today():
    words = load_vocabulary()
    assert [row.code for *_, row in words.find_divisions("龙海市角美镇")] == ["350604", "350604101"]
    assert words.division_by_code["350681"].code == "350604"
    then = words.on(date(2020, 6, 1))
    assert [row.code for *_, row in then.find_divisions("龙海市")] == ["350681"]
    assert then.division_by_code["350681"].name == "龙海市"


def test_a_vocabulary_changed_by_hand_stands_for_every_day():
    words = replace(load_vocabulary(), topic_units={})
    assert words.on(BEFORE) is words


UNITS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 6), max_size=3),
        st.sampled_from([None, "2020", "2025"]),
        st.sampled_from([None, "2022", "2030"]),
    ).filter(lambda row: None in row[1:] or row[1] < row[2]),  # a unit that ends before it begins is in no table
    min_size=1,
    max_size=7,
)


@given(UNITS, st.dates(date(2018, 1, 1), date(2032, 1, 1)))
def test_every_unit_of_any_table_leads_somewhere_and_circles_end(rows, day):
    units = {
        f"U{number}": Unit(
            f"U{number}", f"单位{number}", "government", "", (), None, tuple(f"U{old}" for old in olds), start, end
        )
        for number, (olds, start, end) in enumerate(rows)
    }
    chain = Successions(units)
    for code, unit in units.items():
        found = chain.current(code, day)
        assert found
        assert set(found) <= set(units)
        if unit.in_force(day):
            assert found == (code,)
        elif unit.is_over(day):
            assert {new for new in chain.after.get(code, ()) if units[new].in_force(day)} <= set(found)
