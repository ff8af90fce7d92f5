"""What the content of a PDF's page says, without what does not show: invisible text, and fonts that write nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pikepdf import (
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Operator,
    Page,
    Pdf,
    Stream,
    parse_content_stream,
    unparse_content_stream,
)

INVISIBLE = 3
"""The text rendering mode of text that is neither filled nor stroked (ISO 32000-1, table 106)."""

DEEPEST = 12
"""Forms within forms; deeper than this nobody draws a page."""

_SHOWING = {"Tj": "", "TJ": "", "'": "T*", '"': "T*"}
"""Operators that show text, and the operator that does what they do besides."""

_Instruction = ContentStreamInstruction | ContentStreamInlineImage


@dataclass
class _Content:
    """A content as it is gone through: what stays, whether text shows, which fonts are named and which write."""

    kept: list[_Instruction] = field(default_factory=list)
    shows_text: bool = False
    changed: bool = False
    named: set[str] = field(default_factory=set)
    writing: set[str] = field(default_factory=set)


def strip_page(pdf: Pdf, page: Object) -> bool:
    """Take the invisible text out of a page; whether text remains that it shows."""
    found = _strip(page, page.get(Name.Resources, Dictionary()), mode=0, depth=DEEPEST)
    if found.changed:
        page.Contents = pdf.make_stream(unparse_content_stream(found.kept))
    return found.shows_text


def drop_idle_fonts(pdf: Pdf, page: Object) -> None:
    """Take the fonts out of a page that are chosen and never write: many programs name one that they do not embed."""
    fonts = page.get(Name.Resources, Dictionary()).get(Name.Font, Dictionary())
    if not len(fonts):
        return
    forms = page.Resources.get(Name.XObject, Dictionary()).values()
    if any(form.get(Name.Subtype) == Name.Form and Name.Resources not in form for form in forms):
        return  # it may write with the fonts of the page
    found = _strip(page, Dictionary(), mode=0, depth=0, keep_text=True)
    idle = set(fonts.keys()) - found.writing
    if idle:
        page.Contents = pdf.make_stream(_without_fonts(found, idle))
        _keep_fonts(page, found.writing)


def _without_fonts(found: "_Content", idle: set[str]) -> bytes:
    kept = [step for step in found.kept if not (_name(step) == "Tf" and str(step.operands[0]) in idle)]
    return unparse_content_stream(kept)


def _keep_fonts(holder: Object, writing: set[str]) -> None:
    """Leave a page or a form those of its fonts that write; others may share its resources, so they are copied."""
    resources = holder.get(Name.Resources)
    fonts = resources.get(Name.Font) if isinstance(resources, Dictionary) else None
    if not isinstance(resources, Dictionary) or not isinstance(fonts, Dictionary):
        return
    copy = Dictionary(dict(resources.items()))
    copy.Font = Dictionary({name: font for name, font in fonts.items() if name in writing})
    holder.Resources = copy


def count_open_states(page: Object) -> tuple[int, int]:
    """How many states a page's content takes back that it never kept, and how many it keeps and leaves behind."""
    depth = lowest = 0
    for step in parse_content_stream(Page(page), "q Q"):
        depth += 1 if _name(step) == "q" else -1
        lowest = min(lowest, depth)
    return -lowest, depth - lowest


def _name(step: _Instruction) -> str:
    return "" if isinstance(step, ContentStreamInlineImage) else str(step.operator)


def _strip(content: Object, resources: Object, *, mode: int, depth: int, keep_text: bool = False) -> _Content:
    found = _Content()
    font, states = "", []
    for step in parse_content_stream(Page(content) if content.get(Name.Type) == Name.Page else content):
        name = _name(step)
        if name == "q":
            states.append((mode, font))
        elif name == "Q" and states:
            mode, font = states.pop()
        elif name == "Tr":
            mode = int(step.operands[0])
        elif name == "Tf":
            font = str(step.operands[0])
            found.named.add(font)
        elif name == "Do":
            found.shows_text |= _strip_form(step.operands, resources, mode=mode, depth=depth)
        elif name in _SHOWING:
            if mode == INVISIBLE and not keep_text:
                found.changed = True
                if _SHOWING[name]:
                    found.kept.append(ContentStreamInstruction([], Operator(_SHOWING[name])))
                continue
            found.shows_text = True
            found.writing.add(font)
        found.kept.append(step)
    return found


def _strip_form(operands: Iterable[object], resources: Object, *, mode: int, depth: int) -> bool:
    """Do the same with a form that a content draws; whether text shows in it."""
    form = resources.get(Name.XObject, Dictionary()).get(str(next(iter(operands), "")))
    if not isinstance(form, Stream) or form.get(Name.Subtype) != Name.Form:
        return False
    if depth == 0:
        return True
    found = _strip(form, form.get(Name.Resources, resources), mode=mode, depth=depth - 1)
    if found.changed:
        form.write(_without_fonts(found, found.named - found.writing))
        _keep_fonts(form, found.writing)
    return found.shows_text
