"""Find the signers of a signature table that lost its columns in reading: runs of name, number and telephone."""

import re
from collections.abc import Iterator

from extractors.fields.blocks import Blocks, Extent
from extractors.fields.persons import is_person
from extractors.fields.sheets import Paragraph, Sheet
from extractors.lines.text import HAN
from vocab import Vocabulary

LEAST = 2
"""Runs that make a list: a single one is a signature."""

LONGEST_LINE = 400
"""Characters of a line that is searched for several runs; a longer one is no row of a table."""

_FIGURES = r"(?:[0-9]{17}[0-9Xx]|[0-9]{15}(?![0-9])|1[3-9][0-9]{9}(?![0-9])|0[0-9]{2,3}-?[0-9]{7,8})"
_RUN = re.compile(
    rf"(?:^|(?<=[0-9Xx、.．)） ]))[ ]*(?P<name>[{HAN}]{{2,4}}?)[ ：:，,]{{0,2}}"
    rf"(?:[男女][ ，,]{{0,2}})?(?:[0-9]{{1,3}}岁?[ ，,]{{0,2}})?(?={_FIGURES})"
)
_HEAD = re.compile(
    r"(?:姓名|签名|签字).{0,20}(?:身份证|电话|手机|手印|证号)|(?:联名|签名|签字)(?:表|名单|人|册)?[：:]?$"
)
_CALLED = re.compile(r"(?:被举报|被反映|被告|证明人|见证人|联系人|电话|手机|身份证)")


def find_signature_runs(sheet: Sheet, *, blocks: Blocks, vocabulary: Vocabulary) -> Iterator[Extent]:
    """Where the signers' names stand in lines of name and number without cells, when there are two such runs together.

    Runs count behind a head of such a table (姓名 … 电话, 签名：) or on neighbouring lines that hold nothing else.
    """
    lines = [p for p in sheet.paragraphs if not p.is_row and p not in blocks.envelope]
    block: list[Extent] = []
    for line in [*lines, None]:
        runs = _runs_of(line, vocabulary) if line is not None else []
        if runs:
            block += runs
        elif line is None or not _is_between(line):
            if len(block) >= LEAST:
                yield from block
            block = []


def _runs_of(line: Paragraph, vocabulary: Vocabulary) -> list[Extent]:
    """The names of a line that is made of runs; none of a sentence that names people with their numbers."""
    text = line.text[:LONGEST_LINE]
    if re.search(r"[。；！？]", text) or _CALLED.match(text):
        return []
    matches = [m for m in _RUN.finditer(text) if is_person(m["name"], vocabulary=vocabulary)]
    words = len(re.findall(rf"[{HAN}]", text)) - sum(len(m["name"]) for m in matches)
    return (
        [(line.start + m.start("name"), line.start + m.end("name")) for m in matches]
        if words <= 8 + 4 * len(matches)
        else []
    )


def _is_between(line: Paragraph) -> bool:
    """Whether a line may stand between rows: a head, a row's number, a bare figure, a mark."""
    return _HEAD.search(line.text) is not None or re.fullmatch(r"[0-9Xx \-.、]{0,20}|.{0,2}", line.text) is not None
