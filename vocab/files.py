"""Read a file that ships with the vocabulary and is no table."""

from pathlib import Path

from vocab.problems import Place, Problems


def read_bytes(folder: Path, name: str) -> bytes:
    """Give a file's bytes. Raises `TableError` when it is missing or cannot be read."""
    try:
        return (folder / name).read_bytes()
    except OSError:
        problems = Problems()
        problems.add(Place(name), "missing")
        problems.stop_if_any()
        raise
