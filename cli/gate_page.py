"""What the gate saw: a candidate beside what serves now, class by class, and what speaks against it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.consoles import results
from cli.models import name_task, name_version, tell_refusal
from cli.tables import make_table
from cli.texts import text
from cli.visible import show_visible
from cli.words import name_value

if TYPE_CHECKING:
    from classifiers.registry.gate import Calibrated, ClassChange, GateComparison
    from flows.promoting import Weighed


def print_weighed(weighed: "Weighed") -> None:
    """The comparison as a table, then the refusals with what to do."""
    told = {"name": weighed.name, "task": name_task(weighed.task), "serving": name_version(weighed.serving)}
    results().print(text("gate.title", **told), style="bold", soft_wrap=True)
    if weighed.comparison is not None:
        _print_comparison(weighed.comparison, weighed.task, weighed.learned)
    for refusal in weighed.refusals:
        detail = _name_class(weighed.task, refusal.detail) if refusal.code == "gate.class-worse" else refusal.detail
        sentence, todo = tell_refusal(refusal.code, detail)
        results().print(f"✗ {sentence}", style="red", soft_wrap=True)
        results().print(f"    {todo}", soft_wrap=True)
    if not weighed.refusals:
        results().print(text("gate.passed"), style="green", soft_wrap=True)


def _name_class(task: str, detail: str) -> str:
    label, mark, rest = detail.partition(": ")
    return f"{name_value(task, label)}{mark}{rest}"


def _print_comparison(seen: "GateComparison", task: str, learned: int) -> None:
    headings = [text(f"gate.{key}") for key in ("class", "letters", "old", "new", "verdict")]
    results().print(make_table(headings, [_class_row(one, task) for one in seen.classes]))
    for line in _lines(seen):
        results().print(line, soft_wrap=True)
    if learned:
        results().print(text("gate.learned", count=learned), soft_wrap=True)


def _class_row(one: "ClassChange", task: str) -> tuple[str, ...]:
    old = one.old.value or 0.0
    if not one.is_judged:
        verdict = "few"
    elif one.is_worse:
        verdict = "worse"
    else:
        verdict = "better" if one.new > one.old.high else "within"
    return (
        show_visible(name_value(task, one.label)),
        str(one.letters),
        f"{old:.3f}（{one.old.low:.3f}–{one.old.high:.3f}）",
        f"{one.new:.3f}",
        text(f"gate.is-{verdict}"),
    )


def _lines(seen: "GateComparison") -> Iterator[str]:
    yield text(
        "gate.accuracy",
        letters=seen.letters,
        old=f"{seen.accuracy_old.value or 0.0:.1%}",
        new=f"{seen.accuracy_new.value or 0.0:.1%}",
        only_old=seen.only_old,
        only_new=seen.only_new,
        p=_tell_p(seen.p_value),
    )
    yield text("gate.calibrated", which=text("gate.old"), **_calibrated(seen.calibrated_old))
    yield text("gate.calibrated", which=text("gate.new"), **_calibrated(seen.calibrated_new))


def _calibrated(one: "Calibrated") -> dict[str, str]:
    return {
        "gap": f"{one.gap:+.3f}",
        "gap_limit": f"{one.gap_limit:.3f}",
        "error": f"{one.error:.3f}",
        "error_limit": f"{one.error_limit:.3f}",
    }


def _tell_p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"
