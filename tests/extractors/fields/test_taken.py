"""What a finder has taken is asked for by places and never searched through."""

import pytest

from extractors.fields.taken import Taken


@pytest.mark.parametrize(
    ("start", "end", "touches"),
    [(0, 2, False), (0, 3, True), (3, 4, True), (4, 9, True), (5, 9, False), (3, 3, False)],
)
def test_an_extent_touches_what_shares_a_character_with_it(start, end, touches):
    taken = Taken(9)
    taken.add(2, 5)
    assert taken.touches(start, end) == touches
    assert Taken(9, [(2, 5)]).touches(start, end) == touches


def test_nothing_is_taken_at_first():
    assert not Taken(9).touches(0, 9)
