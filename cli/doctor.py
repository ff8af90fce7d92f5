"""`laixin doctor`: what is installed, what is missing, what to do."""

from dataclasses import asdict

import typer

from cli import options
from cli.check import Check
from cli.checks import check_all
from cli.consoles import print_json, results
from cli.options import read_settings
from cli.texts import text

NOT_READY = 3
MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "missing": ("✗", "red")}


def doctor(as_json: options.AsJson = False, home: options.Home = None, inbox: options.Inbox = None) -> None:
    """Check what the program needs; exit 3 when something needed is missing."""
    settings = read_settings(home=home, inbox=inbox)
    checks = []
    for check in check_all(settings):
        checks.append(check)
        if not as_json:
            _print_check(check)
    ready = all(check.state != "missing" for check in checks)
    if as_json:
        print_json({"ready": ready, "checks": [asdict(check) for check in checks]})
    else:
        style = "bold green" if ready else "bold red"
        results().print("\n" + text("doctor.ready" if ready else "doctor.missing"), style=style, soft_wrap=True)
    if not ready:
        raise typer.Exit(NOT_READY)


def _print_check(check: Check) -> None:
    mark, style = MARKS[check.state]
    results().print(f"{mark} {text(f'doctor.{check.name}')}  {check.found}", style=style, soft_wrap=True)
    if check.todo:
        results().print(f"    {check.todo}", soft_wrap=True)
