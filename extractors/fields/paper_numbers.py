"""Find the numbers of earlier papers: cases of courts, answers and decisions of offices, hotline tickets.

Every number is brought to one form, so that the same number in two letters is the same value: a case's year in （）,
a paper's in 〔〕, no blanks, no 第 before the last number and no noughts before it (GB/T 9704-2012, 7.2.5).
"""

import re
from collections.abc import Iterator
from functools import cache

from extractors.fields.blocks import Blocks
from extractors.fields.numerals import DIGITS, read_digits, read_year
from extractors.fields.sheets import Sheet
from extractors.fields.taken import Taken
from extractors.lines.text import HAN
from records import Finding
from vocab import Vocabulary

_OPEN, _CLOSE = r"[（(〔\[【{｛「『<《〈]", r"[）)〕\]】}｝」』>》〉]"
_YEAR = rf"(?P<year>[12][{DIGITS}]{{3}})"
_NUMBER = rf"(?P<number>[{DIGITS}]{{1,7}}) ?号"
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵"
_CASE = re.compile(
    rf"(?:(?:{_OPEN} ?)?(?<![0-9A-Za-z]){_YEAR} ?{_CLOSE}|{_OPEN} ?(?P<open_year>[12][{DIGITS}]{{3}})) ?"
    rf"(?P<court>(?:最高法|[{_PROVINCES}]) ?[{DIGITS}]{{0,4}}|[{HAN}]{{1,3}}) ?"
    rf"(?P<kind>[民刑行执赔破财司知商特][{HAN}]{{0,5}}?)(?P<style>字)? ?第? ?{_NUMBER}"
    rf"(?P<more>之[一二三四五六七八九十0-9])?"
)
_HEAD_STOP = "的了到为是以据由和与及在见号书文件函达收作出给发下按照对知通院局委会有被该此我"
_PAPER = re.compile(
    rf"(?P<head>(?:(?![{_HEAD_STOP}])[{HAN}]){{2,8}}"
    rf"(?:[（(][{HAN}]{{1,6}}[）)][{HAN}]{{1,8}})?(?:函|复函|通知|告知书)?) ?"
    rf"{_OPEN} ?{_YEAR} ?{_CLOSE} ?(?:第 ?)?{_NUMBER}"
)
_TICKET = r"(?:为|是|[：:])?(?:第)?(?P<ticket>[A-Za-z]{0,6}[-—]?[0-9][0-9A-Za-z\-—]{5,28})(?:号)?"
_LONG_TICKET = 8
"""Characters from which on a number is taken to be one office's alone; a shorter one keeps what it is called by."""

_POLICY = re.compile(r"^(?:国|中|闽政|闽委|财|建)|[办政委]发?$|发$|[文令]$")
_ABBREVIATED = "漳芗龙长云诏闽"
_LONGEST_HEAD = 6
_ANSWERED = re.compile(
    r"(?:答复|告知|意见|决定|认定|回复|裁决|受理|通知|鉴定|处罚|批文|批复|批准|许可|公告|文号|编号|字号)[^，。；]{0,6}$"
)
_SURENESS = {"paper.case": 0.98, "paper.issued": 0.95, "paper.named": 0.92, "paper.ticket": 0.93}
"""How often a number found so is that of an earlier paper of the matter."""


def find_paper_numbers(sheet: Sheet, *, blocks: Blocks, vocabulary: Vocabulary) -> tuple[Finding, ...]:
    """Find the number of every earlier paper, in the order written. Numbers of policy papers and laws are none."""
    taken = Taken(len(sheet.text))
    found = []
    stated = [*_cases(sheet.text), *_issued(sheet.text, vocabulary), *_named(sheet.text, vocabulary)]
    for rule, start, end, value in stated:
        if taken.touches(start, end) or blocks.part(start) == "envelope":
            continue
        taken.add(start, end)
        found.append(sheet.finding("paper_no", value, (start, end), rule=rule, sureness=_SURENESS[rule]))
    return tuple(sorted(found, key=lambda finding: finding.span.start))


def _cases(text: str) -> Iterator[tuple[str, int, int, str]]:
    for match in _CASE.finditer(text):
        year = read_year(match["year"] or match["open_year"])
        court = match["court"].replace(" ", "")
        if year is None or not 1949 <= year <= 2100:
            continue
        number, more = int(read_digits(match["number"])), match["more"] or ""
        kind = match["kind"] + ("字第" if match["style"] else "")
        yield "paper.case", match.start(), match.end(), f"（{year}）{_figures(court)}{kind}{number}号{more}"


def _figures(court: str) -> str:
    """A court's code with its figures put right: 闽O6 is 闽06."""
    head = re.match(rf"[{HAN}]+", court)
    return court if head is None else head[0] + read_digits(court[head.end() :])


def _issued(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, int, int, str]]:
    marks = frozenset(vocabulary.phrases["paper_marks"])
    for match in _PAPER.finditer(text):
        head, start = match["head"].replace("(", "（").replace(")", "）"), match.start()
        cut = _cut_head(head)
        start, head = start + cut, head[cut:]
        year = read_year(match["year"])
        answered = _ANSWERED.search(text[max(0, start - 12) : start]) is not None
        if year is None or not (answered or marks & set(head)) or (_POLICY.search(head) and not answered):
            continue
        yield "paper.issued", start, match.end(), f"{head}〔{year}〕{int(read_digits(match['number']))}号"


def _cut_head(head: str) -> int:
    """Where a long head begins: with the short name of its place, for words of the sentence may stand before it."""
    if len(head) <= _LONGEST_HEAD:
        return 0
    places = [at for at, character in enumerate(head[:-2]) if character in _ABBREVIATED]
    return places[-1] if places and "（" not in head[: places[-1]] else 0


@cache
def _name_patterns(vocabulary: Vocabulary) -> tuple[tuple[re.Pattern[str], str], ...]:
    papers = "|".join(map(re.escape, vocabulary.phrase_list("numbered_papers")))
    labels = "|".join(map(re.escape, vocabulary.phrase_list("number_labels")))
    queries = "|".join(map(re.escape, vocabulary.phrase_list("query_labels")))
    figures = r"(?P<ticket>[A-Za-z]{0,4}[0-9][0-9A-Za-z\-—]{0,24})"
    return (
        (
            re.compile(rf"(?P<label>{papers})[》”]?[，,]?(?:编号|文号|号码)?(?:为|是|[：:])?[（(]?第 ?{figures} ?号"),
            "paper.named",
        ),
        (re.compile(rf"(?P<label>{papers})[》”]?(?:编号|文号|号码)(?:为|是|[：:])?第?{figures}(?:号)?"), "paper.named"),
        (re.compile(rf"(?P<label>{labels}){_TICKET}"), "paper.ticket"),
        (re.compile(rf"(?P<label>{queries}){_TICKET}"), "paper.ticket"),
    )


def _named(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, int, int, str]]:
    queries = frozenset(vocabulary.phrases["query_labels"])
    for pattern, rule in _name_patterns(vocabulary):
        for match in pattern.finditer(text):
            number = re.sub("[-—]", "-", match["ticket"]).upper().rstrip("-")
            if rule == "paper.named":
                yield rule, match.start(), match.end(), f"{match['label']}第{number.lstrip('0') or '0'}号"
            elif len(number) >= _LONG_TICKET and match["label"] not in queries:
                yield rule, *match.span("ticket"), number
            else:
                kind = "查询码" if match["label"] in queries else "工单"
                yield rule, *match.span("ticket"), kind + number
