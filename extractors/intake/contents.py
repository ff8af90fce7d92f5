"""The bytes of something to read: a file, or an attachment that is held in memory and never written anywhere."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Content = Path | bytes


@contextmanager
def open_content(content: Content) -> Iterator[io.BytesIO | io.BufferedReader]:
    """A content as a stream of bytes."""
    if isinstance(content, bytes):
        yield io.BytesIO(content)
        return
    with content.open("rb") as stream:
        yield stream


def size_of(content: Content) -> int:
    """How many bytes a content has."""
    return len(content) if isinstance(content, bytes) else content.stat().st_size
