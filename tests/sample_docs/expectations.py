"""What each sample letter must yield: NAME.expected.toml, read strictly."""

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FOLDER = Path(__file__).resolve().parents[2] / "sample_docs"
SUFFIX = ".expected.toml"
EXCUSED = (
    "title",
    "addressee",
    "name",
    "phone",
    "id_no",
    "address",
    "place_code",
    "letter_date",
    "date",
    "amount",
    "demand",
    "accused",
)
"""Fields that nearly every letter states: each stands in [fields], or in [nothing] with the reason."""
UNEXCUSED = (
    "sex",
    "age",
    "birth_date",
    "employer",
    "signatory_count",
    "concerned_count",
    "area",
    "accused_post",
    "accused_unit",
    "paper_no",
    "earlier_step",
)
"""Fields that most letters do not state: one that is left out of [fields] is not stated, and a value found is wrong."""
FIELDS = (*EXCUSED, *UNEXCUSED)
JUDGEMENTS = ("petition", "topic", "matter_class", "channel", "unit", "urgency")


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExpectedPage(_Closed):
    """A page: its text with a paragraph a line, cells of a table row parted by tabs."""

    source: Literal["image", "text-layer"]
    rotation: Literal[0, 90, 180, 270] = Field(description="clockwise turn of the scan against upright, degrees")
    text: str = Field(min_length=1)


class ExpectedJudgements(_Closed):
    """The right answers; one that is absent has its reason in `unjudged`."""

    petition: Literal["petition", "private"]
    topic: str | None = None
    topic2: str | None = None
    matter_class: Literal["appeal", "suggestion", "accusation", "other"] | None = None
    channel: Literal["administrative", "discipline", "litigation"] | None = None
    unit: str | None = None
    urgency: Literal["ordinary", "urgent"] | None = None


class Guard(_Closed):
    """Unit codes that must never be proposed: the accused and its subordinates."""

    never: tuple[str, ...] = ()


class Links(_Closed):
    """The name of the letter that tells the same matter."""

    same_matter: str | None = None


class Expectation(_Closed):
    """One sample file and everything that is expected of it."""

    name: str
    purpose: str = Field(min_length=20)
    file: str
    kind: Literal["print", "hand"]
    pages: tuple[ExpectedPage, ...] = Field(min_length=1)
    fields: dict[str, tuple[str, ...]]
    nothing: dict[str, str]
    doubts: dict[str, str] = {}
    judgements: ExpectedJudgements
    unjudged: dict[str, str] = {}
    guard: Guard = Guard()
    links: Links = Links()

    @model_validator(mode="after")
    def _each_expected_or_excused(self) -> Self:
        excused = [name for name in self.fields if name not in UNEXCUSED]
        if sorted([*excused, *self.nothing]) != sorted(EXCUSED):
            message = f"{self.name}: every field stands once, in [fields] or in [nothing]"
            raise ValueError(message)
        if not set(self.doubts) <= set(self.fields):
            message = f"{self.name}: only a field of [fields] has a doubt"
            raise ValueError(message)
        if any(not values or "" in values for values in self.fields.values()):
            message = f"{self.name}: a field in [fields] has a value"
            raise ValueError(message)
        absent = {question for question in JUDGEMENTS if getattr(self.judgements, question) is None}
        if absent != set(self.unjudged):
            message = f"{self.name}: every judgement is given, or excused in [unjudged]"
            raise ValueError(message)
        if not all(reason.strip() for reason in (*self.nothing.values(), *self.unjudged.values())):
            message = f"{self.name}: a reason is empty"
            raise ValueError(message)
        return self

    @property
    def path(self) -> Path:
        """The sample file."""
        return FOLDER / self.file

    @property
    def text(self) -> str:
        """The text of all pages, a page after the other."""
        return "\n".join(page.text.strip("\n") for page in self.pages)


def load_expectation(path: Path) -> Expectation:
    """Read one file. Raises `pydantic.ValidationError` on an unknown key, a missing field or an empty reason."""
    with path.open("rb") as stream:
        return Expectation.model_validate({"name": path.name.removesuffix(SUFFIX), **tomllib.load(stream)})


def load_expectations() -> list[Expectation]:
    """Every expectation beside the sample files, by name."""
    return [load_expectation(path) for path in sorted(FOLDER.glob(f"*{SUFFIX}"))]
