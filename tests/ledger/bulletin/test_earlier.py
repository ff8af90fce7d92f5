"""What an earlier bulletin kept back is not told by a later one."""

from datetime import date, timedelta

from ledger.bulletin.earlier import Given, tells_earlier

KEY = ("county", "", "350622")
MONDAY = date(2026, 11, 2)


def week(number: int, letters: int | None) -> Given:
    first = MONDAY + timedelta(weeks=number)
    printed = {} if letters is None else {KEY: letters}
    return Given(first, first + timedelta(days=6), printed, frozenset([KEY] if letters is None else []), frozenset())


FOUR_WEEKS = (MONDAY, MONDAY + timedelta(days=27))


def test_a_month_less_its_other_weeks_would_tell_a_hidden_week() -> None:
    weeks = [week(0, 5), week(1, None), week(2, 4), week(3, 6)]
    assert tells_earlier(KEY, 16, days=FOUR_WEEKS, earlier=weeks, least=3)
    assert tells_earlier(KEY, 17, days=FOUR_WEEKS, earlier=weeks, least=3)


def test_what_leaves_values_enough_is_told() -> None:
    weeks = [week(0, 5), week(1, None), week(2, 4), week(3, 6)]
    assert not tells_earlier(KEY, 18, days=FOUR_WEEKS, earlier=weeks, least=3)
    assert not tells_earlier(KEY, 30, days=FOUR_WEEKS, earlier=[week(1, None)], least=3)


def test_the_last_week_would_tell_what_the_month_and_the_others_left_open() -> None:
    month = Given(*FOUR_WEEKS, {KEY: 16}, frozenset(), frozenset())
    weeks = [month, week(0, 5), week(1, None), week(2, 4)]
    assert tells_earlier(
        KEY, 6, days=(MONDAY + timedelta(days=21), MONDAY + timedelta(days=27)), earlier=weeks, least=3
    )


def test_the_same_days_again_are_not_held_against_themselves() -> None:
    assert not tells_earlier(KEY, 9, days=(week(1, None).first, week(1, None).last), earlier=[week(1, None)], least=3)


def test_a_breakdown_kept_back_as_a_whole_hides_each_of_its_cells() -> None:
    whole = Given(MONDAY, MONDAY + timedelta(days=6), {}, frozenset(), frozenset([("county", "")]))
    assert tells_earlier(KEY, 2, days=FOUR_WEEKS, earlier=[whole], least=3)
