"""Turn a template into words: [one|of|these], then the noise of hurried writing, outside {slots}."""

import random
import re
from collections.abc import Callable

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{([a-z_0-9]+)\}")
_MISWRITTEN = {
    "已": "己",
    "再": "在",
    "做": "作",
    "账": "帐",
    "反映": "反应",
    "的": "地",
    "安排": "按排",
    "那": "哪",
    "像": "象",
}
_MARKS = re.compile(r"[，、](?![^{]*\})")


def choose(template: str, chance: random.Random) -> str:
    """The template with every choice made, the innermost first."""
    while _CHOICE.search(template):
        template = _CHOICE.sub(lambda m: chance.choice(m[1].split("|")), template)
    return template


def roughen(sentence: str, chance: random.Random, share: float) -> str:
    """Drop marks and miswrite characters in about `share` of the sentences; slots stay as they are."""
    if chance.random() >= share:
        return sentence
    pieces = re.split(r"(\{[a-z_0-9]+\})", sentence)
    kind = chance.choice(("mark", "typo", "space"))
    at = chance.randrange(0, len(pieces), 2)
    if kind == "mark":
        pieces = [piece if n % 2 else _MARKS.sub("", piece) for n, piece in enumerate(pieces)]
    elif kind == "typo":
        right = chance.choice(sorted(_MISWRITTEN))
        pieces[at] = pieces[at].replace(right, _MISWRITTEN[right], 1)
    elif len(pieces[at]) > 4:
        cut = chance.randrange(1, len(pieces[at]))
        pieces[at] = f"{pieces[at][:cut]} {pieces[at][cut:]}"
    return "".join(pieces)


def fill(sentence: str, maker: Callable[[str], str]) -> str:
    """The sentence with each slot made, from left to right."""
    return _SLOT.sub(lambda m: maker(m[1]), sentence)
