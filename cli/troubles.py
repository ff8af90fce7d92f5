"""Trouble as people read it: one sentence, what to do, and the exit code. Never a letter's text."""

import errno
import os
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from cli.consoles import remarks
from cli.texts import LANG, has_text, text
from cli.visible import show_visible

if TYPE_CHECKING:
    from vocab.problems import Problem

BUG = 1
USAGE = 2
DEBUG = "LAIXIN_DEBUG"


@dataclass(frozen=True)
class Trouble:
    """What happened, what to do, and the exit code."""

    sentence: str
    todo: str
    exit_code: int


def tell_trouble(error: Exception) -> int:
    """Say on standard error what went wrong and what to do; give the exit code."""
    trouble = describe_trouble(error)
    console = remarks()
    console.print(text("trouble.prefix") + trouble.sentence, style="red", soft_wrap=True)
    if trouble.todo:
        console.print(text("trouble.todo") + trouble.todo, soft_wrap=True)
    if is_debugging():
        traceback.print_exception(error)
    return trouble.exit_code


def is_debugging() -> bool:
    """Whether the office asked for tracebacks."""
    return os.environ.get(DEBUG) == "1"


def describe_trouble(error: Exception) -> Trouble:
    """What an exception means to a person. One that nobody foresaw is named by its type alone."""
    if isinstance(error, typer.TyperException):
        return _describe_usage(error)

    from records import LaixinError

    if problems := getattr(error, "problems", ()):
        return Trouble(tell_problems(problems), text("vocab.check-todo"), 3)
    if isinstance(error, LaixinError):
        code = str(getattr(error, "code", ""))
        detail = str(getattr(error, "remedy", "") or getattr(error, "detail", ""))
        sentence, todo = describe_code(code, detail)
        return Trouble(sentence, todo, error.exit_code)
    if isinstance(error, ModuleNotFoundError):
        return Trouble(*describe_code("setup.package", error.name or ""), exit_code=3)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Trouble(*describe_code("disk.full", ""), exit_code=BUG)
    return Trouble(text("trouble.bug", kind=type(error).__name__), text("trouble.bug-todo"), BUG)


def tell_problems(problems: "Sequence[Problem]") -> str:
    """Everything that is wrong with tables: a line each with its place, and what to do."""
    lines = [
        f"  {show_visible(one.where)}  {show_visible(one.sentence(LANG))}  {show_visible(one.remedy(LANG))}".rstrip()
        for one in problems
    ]
    return "\n".join([text("vocab.problems", count=len(problems)), *lines])


def describe_code(code: str, detail: str = "") -> tuple[str, str]:
    """The sentence of a code and what to do: from the texts, else from the vocabulary, else the bare code."""
    shown = show_visible(detail)
    key = f"error.{code}"
    if has_text(key):
        return text(key, detail=shown), text(f"{key}.todo")
    known = _known_code(code)
    if known is None:
        return text("trouble.unnamed", code=code), shown
    # The vocabulary's sentence is general; what an error of the set-up adds (a path, a package) is needed to act.
    sentence, todo = known
    return (f"{sentence} ({shown})" if shown and code.startswith(("setup.", "vocab.")) else sentence), todo


def _known_code(code: str) -> tuple[str, str] | None:
    from cli.words import vocabulary
    from records import SetupError
    from vocab import load_vocabulary

    for load in (vocabulary, load_vocabulary):
        try:
            row = load().codes.get(code)
        except SetupError:  # the tables themselves are what is wrong
            continue
        return (row.text(LANG), row.remedy(LANG)) if row else None
    return None


def _describe_usage(error: typer.TyperException) -> Trouble:
    """A wrong call of the program: what Typer says, in the office's language where it is a common mistake."""
    context = getattr(error, "ctx", None)
    todo = text("trouble.see-help", command=context.command_path) if context is not None else ""
    parameter = getattr(error, "param", None)
    name = parameter.get_error_hint().strip("'") if parameter is not None else ""
    match type(error).__name__:
        case "NoSuchOption":
            sentence = text("trouble.no-option", name=show_visible(str(getattr(error, "option_name", ""))))
            close = getattr(error, "possibilities", None)
            if close:
                todo = f"{text('trouble.close', names=' '.join(close))} {todo}"
        case "MissingParameter":
            sentence = text("trouble.missing", name=name)
        case "BadParameter" if name:
            sentence = text("trouble.bad-value", name=name)
        case _:
            sentence = text("trouble.usage", message=show_visible(error.format_message()))
    return Trouble(sentence, todo, USAGE)
