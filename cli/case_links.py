"""The letters like a case's own, on the terminal: which cases, in what way, and the words that agree."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.consoles import results
from cli.tables import make_table
from cli.texts import LANG, text
from cli.visible import show_visible
from cli.words import MARKS, name_field, name_value

if TYPE_CHECKING:
    from records import CaseRecord, Link

MOST_PASSAGES = 3
LONGEST_PASSAGE = 40
"""Characters of a passage that are shown."""


def print_links(record: "CaseRecord") -> None:
    """Print the links of a case, if there are some, and how many letters are on its matter."""
    if not record.links:
        return
    if record.cluster_size > 1:
        results().print(text("show.cluster", count=record.cluster_size), style="bold", soft_wrap=True)
    headings = [name_field("links"), text("show.link-kind"), name_field("score"), text("show.link-keys")]
    headings.append(text("show.passages"))
    results().print(make_table(headings, _rows(record), title=name_field("links")))


def _rows(record: "CaseRecord") -> Iterator[tuple[str, ...]]:
    for link in record.links:
        kind = name_value("link_kind", link.kind)
        if link.same_matter and link.kind == "same-person":
            kind = text("show.same-person-and-matter")
        keys = MARKS[LANG].join(name_value("link_key", key) for key in link.keys)
        yield _number(link), kind, f"{link.score:.0%}", keys, "\n".join(_passages(record.text, link))


def _number(link: "Link") -> str:
    when = text("show.earlier" if link.earlier else "show.later")
    return f"{link.case_no} {when}"


def _passages(words: str, link: "Link") -> Iterator[str]:
    longest = sorted(link.passages, key=lambda passage: passage.own.start - passage.own.end)[:MOST_PASSAGES]
    for passage in sorted(longest, key=lambda passage: passage.own.start):
        said = show_visible(passage.own.of(words))
        yield said if len(said) <= LONGEST_PASSAGE else said[:LONGEST_PASSAGE] + "…"
