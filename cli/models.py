"""`laixin models`, `laixin promote` and `laixin rollback`: which models there are, and which serve."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import options
from cli.consoles import print_json, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import text
from cli.training_progress import TrainingProgress
from cli.visible import show_visible
from cli.words import name_field

if TYPE_CHECKING:
    from classifiers.registry.versions import Version

NOT_PROMOTED = 1
HASH = 12
"""Characters of a snapshot's hash that a table shows: those of its folder's name."""

Name = Annotated[str, typer.Argument(metavar="NAME", help=text("option.model-name"), show_default=False)]
Task = Annotated[str, typer.Option("--task", help=text("option.learned-task"), show_default=False)]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=text("option.switched-by"), show_default=False)]
Note = Annotated[str, typer.Option("--note", help=text("option.switch-note"), show_default=False)]
Despite = Annotated[str, typer.Option("--despite", metavar="REASON", help=text("option.despite"), show_default=False)]


def models(as_json: options.AsJson = False, home: options.Home = None) -> None:
    """List the models that ship and those that the office trained, and say which serve."""
    from classifiers.registry.names import own_models
    from classifiers.registry.service import read_service
    from classifiers.registry.versions import list_own, list_shipped
    from flows.judging_models import MODELS, newest_model

    settings = read_settings(home=home)
    folder = own_models(settings.home)
    service = read_service(folder)
    chosen = [settings.topic_model or newest_model(), settings.judging_model or newest_model(task="judging")]
    shipped = list_shipped(MODELS, frozenset(path.name for path in chosen if path.parent == MODELS), service)
    versions = [*shipped, *list_own(folder, service)]
    if as_json:
        history = [switch.model_dump(mode="json") for switch in service.history]
        print_json({"serial": service.serial, "models": [_as_json(one) for one in versions], "history": history})
        return
    headings = [
        text(f"models.{key}") for key in ("name", "task", "letters", "figures", "coverage", "service", "checks")
    ]
    results().print(make_table(headings, map(_row, versions)))
    if not any(one.is_own for one in versions):
        results().print(text("models.none"), soft_wrap=True)


def _row(one: "Version") -> tuple[str, ...]:
    learned = [f"{one.letters:,}" if one.letters is not None else "", (one.snapshot or "")[:HASH]]
    return (
        one.name,
        f"{name_task(one.task)}\n{text('models.own' if one.is_own else 'models.shipped')}",
        "\n".join(filter(None, learned)),
        _tell_macro(one),
        f"{one.coverage:.1%}" if one.coverage is not None else "",
        _tell_service(one),
        text("models.whole") if one.fault is None else tell_refusal(one.fault.code, one.fault.detail)[0],
    )


def name_task(task: str) -> str:
    """A task as people call it."""
    return text("models.all-tasks") if task == "judging" else name_field(task)


def _tell_macro(one: "Version") -> str:
    if one.macro_f1 is None or one.macro_f1.value is None:
        return ""
    known = one.macro_f1.low == one.macro_f1.low  # shipped figures have no interval: it is not a number
    return f"{one.macro_f1.value:.3f}" + (f"\n{one.macro_f1.low:.3f}–{one.macro_f1.high:.3f}" if known else "")


def _tell_service(one: "Version") -> str:
    if not one.serves:
        return text("models.made", at=f"{one.made.at.astimezone():%Y-%m-%d}", by=one.made.by) if one.made else ""
    if one.switch is None:
        return text("models.serves")
    return text(
        "models.serves-since", at=f"{one.switch.at.astimezone():%Y-%m-%d %H:%M}", by=show_visible(one.switch.by)
    )


def _as_json(one: "Version") -> dict[str, Any]:
    macro = one.macro_f1
    interval = [macro.low, macro.high] if macro is not None and macro.low == macro.low else None
    return {
        "name": one.name,
        "task": one.task,
        "source": "own" if one.is_own else "shipped",
        "letters": one.letters,
        "snapshot": one.snapshot,
        "macro_f1": macro.value if macro else None,
        "macro_f1_interval": interval,
        "coverage_at_97": one.coverage,
        "made_at": one.made.at.isoformat() if one.made else None,
        "made_by": one.made.by if one.made else None,
        "in_service": one.serves,
        "since": one.switch.at.isoformat() if one.serves and one.switch else None,
        "by": one.switch.by if one.serves and one.switch else None,
        "fault": {"code": one.fault.code, "detail": one.fault.detail} if one.fault else None,
    }


def tell_refusal(code: str, detail: str) -> tuple[str, str]:
    """The sentence of a refusal with its figures, and what to do."""
    from cli.troubles import describe_code

    sentence, todo = describe_code(code)
    return (f"{sentence}（{show_visible(detail)}）" if detail else sentence), todo


def promote(name: Name, by: By = "", note: Note = "", despite: Despite = "", home: options.Home = None) -> None:
    """Let a model that the office trained serve, when the gate has nothing against it."""
    from cli.gate_page import print_weighed
    from flows.promoting import promote_model, weigh_candidate
    from vocab import load_vocabulary

    settings = read_settings(home=home)
    with TrainingProgress() as progress:
        weighed = weigh_candidate(settings, name, load_vocabulary(settings.vocab), on_step=progress.note)
    print_weighed(weighed)
    final = any(refusal.is_final for refusal in weighed.refusals)
    if weighed.refusals and (final or not despite.strip()):
        results().print(text("promote.refused", name=name), style="bold red", soft_wrap=True)
        results().print(text("promote.final" if final else "promote.despite", name=name), soft_wrap=True)
        raise typer.Exit(NOT_PROMOTED)
    service = promote_model(settings, weighed, by=sign(by), at=datetime.now(UTC), note=note, despite=despite)
    told = {"name": name, "task": name_task(weighed.task), "before": name_version(weighed.serving)}
    results().print(text("promote.done", serial=service.serial, **told), style="bold green", soft_wrap=True)
    results().print(text("promote.next", task=weighed.task), soft_wrap=True)


def rollback(task: Task, by: By = "", note: Note = "", home: options.Home = None) -> None:
    """Let what served before for a task serve again."""
    from flows.promoting import find_way_back, roll_back
    from vocab import load_vocabulary

    settings = read_settings(home=home)
    way = find_way_back(settings, task, load_vocabulary(settings.vocab))
    for name, refusal in way.broken:
        sentence, _ = tell_refusal(refusal.code, refusal.detail)
        results().print(text("rollback.passed-over", name=name, sentence=sentence), style="yellow", soft_wrap=True)
    roll_back(settings, way, by=sign(by), at=datetime.now(UTC), note=note)
    told = {"task": name_task(task), "name": name_version(way.back_to), "before": way.serving}
    results().print(text("rollback.done", **told), style="bold green", soft_wrap=True)
    results().print(text("rollback.next", task=task), soft_wrap=True)


def name_version(name: str | None) -> str:
    """A model's name, or that what ships serves."""
    return name or text("models.shipped-one")


def sign(by: str) -> str:
    """Who did it: as given, else the account's name."""
    import getpass

    if by.strip():
        return by.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "laixin"
