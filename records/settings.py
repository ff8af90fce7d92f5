"""What an office can set: environment variables with the prefix `LAIXIN_`, read once at each entry point."""

import json
import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MOST_WORKERS = 4
"""More reading processes than this only by setting: each takes about 0.7 GB."""


class Settings(BaseSettings):
    """Every setting with its default and its limits; `docs/settings.md` explains each."""

    model_config = SettingsConfigDict(env_prefix="LAIXIN_", frozen=True, extra="ignore")

    home: Path = Field(default=Path("var"), description="folder of database, store, quarantine and exports")
    inbox: Path | None = Field(default=None, description="folder of incoming scans; default: inbox under home")
    lang: Literal["zh", "en"] = Field(default="zh", description="language of what people read")
    office: str = Field(default="XF", pattern=r"^[A-Z0-9]{1,12}$", description="office code in case numbers")
    database_url: str | None = Field(default=None, description="default: SQLite under home")
    vocab: Path | None = Field(default=None, description="folder of the office's own tables, in place of the shipped")
    likeness_key_file: Path | None = Field(
        default=None, description="secret for the keys of senders; default: made under home"
    )
    topic_model: Path | None = Field(default=None, description="topic model folder; default: the newest in models/")

    judging_model: Path | None = Field(default=None, description="judging model folder; default: the newest in models/")
    budget_topic: float = Field(default=0.03, gt=0, lt=1, description="share of topics given alone that may be wrong")
    budget_unit: float = Field(default=0.03, gt=0, lt=1, description="share of units given alone that may be wrong")
    budget_class: float = Field(
        default=0.03, gt=0, lt=1, description="share of matter classes and purposes given alone that may be wrong"
    )
    budget_second_topic: float = Field(
        default=0.20, gt=0, lt=1, description="share of second-level topics given that may be wrong"
    )
    budget_urgency: float = Field(default=0.05, gt=0, lt=1, description="share of urgent letters that may be missed")
    budget_accusation: float = Field(default=0.08, gt=0, lt=1, description="share of accusations that may be missed")
    budget_litigation: float = Field(default=0.05, gt=0, lt=1, description="share of litigation that may be missed")
    budget_confidence: float = Field(
        default=0.95, gt=0.5, lt=1, description="how certain it must be that a budget is kept"
    )

    blind_share: float = Field(
        default=0.02, ge=0, le=1, description="share of letters that pass alone and are judged blind by a person"
    )

    targets: Path | None = Field(
        default=None, description="file that says whom messages go to; default: targets.toml under home"
    )
    delivered_days: int = Field(default=30, ge=1, description="days after which a delivery that arrived is forgotten")

    office_kind: Literal["petition-office", "unit"] = Field(
        default="petition-office", description="a petition office, or another authority that letters are sent to"
    )
    holiday_rolls: bool = Field(default=True, description="a last day without work gives way to the next working day")
    clock_days: Annotated[dict[str, str], NoDecode] = Field(
        default={}, description="the office's own shorter times by clock: days, working days with a w behind"
    )
    remind_days: int = Field(default=3, ge=0, le=60, description="days before the last one on which to remind")
    escalate_days: int = Field(default=5, ge=0, le=365, description="days overdue after which to escalate")

    smallest_count: int = Field(default=3, ge=3, le=50, description="smallest count that a bulletin shows")

    engine: str = Field(default="rapidocr", min_length=1, description="OCR engine, one of those installed")
    second_reader: Literal["auto", "off"] = Field(default="auto", description="read the words that count twice")
    workers: int = Field(default=0, ge=0, le=64, description="reading processes; 0: one for each core, at most 4")
    page_timeout_s: float = Field(default=120, gt=0, description="seconds that one page may take to read")
    worker_memory_mb: int = Field(default=3072, ge=512, description="memory limit of a reading process, MiB")

    max_bytes: int = Field(default=200 * 2**20, ge=1, description="largest file taken, bytes")
    max_pages: int = Field(default=300, ge=1, description="most pages in a letter")
    max_stack_pages: int = Field(default=2000, ge=1, description="most pages in a stack that is split into letters")
    blank_page_splits: bool = Field(default=False, description="one blank page ends a letter (one-sided stacks)")
    max_members: int = Field(default=1000, ge=1, description="most files in an archive")
    max_archive_bytes: int = Field(default=2 * 2**30, ge=1, description="most bytes that an archive may unpack to")
    max_pixels: int = Field(default=120_000_000, ge=1, description="most pixels on a page")

    settle_s: float = Field(default=2, ge=0, description="seconds that a file's size and time must stand still")
    patience_s: float = Field(default=20, ge=0, description="seconds until a file without its end is cut off")
    sweep_s: float = Field(default=120, gt=0, description="seconds between full looks at the inbox while watching")
    polling: bool = Field(default=False, description="watch by looking again and again (network shares)")

    @field_validator("clock_days", mode="before")
    @classmethod
    def _read_clock_days(cls, given: object) -> object:
        """A JSON object in the environment; read here, so that what is none is told as any other wrong setting."""
        return json.loads(given) if isinstance(given, str) else given

    @property
    def worker_count(self) -> int:
        """How many reading processes there are: as set, or one for each core up to `MOST_WORKERS`."""
        return self.workers or min(MOST_WORKERS, os.cpu_count() or 1)

    @property
    def inbox_folder(self) -> Path:
        """The folder of incoming scans."""
        return self.inbox or self.home / "inbox"

    @property
    def likeness_file(self) -> Path:
        """The file of the secret by which senders are known again."""
        return self.likeness_key_file or self.home / "keys" / "likeness.key"

    @property
    def blind_file(self) -> Path:
        """The file of the secret by which letters are drawn for the blind share."""
        return self.home / "keys" / "blind.key"

    @property
    def targets_file(self) -> Path:
        """The file that says whom messages go to."""
        return self.targets or self.home / "targets.toml"

    @property
    def ledger_file(self) -> Path:
        """Where the ledger is when it is a file."""
        return self.home / "ledger.sqlite"

    @property
    def ledger_url(self) -> str:
        """Where the ledger's database is."""
        return self.database_url or f"sqlite:///{self.ledger_file.absolute()}"
