"""What a reviewer reads of a case: values in groups, doubts and proposals, words for and against, like letters."""

from pathlib import Path

import pytest

from cli.case_values import GROUPS
from ledger import Ledger, open_ledger
from records import Candidate, CaseValues, Cue, Finding, Judgement, Reading, Span
from tests.cli.conftest import Call
from tests.ledger.letters import LATER, NOON, make_reading, make_scan, make_source
from tests.ledger.test_links import put

CASE = "2026-XF-00001"
CUES = (
    Cue(text="排污", weight=1.5, span=Span(start=16, end=18), source="topic.words"),
    Cue(text="排污", weight=0.7, span=Span(start=16, end=18), source="model"),
    Cue(text="电话", weight=-0.4, span=Span(start=23, end=25), source="model"),
    Cue(text="信访局", weight=0.01, span=Span(start=4, end=7), source="model"),
    Cue(text="", weight=0.8, source="rest"),
)
JUDGED = (
    Judgement(
        question="topic", answer="环境保护", score=0.93, cues=CUES, made_by="model:judging-1",
        runners_up=(Candidate(answer="农村农业", score=0.05), Candidate(answer="政法", score=0.001)),
    ),
    Judgement(
        question="unit", answer=None, score=0.5, made_by="model:judging-1", doubt="unit.unsure",
        runners_up=(Candidate(answer="STHJJ", score=0.5), Candidate(answer="CGJ", score=0.001)),
    ),
    Judgement(question="territory", answer="350624", score=0.9, made_by="rule:territories/1"),
    Judgement(question="co_units", answer=None, score=1, made_by="rule:co-units/1"),
)  # fmt: skip


