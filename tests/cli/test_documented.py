"""Every command, option and setting is documented, and nothing is that there is not."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from cli.main import app
from cli.troubles import DEBUG
from records import Settings

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]


def sections() -> dict[str, str]:
    """The text of each command's section."""
    parts = re.split(r"^## (.+)$", (DOCS / "commands.md").read_text(), flags=re.MULTILINE)
    return {
        heading.removeprefix("laixin "): body
        for heading, body in zip(parts[1::2], parts[2::2], strict=True)
        if heading.startswith("laixin ")
    }


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert set(sections()) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_section_names_the_options_that_there_are_and_shows_an_example(name: str) -> None:
    section = sections()[name]
    commands = [COMMANDS[name], *getattr(COMMANDS[name], "commands", {}).values()]
    parameters = [parameter for command in commands for parameter in command.params]
    options = {option for parameter in parameters for option in parameter.opts if option.startswith("--")}
    named = set(re.findall(r"`(--[a-z-]+)", section))
    assert named == options
    assert re.search(rf"^\$ .*laixin {name}\b", section, re.MULTILINE)


def test_every_setting_is_documented_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(LAIXIN_[A-Z_]+)` \| (.*?) \|", (DOCS / "settings.md").read_text(), re.MULTILINE))
    settings = {f"LAIXIN_{name.upper()}": field.default for name, field in Settings.model_fields.items()}
    assert set(rows) == {*settings, DEBUG}
    for name, default in settings.items():
        if default is not None:
            shown = str(default).lower() if isinstance(default, bool) else str(default)
            assert rows[name].startswith(f"`{shown}`"), name
