"""What every OCR engine promises, checked on a page that is drawn for it (docs/engines.md).

    python -m extractors.engines.engine_contract NAME

or in the tests of an engine: `assert not broken_promises("name")`.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from extractors.engines.contract_page import PAGE_LINES, draw_contract_page
from extractors.engines.engine import Grey, OcrEngine, Quad, RawLine, open_engine
from extractors.lines.text import normalize_line
from records import SetupError

MOST_WRONG = 0.2
"""More wrong characters than this on a page so clean, and it is no engine."""

LEAST_FOUND = 0.8
"""This share of the lines must be found."""

OUTSIDE = 8
"""Corners may lie so many pixels outside the page."""


class BrokenPromiseError(Exception):
    """An engine does not keep its contract; the message says how."""


@dataclass(frozen=True)
class Trial:
    """An engine and the page that it is tried on; what it finds and reads is asked for once."""

    name: str
    engine: OcrEngine

    @cached_property
    def page(self) -> Grey:
        """The upright page."""
        return draw_contract_page()

    @cached_property
    def found(self) -> tuple[RawLine, ...]:
        """The lines it finds."""
        return self.engine.find_lines(self.page)

    @cached_property
    def read(self) -> tuple[RawLine, ...]:
        """The same lines, read."""
        return self.engine.read_lines(self.page, self.found)

    @cached_property
    def widest(self) -> RawLine:
        """The widest line, without its text."""
        return RawLine(max(self.found, key=lambda line: float(line.quad[1][0] - line.quad[0][0])).quad)


Promise = Callable[[Trial], None]


def _require(kept: object, told: str) -> None:
    if not kept:
        raise BrokenPromiseError(told)


def says_what_it_is(trial: Trial) -> None:
    """It has the name of its entry point, a version, and says how it works."""
    engine = trial.engine
    _require(engine.name == trial.name, f"name is {engine.name!r}, its entry point {trial.name!r}")
    _require(isinstance(engine.version, str) and engine.version, "version must be a text")
    _require(isinstance(engine.two_steps, bool), "two_steps must be True or False")
    _require(0 < engine.good_confidence < 1, "good_confidence must lie between 0 and 1")


def finds_the_lines(trial: Trial) -> None:
    """It finds the lines of a clean page, with text at once or without any, as `two_steps` says."""
    found = trial.found
    _require(len(found) >= LEAST_FOUND * len(PAGE_LINES), f"found {len(found)} of {len(PAGE_LINES)} lines")
    _require(all(isinstance(line, RawLine) for line in found), "lines must be RawLine")
    wrong = sum(bool(line.text) == trial.engine.two_steps for line in found)
    _require(not wrong, f"{wrong} lines have text before they are read, or none after, against two_steps")


def places_the_lines(trial: Trial) -> None:
    """Corners are float32, four, clockwise from the top left, on the page."""
    height, width = trial.page.shape
    for line in trial.found:
        quad = line.quad
        _require(quad.shape == (4, 2) and quad.dtype == np.float32, "a quad must be float32 of shape (4, 2)")
        inside = (quad > -OUTSIDE).all() and (quad < np.array([width, height]) + OUTSIDE).all()
        _require(np.isfinite(quad).all() and inside, "a corner lies outside the page")
        clockwise = quad[0][0] < quad[1][0] and quad[3][0] < quad[2][0] and quad[0][1] < quad[3][1]
        _require(clockwise, "corners must run clockwise from the top left")


def reads_the_lines(trial: Trial) -> None:
    """It reads every line it is given, in the same order, and most of the characters rightly."""
    read = trial.read
    same = len(read) == len(trial.found) and all(
        np.array_equal(line.quad, given.quad) for line, given in zip(read, trial.found, strict=True)
    )
    _require(same, "read_lines must give the same lines in the same order")
    _require(all(isinstance(line.text, str) for line in read), "text must be a text")
    _require(all(0 <= line.confidence <= 1 for line in read), "confidence must lie between 0 and 1")
    rows = sorted(read, key=lambda line: float(line.quad[:, 1].mean()))
    rate = _wrong("".join(PAGE_LINES), "".join(normalize_line(line.text) for line in rows))
    _require(rate <= MOST_WRONG, f"{100 * rate:.0f} % of the characters are wrong")


def is_sure_of_what_it_reads(trial: Trial) -> None:
    """A clean page lies above `good_confidence`."""
    mean = float(np.average([line.confidence for line in trial.read], weights=[len(line.text) for line in trial.read]))
    _require(mean >= trial.engine.good_confidence, f"{mean:.3f} is below {trial.engine.good_confidence}")


def reads_a_line_on_its_head(trial: Trial) -> None:
    """`flipped` turns a line by 180°: on a turned page it reads as well as upright, on an upright one it is less sure.

    This is how a page that lies on its head is told.
    """
    height, width = trial.page.shape
    turned = np.ascontiguousarray(trial.page[::-1, ::-1])
    quad: Quad = np.roll(np.array([width, height], np.float32) - trial.widest.quad, 2, axis=0)
    (upright,) = trial.engine.read_lines(trial.page, [trial.widest])
    (wrong_way,) = trial.engine.read_lines(trial.page, [trial.widest], flipped=True)
    (again,) = trial.engine.read_lines(turned, [RawLine(quad)], flipped=True)
    _require(upright.confidence > wrong_way.confidence, "a line on its head must read less surely than upright")
    rate = _wrong(normalize_line(upright.text), normalize_line(again.text))
    _require(rate <= MOST_WRONG, "a line of a turned page, flipped, must read as it does upright")


def bears_nothing(trial: Trial) -> None:
    """No lines are read as none, and an empty page has none."""
    _require(trial.engine.read_lines(trial.page, []) == (), "no lines must be read as ()")
    empty = np.full((900, 700), 255, np.uint8)
    _require(trial.engine.find_lines(empty) == (), "an empty page has no lines")


def bears_odd_lines(trial: Trial) -> None:
    """Lines without size, beyond the page or as thin as a hair are read as something, or nothing."""
    for left, top, right, bottom in ((9, 9, 9, 9), (-60, -50, -10, -20), (9000, 9000, 9100, 9030), (5, 5, 600, 6)):
        quad = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
        read = trial.engine.read_lines(trial.page, [RawLine(quad)])
        _require(len(read) == 1 and isinstance(read[0].text, str), "an odd line must be given back too")


def leaves_the_page_alone(trial: Trial) -> None:
    """It writes nothing on the page and keeps what it is given as it is."""
    page = draw_contract_page()
    page.setflags(write=False)
    trial.engine.read_lines(page, trial.engine.find_lines(page)[:2])
    _require(np.array_equal(page, trial.page), "the page was changed")


def reads_alike_twice(trial: Trial) -> None:
    """The same page gives the same lines and texts: a letter that is read again is the same letter."""
    found = trial.engine.find_lines(trial.page)
    _require(
        len(found) == len(trial.found)
        and all(np.array_equal(line.quad, before.quad) for line, before in zip(found, trial.found, strict=True)),
        "the same page gave other lines",
    )
    again = [line.text for line in trial.engine.read_lines(trial.page, found[:3])]
    _require(again == [line.text for line in trial.read[:3]], "the same lines gave other texts")


def keeps_silent(trial: Trial) -> None:
    """It prints nothing, from whichever language it is written in: a letter's words must not reach a log."""
    with _everything_printed() as printed:
        trial.engine.read_lines(trial.page, trial.engine.find_lines(trial.page)[:2])
    _require(not printed, f"it printed {sum(map(len, printed))} bytes")


