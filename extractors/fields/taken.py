"""The characters of a text that a finder has taken, so that no other value is read from them."""

from collections.abc import Iterable

from extractors.fields.blocks import Extent


class Taken:
    """Places in a text of `length` characters; asking costs what the extent is long, however many were taken."""

    def __init__(self, length: int, extents: Iterable[Extent] = ()) -> None:
        """Take the extents to begin with."""
        self._places = bytearray(length)
        for start, end in extents:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Take the characters from `start` to before `end`."""
        self._places[start:end] = b"\1" * (end - start)

    def touches(self, start: int, end: int) -> bool:
        """Whether any character from `start` to before `end` is taken."""
        return self._places.find(1, start, end) >= 0
