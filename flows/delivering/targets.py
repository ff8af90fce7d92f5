"""Whom messages go to: the office's file of targets, checked whole before anything is sent.

Secrets stand in files of their own that the file names; neither the ledger nor any log ever holds one.
"""

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, model_validator

from records import Record, SetupError

SHORTEST_SECRET = 32
LONGEST_SECRET = 1024
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
MOST_LEFT_S = 30
"""How much longer than two time-outs a lease must last, in seconds, when it is not set."""

Kinds = Annotated[tuple[Annotated[str, Field(pattern=r"^case\.[a-z*-]+$")], ...], Field(min_length=1)]


def _check_server(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address begins with https://")
    if parts.username or parts.password:
        raise ValueError("no name or password in an address: they would be told with it")
    if parts.fragment:
        raise ValueError("no # in an address")
    _ = parts.port  # raises ValueError when it is none
    return address


Server = Annotated[str, AfterValidator(_check_server)]


class _Target(Record):
    name: str
    kinds: Kinds = ("case.*",)
    since: Literal["now", "start"] | Annotated[int, Field(ge=0)] = "now"
    timeout_s: float = Field(default=20, gt=0, le=600)
    lease_s: float | None = Field(default=None, gt=0, le=86_400)
    back_off_s: float = Field(default=2, gt=0, le=3600, description="first wait after a failure; it doubles each time")
    longest_wait_s: float = Field(default=3600, gt=0, le=86_400)

    @model_validator(mode="after")
    def _check_lease(self) -> "_Target":
        if self.lease < 2 * self.timeout_s:
            raise ValueError("lease_s must be at least twice timeout_s")
        return self

    @property
    def lease(self) -> float:
        """How long a worker holds what it took, in seconds; a killed one's comes back then."""
        return self.lease_s or 2 * self.timeout_s + MOST_LEFT_S


class _Server(_Target):
    allow_http: bool = Field(default=False, description="without encryption, to other machines than this one")
    ca_file: Path | None = None

    def _check_encrypted(self, address: str) -> None:
        if urlsplit(address).scheme == "http" and not self.allow_http and not _is_this_machine(address):
            raise ValueError("https is needed for another machine, unless allow_http is true")


class WebhookTarget(_Server):
    """An address that each message is posted to, signed."""

    kind: Literal["webhook"]
    address: Server
    secret_file: Path
    old_secret_file: Path | None = Field(default=None, description="the secret before, while the receiver changes it")
    parallel: int = Field(default=4, ge=1, le=32)
    attempts: int = Field(default=100, ge=1, description="tries until a message is given up")
    refusals: int = Field(default=3, ge=1, description="tries until one that the receiver refuses is given up")

    @model_validator(mode="after")
    def _check_address(self) -> "WebhookTarget":
        self._check_encrypted(self.address)
        return self


class FolderTarget(_Target):
    """A folder that files of messages appear in."""

    kind: Literal["folder"]
    folder: Path
    batch: int = Field(default=500, ge=1, le=5000, description="most messages in a file")


class BucketTarget(_Server):
    """An S3-compatible bucket that objects of messages appear in."""

    kind: Literal["s3"]
    address: Server
    bucket: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
    prefix: str = Field(default="", pattern=r"^[A-Za-z0-9._/-]{0,200}$")
    region: str | None = None
    access_key_file: Path
    secret_file: Path
    batch: int = Field(default=500, ge=1, le=5000, description="most messages in an object")

    @model_validator(mode="after")
    def _check_address(self) -> "BucketTarget":
        self._check_encrypted(self.address)
        if urlsplit(self.address).path.strip("/") or urlsplit(self.address).query:
            raise ValueError("the address of a bucket is its server's alone")
        return self


Target = WebhookTarget | FolderTarget | BucketTarget
_TARGET: TypeAdapter[Target] = TypeAdapter(Annotated[Target, Field(discriminator="kind")])
_PATHS = ("secret_file", "old_secret_file", "access_key_file", "ca_file", "folder")


def load_targets(path: Path) -> tuple[Target, ...]:
    """The targets of a file, in its order; none when there is no file.

    Paths in it are from its folder.

    Raises:
        SetupError: `setup.targets`, naming target and key and never a value.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise SetupError("setup.targets", f"{path.name}: {_tell(error)}") from None
    given = tables.pop("targets", {})
    if tables or not isinstance(given, dict):
        raise SetupError("setup.targets", f"{path.name}: every table is [targets.NAME]")
    return tuple(_make_target(name, table, path) for name, table in given.items())


def read_secret(path: Path, *, name: str) -> bytes:
    """A secret from its file, without the line end.

    Raises:
        SetupError: `setup.targets` when it cannot be read, others can read it, or it is too short to be one.
    """
    key = _read_private(path, name=name)
    if not SHORTEST_SECRET <= len(key) <= LONGEST_SECRET:
        raise SetupError("setup.targets", f"{name}: {path.name} needs {SHORTEST_SECRET} to {LONGEST_SECRET} bytes")
    return key


def read_key(path: Path, *, name: str) -> str:
    """A key that somebody else made, as text.

    Raises:
        SetupError: `setup.targets` as `read_secret`.
    """
    try:
        key = _read_private(path, name=name).decode("ascii")
    except UnicodeDecodeError:
        key = ""
    if not key:
        raise SetupError("setup.targets", f"{name}: {path.name} holds no key")
    return key


def _read_private(path: Path, *, name: str) -> bytes:
    try:
        if path.stat().st_mode & 0o077:
            raise SetupError("setup.targets", f"{name}: {path.name} may be read by others: chmod 600")
        return path.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise SetupError("setup.targets", f"{name}: {path.name}: {_tell(error)}") from None


def _make_target(name: str, table: object, path: Path) -> Target:
    if not NAME.fullmatch(name):
        raise SetupError("setup.targets", f"{path.name}: a name has a-z, 0-9 and -, at most 32")
    if not isinstance(table, Mapping) or "name" in table:
        raise SetupError("setup.targets", f"{name}: every table is [targets.NAME]")
    settled: dict[str, Any] = {**table, "name": name}
    for key in _PATHS:
        if isinstance(settled.get(key), str):
            settled[key] = path.parent / Path(settled[key]).expanduser()
    try:
        return _TARGET.validate_python(settled)
    except ValidationError as error:
        wrong = sorted({_tell_wrong(item) for item in error.errors(include_input=False, include_url=False)})
        raise SetupError("setup.targets", f"{name}: {'; '.join(wrong)}") from None


def _tell_wrong(item: Any) -> str:  # noqa: ANN401 (pydantic's own dictionary)
    keys = [str(key) for key in item["loc"] if key not in ("webhook", "folder", "s3")] or ["kind"]
    said = str(item["msg"]).removeprefix("Value error, ")
    if item["loc"] and item["loc"][-1] == "folder":
        keys = ["folder"]
    return said if item["type"] == "value_error" and len(item["loc"]) <= 1 else f"{'.'.join(keys)}: {said}"


def _tell(error: Exception) -> str:
    if isinstance(error, OSError):
        return type(error).__name__
    return str(error) if isinstance(error, tomllib.TOMLDecodeError) else "not in UTF-8"


def _is_this_machine(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
