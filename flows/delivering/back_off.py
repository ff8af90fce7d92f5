"""How long to wait after a failure: twice as long each time, up to a limit, and never just as long as others wait."""

import random


def back_off(failures: int, *, first_s: float, longest_s: float, chance: random.Random) -> float:
    """Seconds to wait after so many failures in a row (1 and more): between half of the step and all of it."""
    step = min(longest_s, first_s * 2.0 ** min(failures - 1, 40))
    return step * (0.5 + chance.random() / 2)
