"""Which own models serve: `in-service.json`, replaced whole at each switch, with all that was switched before.

    {format: 1, serial, tasks: {task: name},
     history: [{serial, at, by, kind, task, before, after, note, despite, refusals}]}

A task that is not named is served by what ships. `despite` is the reason for a promotion against the gate, `refusals`
the codes that it was given against.
"""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, NoReturn

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from classifiers.registry.locking import lock_models, sync_folder
from classifiers.registry.names import check_task, own_models, part_name
from records import Settings, SetupError, UsageError

FORMAT: Final = 1
FILE = "in-service.json"
_PART = f".{FILE}.part"

Signature = tuple[int, int, int]


class Switch(BaseModel):
    """One change of what serves for a task; `before` and `after` name own models, none stands for what ships."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    serial: int
    at: AwareDatetime
    by: str
    kind: Literal["promote", "rollback"]
    task: str
    before: str | None
    after: str | None
    note: str = ""
    despite: str = ""
    refusals: tuple[str, ...] = ()


class InService(BaseModel):
    """What serves now and what served before, the oldest switch first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = FORMAT
    serial: int = 0
    tasks: Mapping[str, str] = {}
    history: tuple[Switch, ...] = ()

    def last_switch(self, task: str) -> Switch | None:
        """The switch by which that serves which serves now; none when nothing was ever switched."""
        return next((switch for switch in reversed(self.history) if switch.task == task), None)

    def earlier(self, task: str) -> tuple[str | None, ...]:
        """What served before what serves now, the last first; what was rolled back is not among it.

        The end is what ships, unless that serves already.
        """
        served: list[str | None] = [None]
        for switch in self.history:
            if switch.task == task:
                served = _after(served, switch)
        return tuple(reversed(served[:-1]))


def _after(served: list[str | None], switch: Switch) -> list[str | None]:
    if switch.kind == "promote":
        return [*served, switch.after]
    back = next((n for n in range(len(served) - 1, -1, -1) if served[n] == switch.after), 0)
    return served[: back + 1]


def read_service(models: Path) -> InService:
    """What is in service by the folder of own models; nothing of its own when there is no such file.

    Raises:
        SetupError: `setup.in-service` when the file is not what this program wrote.
    """
    try:
        text = (models / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return InService()
    except (OSError, ValueError) as error:
        _refuse(type(error).__name__)
    try:
        service = InService.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        _refuse(".".join(map(str, first["loc"])) or str(first["type"]))
    _check(service)
    return service


def _check(service: InService) -> None:
    """The tasks must be what the history leads to, and every name one of an own model of its task."""
    served: dict[str, str] = {}
    for number, switch in enumerate(service.history, start=1):
        if switch.serial != number or switch.before != served.get(switch.task):
            _refuse(f"history.{number}")
        for name in (switch.before, switch.after):
            if name is not None and (part_name(name) or ("", 0))[0] != switch.task:
                _refuse(f"history.{number}")
        served.pop(switch.task, None)
        if switch.after is not None:
            served[switch.task] = switch.after
    if service.serial != len(service.history):
        _refuse("serial")
    if served != dict(service.tasks):
        _refuse("tasks")


def _refuse(where: str) -> NoReturn:
    raise SetupError("setup.in-service", f"{FILE}: {where}") from None


def service_folders(settings: Settings) -> dict[str, Path]:
    """The folder of the own model in service for each task that has one.

    Raises:
        SetupError: as `read_service`.
    """
    models = own_models(settings.home)
    return {task: models / name for task, name in read_service(models).tasks.items()}


def sign_service(models: Path) -> Signature | None:
    """What tells one state of the file from the next without reading it; nothing while there is none."""
    try:
        found = (models / FILE).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def switch_model(
    models: Path,
    task: str,
    after: str | None,
    *,
    kind: Literal["promote", "rollback"],
    before: str | None,
    by: str,
    at: datetime,
    note: str = "",
    despite: str = "",
    refusals: tuple[str, ...] = (),
) -> InService:
    """Let another model serve from now on, all or nothing, and write down who did it.

    `before` is what served when it was decided.

    Raises:
        UsageError: `model.changed` when something else serves by now: the decision rests on another comparison;
            `model.serves` when it serves already.
        SetupError: `setup.home` when the file cannot be written, `setup.in-service` when it is broken.
    """
    check_task(task)
    with lock_models(models):
        now = read_service(models)
        if now.tasks.get(task) != before:
            raise UsageError("model.changed", now.tasks.get(task) or "")
        if before == after:
            raise UsageError("model.serves", after or "")
        switch = Switch(
            serial=now.serial + 1, at=at, by=by, kind=kind, task=task, before=before, after=after, note=note,
            despite=despite, refusals=refusals,
        )  # fmt: skip
        kept = {known: name for known, name in now.tasks.items() if known != task}
        tasks = dict(sorted((kept | ({task: after} if after else {})).items()))
        service = InService(serial=switch.serial, tasks=tasks, history=(*now.history, switch))
        _check(service)
        _write(models, service)
    return service


def _write(models: Path, service: InService) -> None:
    """Replace the file; killed at any moment it is the old one or the new one, whole."""
    part = models / _PART
    text = json.dumps(service.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(models / FILE)
        sync_folder(models)
    except OSError as error:
        raise SetupError("setup.home", str(models)) from error