def stays_at_home(trial: Trial) -> None:
    """It opens no connection: nothing of a letter leaves the machine."""
    asked: list[str] = []

    def watch(event: str, _: tuple[object, ...]) -> None:
        if watching and event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
            asked.append(event)

    watching = True
    sys.addaudithook(watch)  # there is no way to take one off; it ends its work below
    trial.engine.read_lines(trial.page, trial.engine.find_lines(trial.page)[:2])
    watching = False
    _require(not asked, f"it asked for {', '.join(sorted(set(asked)))}")


PROMISES: tuple[Promise, ...] = (
    says_what_it_is,
    finds_the_lines,
    places_the_lines,
    reads_the_lines,
    is_sure_of_what_it_reads,
    reads_a_line_on_its_head,
    bears_nothing,
    bears_odd_lines,
    leaves_the_page_alone,
    reads_alike_twice,
    keeps_silent,
    stays_at_home,
)


def try_promises(name: str, engine: OcrEngine) -> Iterator[tuple[str, str]]:
    """Each promise by name, and how it is broken: an empty text when it is kept."""
    trial = Trial(name, engine)
    for promise in PROMISES:
        told = ""
        try:
            promise(trial)
        except BrokenPromiseError as error:
            told = str(error)
        except Exception as error:  # noqa: BLE001 (whatever an engine raises on this page breaks the promise)
            told = f"raised {type(error).__name__}: {error}"
        yield promise.__name__.replace("_", " "), told


def broken_promises(name: str) -> dict[str, str]:
    """The promises that an installed engine breaks, and how. None is what you want.

    Raises:
        SetupError: when there is no engine of that name, or it cannot be opened.
    """
    return {promise: told for promise, told in try_promises(name, open_engine(name)) if told}


@contextmanager
def _everything_printed() -> Iterator[list[bytes]]:
    """What is written to standard output and error meanwhile, by libraries in C and child processes too."""
    printed: list[bytes] = []
    with tempfile.TemporaryFile() as catch, os.fdopen(os.dup(catch.fileno()), "w", buffering=1) as stream:
        kept = [os.dup(1), os.dup(2)]
        try:
            for number in (1, 2):
                os.dup2(catch.fileno(), number)
            # Where a test runner has put streams of its own in their place, what Python prints goes elsewhere.
            with redirect_stdout(stream), redirect_stderr(stream):
                yield printed
        finally:
            for number, copy in zip((1, 2), kept, strict=True):
                os.dup2(copy, number)
                os.close(copy)
            catch.seek(0)
            printed += [body for body in (catch.read(),) if body]


def _wrong(truth: str, read: str) -> float:
    """Levenshtein distance over the length of the truth."""
    row = list(range(len(read) + 1))
    for i, x in enumerate(truth, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(read, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1] / max(1, len(truth))


def main(names: list[str]) -> int:
    """Print every promise of the engines named, kept or broken; 1 when one is broken."""
    broken = False
    for name in names:
        for promise, told in try_promises(name, open_engine(name)):
            broken = broken or bool(told)
            sys.stdout.write(f"{'✗' if told else '✓'} {name} {promise}{': ' + told if told else ''}\n")
    return int(broken)


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("python -m extractors.engines.engine_contract NAME")
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        sys.exit(str(error))
