"""Turn traditional characters into simplified ones without moving any of them."""

from functools import cache

from opencc import OpenCC


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplify(text: str) -> str:
    """Give the text in simplified characters, each at the place of the one it stands for.

    OpenCC converts by phrases; a paragraph whose length would change is converted character by character,
    so that a span in the result is a span in the text.
    """
    return "".join(_same_length(part) for part in text.splitlines(keepends=True))


def _same_length(part: str) -> str:
    whole: str = _converter().convert(part)
    if len(whole) == len(part):
        return whole
    single = ((char, _converter().convert(char)) for char in part)
    return "".join(new if len(new) == 1 else char for char, new in single)
