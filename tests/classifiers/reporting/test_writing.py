"""The page and its JSON: well-formed, the same each time, without anything from elsewhere, whatever the labels."""

import json
import re
import string
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from classifiers.learning.answers import Answered
from classifiers.reporting.conclusions import conclude
from classifiers.reporting.evaluations import Evaluation
from classifiers.reporting.html_report import render_html
from classifiers.reporting.json_report import as_json
from classifiers.reporting.reports import Report, compose_report
from classifiers.reporting.texts import load_texts
from classifiers.reporting.writing import write_report
from tests.classifiers.reporting.evaluated import draw_answers, draw_evaluation, leave

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "schema" / "report-1.json").read_text(encoding="utf-8"))
NASTY = ['<script>alert("1")</script>', "A&B", "'quoted'", "\x01control", "中" * 40, "W0W"]
WHOLE = draw_evaluation(["城乡建设", "环境保护", "教育文体"])
CASES = {
    "whole": WHOLE,
    "one letter": Evaluation("topic", "m", draw_answers(["a"], 1), 0.9),
    "no letters": Evaluation("topic", "m", (), 0.9),
    "never said": Evaluation("topic", "m", tuple(Answered(str(n), "ab"[n % 2], "a", 0.9) for n in range(20)), 0.5),
    "nothing passes": Evaluation("topic", "m", draw_answers(list("abc"), 50), 1.0),
    "labels unknown to the model": Evaluation("topic", "m", draw_answers(list("abc"), 50), 0.9, labels=("a",)),
    "a hundred classes": draw_evaluation([f"class {n}" for n in range(100)], 400),
    "nasty labels": draw_evaluation(NASTY, 120),
    "all right": Evaluation("topic", "m", tuple(Answered(str(n), "a", "a", 1.0) for n in range(5)), 0.5),
}


@cache
def compose(case: str) -> Report:
    return compose_report(CASES[case], mask=leave)


@cache
def render(case: str, lang: str) -> str:
    return render_html(compose(case), lang=lang)


@pytest.fixture(params=sorted(CASES))
def case(request) -> str:
    return request.param


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_well_formed(case, lang):
    page = render(case, lang)
    root = etree.fromstring(page.removeprefix("<!DOCTYPE html>\n").encode(), etree.XMLParser(resolve_entities=False))
    assert root.tag == "html"
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {target[1:] for target in root.xpath("//a/@href")} <= set(ids)


def test_nothing_on_a_page_comes_from_elsewhere(case):
    page = render(case, "zh")
    assert not re.search(r"https?:|//[a-z]|@import|@font-face|src=|<link|<iframe|<img", page)
    assert set(re.findall(r"url\(([^)]*)\)", page)) <= set(re.findall(r"url\((#[^)]*)\)", page))


def test_labels_cannot_become_markup():
    page = render("nasty labels", "zh")
    assert page.count("<script>") == 1
    assert "&lt;script&gt;" in page


def test_the_json_keeps_its_schema(case):
    assert not list(Draft202012Validator(SCHEMA).iter_errors(json.loads(json.dumps(as_json(compose(case))))))


def test_the_schema_lets_no_unknown_key_pass():
    value = json.loads(json.dumps(as_json(compose("whole"))))
    assert not Draft202012Validator(SCHEMA).is_valid({**value, "more": 1})
    assert not Draft202012Validator(SCHEMA).is_valid({**value, "figures": {**value["figures"], "more": 1}})


def test_the_same_evaluation_gives_the_same_bytes(tmp_path):
    one = write_report(tmp_path / "one", draw_evaluation(list("ab"), 80), mask=leave)
    other = write_report(tmp_path / "other", draw_evaluation(list("ab"), 80), mask=leave)
    assert one.read_bytes() == other.read_bytes()
    assert one.with_suffix(".json").read_bytes() == other.with_suffix(".json").read_bytes()


def test_a_report_is_for_its_owner_alone_and_leaves_no_part_behind(tmp_path):
    page = write_report(tmp_path / "reports" / "m", WHOLE, mask=leave)
    assert page.stat().st_mode & 0o777 == 0o600
    assert page.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in page.parent.iterdir()) == ["report.html", "report.json"]


def test_the_conclusion_comes_before_every_figure():
    page = render("whole", "zh")
    assert page.index('id="conclusion"') < page.index('class="keys"') < page.index("<table")


@pytest.mark.parametrize(
    ("letters", "score", "key"),
    [
        (100, 0.91, "conclude-calibrated"),
        (100, 0.95, "conclude-gap-open"),
        (2000, 0.95, "conclude-too-sure"),
        (2000, 0.85, "conclude-too-unsure"),
    ],
)
def test_scores_are_called_wrong_only_where_chance_does_not_explain_it(letters, score, key):
    answers = tuple(Answered(str(n), "a", "a" if n % 10 else "b", score) for n in range(letters))
    told = conclude(compose_report(Evaluation("topic", "m", answers, 0.5), mask=leave))
    keys = {"conclude-calibrated", "conclude-gap-open", "conclude-too-sure", "conclude-too-unsure"}
    assert [sentence.key for sentence in told if sentence.key in keys] == [key]


def test_letters_are_quoted_as_masked_alone():
    def mask(_title: str, _text: str) -> tuple[str, str]:
        return "██", "██"

    report = compose_report(WHOLE, mask=mask)
    assert len(report.mistakes) > 5
    for written in (render_html(report, lang="zh"), json.dumps(as_json(report), ensure_ascii=False)):
        assert "漏水" not in written
        assert "封</b>" not in written


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def test_an_english_page_holds_no_chinese_but_what_was_given():
    evaluation = draw_evaluation(["roads", "schools"], texts={})
    words = _Words()
    page = render_html(compose_report(evaluation, mask=leave), lang="en")
    words.feed(page[page.index("<body>") :])
    assert not re.search(r"[\u4e00-\u9fff]", "".join(words.found))


def test_every_text_has_both_languages_with_the_same_places():
    for key, row in load_texts().items():
        assert set(row) == {"zh", "en"}, key
        places = [{name for _, name, _, _ in string.Formatter().parse(row[lang]) if name} for lang in ("zh", "en")]
        assert places[0] == places[1], key


def test_every_text_is_used_somewhere():
    folder = Path(__file__).parents[3] / "classifiers" / "reporting"
    files = [*folder.glob("*.py"), *folder.glob("templates/*.j2")]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    composed = {"conclude-", "need-", "level-", "axis-"}
    unused = [key for key in load_texts() if f'"{key}"' not in source and not key.startswith(tuple(composed))]
    assert not unused