def keep(home: Path, reading: Reading) -> None:
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        ledger.take_in(reading.letter.scan, source=make_source())
        assert ledger.record_case(reading, at=LATER) == CASE


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one case that has doubts, proposals, and judgements with cues."""
    reading = make_reading(make_scan())
    found = (
        Finding(
            field="id_no", value="350626199105174528", span=Span(start=23, end=25), rule="id.labelled",
            doubt="id.checksum", proposals=("350626199105174523", "350626199106174528"),
        ),
        Finding(field="place_code", value="350624105", span=Span(start=3, end=5), rule="place.matter"),
    )  # fmt: skip
    keep(tmp_path / "home", reading.model_copy(update={"findings": (*reading.findings, *found), "judgements": JUDGED}))
    return tmp_path / "home"


def rows(shown: str, name: str) -> list[str]:
    """The lines of the row that starts with a name, without the spaces that part its cells."""
    lines = shown.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(f" {name} "))
    after = next(n for n, line in enumerate(lines[at + 1 :], at + 1) if line[1:2] != " ")
    return [" ".join(line.split()) for line in lines[at:after] if line.strip()]


def test_every_value_of_a_case_has_its_place_on_the_page() -> None:
    placed = [field for fields in GROUPS.values() for field in fields]
    assert sorted(placed) == sorted(CaseValues.model_fields)


def test_values_stand_in_groups_as_a_clerk_fills_a_ledger(laixin: Call, home: Path) -> None:
    shown = laixin("show", CASE, "--home", home).stdout
    places = [
        shown.index(words) for words in ("〔来信人〕", " 信访人 ", "〔信件〕", " 受信人 ", "〔反映的事项〕", " 诉求 ")
    ]
    assert places == sorted(places)
    assert "〔拟办〕" not in shown, "what was judged is told among the judgements"


def test_a_doubtful_value_shows_why_and_what_it_may_be_instead(laixin: Call, home: Path) -> None:
    told = " ".join(rows(laixin("show", CASE, "--home", home).stdout, "证件号码"))
    assert "！身份证号码的校验码不符" in told
    assert "可能是：350626199105174523、350626199106174528" in told


def test_divisions_are_named(laixin: Call, home: Path) -> None:
    shown = laixin("show", CASE, "--home", home).stdout
    assert rows(shown, "属地代码")[0].split()[1] == "诏安县太平镇（350624105）"
    assert rows(shown, "问题属地")[0].split()[1] == "诏安县"


def test_the_words_for_and_against_are_told_with_their_weights(laixin: Call, home: Path) -> None:
    told = rows(laixin("show", CASE, "--home", home).stdout, "内容分类")
    assert told == ["内容分类 环境保护 93% 农村农业 5% 支持 排污+2.2", "反对 电话-0.4"]


def test_the_rest_is_shown_to_who_wants_everything(laixin: Call, home: Path) -> None:
    assert "其余" not in laixin("show", CASE, "--home", home).stdout
    told = " ".join(rows(laixin("show", CASE, "--verbose", "--home", home).stdout, "内容分类"))
    assert "其余+0.8" in told
    assert "排污[topic.words]+1.5 " in told
    assert "信访局[model]+0.0" in told


def test_a_judgement_that_abstained_shows_its_best_guesses_and_no_score_of_its_own(laixin: Call, home: Path) -> None:
    told = rows(laixin("show", CASE, "--home", home).stdout, "承办单位")
    assert told == ["承办单位 拿不准 生态环境局 50%", "城市管理局 0%"]


def test_a_judgement_with_nothing_to_say_is_left_out(laixin: Call, home: Path) -> None:
    assert " 协办单位 " not in laixin("show", CASE, "--home", home).stdout
    assert rows(laixin("show", CASE, "--verbose", "--home", home).stdout, "协办单位")[0].split()[1] == "（无）"


def test_what_a_person_decided_over_a_judgement_is_shown_among_the_values(laixin: Call, home: Path) -> None:
    laixin("review", CASE, "--set", "承办单位=水利局", "--by", "王晓梅", "--home", home)
    shown = laixin("show", CASE, "--home", home).stdout
    assert rows(shown[shown.index("〔拟办〕") :], "承办单位") == ["承办单位 水利局 人工审核"]


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal(laixin: Call, home: Path, monkeypatch, width: int) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", str(width))
    shown = laixin("show", CASE, "--home", home).stdout
    table = shown[shown.index("登记内容") : shown.index("时限  ")]
    assert max(map(cell_len, table.splitlines())) <= width
    for whole in ("350626199105174528", "13800001234", "2026-11-01"):
        assert width < 80 or any(whole in line for line in table.splitlines()), "no number is torn"


def test_the_page_speaks_english(laixin: Call, home: Path, monkeypatch) -> None:
    import cli.texts
    from cli import case_judgements, case_links, case_page, case_values, words

    for module in (cli.texts, words, case_links, case_values, case_judgements, case_page):
        if hasattr(module, "LANG"):
            monkeypatch.setattr(module, "LANG", "en")
    shown = laixin("show", CASE, "--home", home).stdout
    assert "for 排污+2.2" in shown
    assert "may be: 350626199105174523" in shown
    assert "Who writes" in shown


@pytest.fixture
def like(tmp_path: Path) -> Path:
    """A home with two like letters, one of them again by the same phone on another matter."""
    home = tmp_path / "like"
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        fill(ledger)
    return home


def fill(ledger: Ledger) -> None:
    for number, words in enumerate(("河水发黑", "河水发黑", "工资未付"), start=1):
        put(ledger, number, words, 138)


def test_like_letters_are_shown_with_the_way_they_are_like(laixin: Call, like: Path) -> None:
    shown = laixin("show", "2026-XF-00002", "--home", like).stdout
    assert "同一事项共 2 件来信" in shown
    linked = shown[shown.index("同一事项共") :]
    first, other = rows(linked, "2026-XF-00001 （在前）"), rows(linked, "2026-XF-00003 （在后）")
    assert first[0].split()[2:4] == ["同一封信", "100%"]
    assert other[0].split()[2:] == ["同一人", "100%", "电话"]


def test_the_table_of_cases_tells_what_is_pressing_what_came_before_and_how_many_wrote(
    laixin: Call, tmp_path: Path
) -> None:
    reading = make_reading(make_scan(), doubt="name.unsure")
    names = (Finding(field="name", value="周小满", span=Span(start=0, end=1), rule="test"),)
    codes = ("page.ink-unread", "id.checksum", "date.after-receipt")
    more = tuple(Finding(field="date", value=None, span=Span(start=0, end=1), rule="test", doubt=c) for c in codes)
    urgent = Judgement(question="urgency", answer="urgent", score=0.9, made_by="rules", doubt="letter.urgent")
    territory = Judgement(question="territory", answer="350624", score=0.9, made_by="rules")
    keep(
        tmp_path / "home",
        reading.model_copy(
            update={
                "findings": (*reading.findings, *names, *more),
                "judgements": (*reading.judgements, urgent, territory),
            }
        ),
    )
    shown = laixin("cases", "--home", tmp_path / "home").stdout
    for told in ("林**等2人", "诏安县", "待审核 重大紧急", "另有 3 处存疑", "2026-12-08", f"{NOON:%Y-%m-%d}"):
        assert told in shown
