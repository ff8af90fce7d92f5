"""`laixin blind` and `laixin quality`: letters that a person judges alone, and what they tell of the machine."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import options
from cli.books import open_books
from cli.consoles import print_json, remarks, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import LANG, text
from cli.words import MARKS, name_field, name_value, vocabulary

if TYPE_CHECKING:
    from classifiers.watching.drift import Drift
    from classifiers.watching.quality import Alarm, Quality
    from records import BlindLetter

Since = Annotated[
    datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help=text("option.since"), show_default=False)
]
ByWeek = Annotated[bool, typer.Option("--by-week", help=text("option.by-week"))]
Prometheus = Annotated[Path | None, typer.Option("--prometheus", help=text("option.prometheus"), show_default=False)]
Check = Annotated[bool, typer.Option("--check", help=text("option.check-alarm"))]


def blind(as_json: options.AsJson = False, home: options.Home = None) -> None:
    """List the letters that wait for a blind answer."""
    from ledger.clock import office_date

    with open_books(read_settings(home=home)) as ledger:
        waiting = [letter for letter in ledger.blind_letters() if letter.answered_at is None]
    today = office_date(datetime.now(UTC))
    if as_json:
        print_json([_as_row(letter) for letter in waiting])
        return
    if not waiting:
        results().print(text("blind.none"))
        return
    headings = [name_field("case_no"), name_field("received_at"), text("blind.pages"), text("blind.waiting")]
    rows = (
        (letter.case_no, letter.received.isoformat(), str(letter.pages), str((today - letter.drawn_at.date()).days))
        for letter in waiting
    )
    results().print(make_table(headings, rows))
    results().print(text("blind.count", count=len(waiting)), style="bold")
    fields = " ".join(f"--set {field}=…" for field in _asked())
    results().print(text("blind.next", case_no=waiting[0].case_no, fields=fields), soft_wrap=True)


def _asked() -> tuple[str, ...]:
    from records import ASKED

    return ASKED


def _as_row(letter: "BlindLetter") -> dict[str, Any]:
    return {
        "case_no": letter.case_no,
        "received": letter.received.isoformat(),
        "pages": letter.pages,
        "drawn_at": letter.drawn_at.isoformat(),
        "asked": list(_asked()),
    }


def quality(
    *,
    since: Since = None,
    by_week: ByWeek = False,
    prometheus: Prometheus = None,
    check: Check = False,
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Tell the quality in service, and note new alarms."""
    from dataclasses import asdict

    from flows.quality_looks import look_into_ledger, note_alarms
    from ledger.clock import office_date

    settings, now = read_settings(home=home), datetime.now(UTC)
    with open_books(settings) as ledger:
        seen = look_into_ledger(
            ledger,
            settings,
            today=office_date(now),
            since=since.date() if since else None,
            step="week" if by_week else "month",
        )
        new = note_alarms(ledger, seen, at=now)
    if prometheus is not None:
        from flows.quality_figures import write_figures

        write_figures(seen, prometheus)
    if as_json:
        print_json({**_plain(asdict(seen)), "waiting": seen.waiting})
    else:
        _print_quality(seen, new)
    if check and seen.alarms:
        raise typer.Exit(1)


def _plain(value: Any) -> Any:  # noqa: ANN401 (whatever a quality holds)
    """Dataclasses' values as JSON takes them: days as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _print_quality(seen: "Quality", new: "tuple[Alarm, ...]") -> None:
    from classifiers.watching.drift import LEAST
    from classifiers.watching.telling import name_cause, tell_quality

    words = vocabulary()
    console = results()
    if not seen.answered:
        console.print(text("quality.no-answers"), soft_wrap=True)
    if seen.rates:
        console.print(
            make_table(_headings("period letters errors rate interval"), _rate_rows(seen), title=text("quality.rates"))
        )
    if seen.answered:
        console.print(
            make_table(
                _headings("period letters errors rate budget lower state"),
                _budget_rows(seen),
                title=text("quality.budgets"),
            )
        )
    if seen.drifts:
        headings = [text(f"quality.{key}") for key in ("figure", "size", "before", "now", "state")]
        console.print(make_table(headings, map(_drift_row, seen.drifts), title=text("quality.drift")))
    else:
        console.print(text("quality.few", least=LEAST), soft_wrap=True)
    style = "bold red" if seen.alarms else "bold"
    console.print(tell_quality(seen, vocabulary=words, lang=LANG), style=style, soft_wrap=True)
    if new:
        causes = (
            name_cause(cause, vocabulary=words, lang=LANG) for cause in dict.fromkeys(alarm.cause for alarm in new)
        )
        told = text("quality.noted", causes=MARKS[LANG].join(causes))
        remarks().print(told, style="red", soft_wrap=True)


def _headings(keys: str) -> list[str]:
    return [name_field("judgements"), *(text(f"quality.{key}") for key in keys.split())]


def _rate_rows(seen: "Quality") -> Iterator[tuple[str, ...]]:
    for one in seen.rates:
        rate, interval = _tell_share(one.rate.value), f"{one.rate.low:.1%}–{one.rate.high:.1%}"
        yield name_field(one.judgement), one.period, str(one.letters), str(one.errors), rate, interval


def _budget_rows(seen: "Quality") -> Iterator[tuple[str, ...]]:
    for one in seen.budgets:
        state = text("quality.exceeded" if one.exceeded else "quality.kept")
        yield (
            name_field(one.judgement),
            one.period,
            str(one.letters),
            str(one.errors),
            _tell_share(one.rate.value),
            f"{one.budget:.1%}",
            f"{one.lower:.1%}" if one.letters else "",
            state if one.letters else "",
        )


def _tell_share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _drift_row(drift: "Drift") -> tuple[str, ...]:
    kind, _, field = drift.figure.partition(".")
    what = text(f"quality.figure-{kind}")
    name = what if kind in ("confidence", "share") else f"{name_field(field)} {what}"
    if kind == "share":
        name = text(f"quality.figure-{field}")
    state = text("quality.drifted" if drift.drifted else "quality.same")
    if drift.drifted and drift.moved:
        state = text("quality.moved", answer=name_value(field, drift.moved))
    return (
        name,
        f"{drift.size:+.3f}" if kind == "share" else f"{drift.size:.3f}",
        str(drift.before),
        str(drift.now),
        state,
    )
