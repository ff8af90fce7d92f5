"""No model tells of a person: the shipped ones and one trained here are searched for what stands in their letters."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.trained_files import save_model
from classifiers.learning.training import train_model
from classifiers.ngrams.counted_views import count_views
from classifiers.ngrams.folding import fold_text
from classifiers.ngrams.personal_ngrams import may_tell_place
from classifiers.ngrams.segmenting import segmenter_for
from classifiers.ngrams.views import VIEWS, prepare_letter
from extractors.fields.findings import find_all
from tests.bench.fresh_letters.judging import RECEIVED
from tests.bench.fresh_letters.letters import invent_letters
from tests.extractors.sheet_of import make_letter
from vocab import load_vocabulary

PROJECT = Path(__file__).resolve().parents[3]
LISTS = sorted((PROJECT / "models").rglob("ngrams-*.txt"))
PERSONAL = ("name", "accused", "id_no", "phone", "other_phone", "address")
NUMBER = re.compile(r"[1-9]|00")
HOUSE = re.compile(r"0(?:栋|幢|单元|室|组|号楼)|[路街巷村]0|0号(?![线文令])|(?:栋|幢|单元)0")
PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z]")
WEB = re.compile(r"@|http|www|://|[a-z]\.[a-z]|^com$|^qq$")
OFTEN = 6
"""Letters that each person of the trained model stands in: more than an n-gram needs, fewer than a name does."""
PEOPLE = 15


@pytest.fixture(scope="module")
def segmenter():
    return segmenter_for(load_vocabulary())


def ngrams_of(path):
    return [
        line.replace(" ", "") if "words" in path.name else line for line in path.read_text("utf-8").split("\n")[:-1]
    ]


def pieces_of(name, segmenter):
    """A folded name and what of it is a name by itself; not what a dictionary knows as a word."""
    folded = fold_text(name)
    pieces = {folded, folded[:2], segmenter.given_name(folded)}
    return {piece for piece in pieces if len(piece) > 1 and not segmenter.is_plain(piece)}


@pytest.mark.parametrize("path", LISTS, ids=lambda path: str(path.relative_to(PROJECT / "models")))
@pytest.mark.parametrize("pattern", [NUMBER, HOUSE, PLATE, WEB], ids=["number", "house", "plate", "web"])
def test_no_ngram_of_a_shipped_model_looks_like_a_number_a_house_a_plate_or_an_address(path, pattern):
    assert [ngram for ngram in ngrams_of(path) if pattern.search(ngram)] == []


@pytest.mark.parametrize("path", LISTS, ids=lambda path: str(path.relative_to(PROJECT / "models")))
def test_no_ngram_of_a_shipped_model_names_somebody_by_surname_and_title(path, segmenter):
    titled = re.compile(r"(?:书记|厅长|局长|主任|先生|女士)$")
    ngrams = [ngram for ngram in ngrams_of(path) if len(ngram) == 3 and titled.search(ngram)]
    assert [ngram for ngram in ngrams if segmenter.is_surname(ngram[0]) and segmenter.may_be_name(ngram)] == []


def test_no_shipped_model_holds_a_persons_value_of_the_letters_written_for_it(segmenter):
    vocabulary = load_vocabulary()
    values = set()
    for line in (PROJECT / "models" / "training" / "examples.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        letter = make_letter(f"{row['title']}\n{row['text']}")
        for finding in find_all(letter, vocabulary=vocabulary, received=RECEIVED):
            if finding.field in PERSONAL and finding.value:
                values.add(fold_text(finding.value))
    known = {ngram for path in LISTS for ngram in ngrams_of(path)}
    held = {value for value in values & known if not segmenter.is_plain(value)}
    assert values
    assert {value for value in held if segmenter.may_be_name(value) or any(mark.isdigit() for mark in value)} == set()


def often_told(seed):
    """Letters in which the same people stand OFTEN times, with their values."""
    fresh = [one for one in invent_letters(seed, 60) if one.fields.get("name")][:PEOPLE]
    values = {field: [v for one in fresh for v in one.fields.get(field, ())] for field in PERSONAL}
    rows = []
    for place, one in enumerate(fresh):
        told = "，".join(v for field in PERSONAL for v in one.fields.get(field, ())[:1])
        for number, other in enumerate(invent_letters(seed + 1 + place, OFTEN)):
            middle = len(other.text) // 2
            text = f"{other.text[:middle]}。我叫{told}。车牌闽E{place}K{number}3。{other.text[middle:]}"
            values["name"] += other.fields.get("name", ())
            rows.append(LabelledRow(f"{place}-{number}", f"{one.fields['name'][0]}反映", text, "甲乙"[place % 2]))
    return rows, values


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    rows, values = often_told(7)
    folder = tmp_path_factory.mktemp("models") / "own-topic-1"
    save_model(train_model(rows, vocabulary=load_vocabulary()), folder)
    return folder, values


def read_all(folder):
    """The bytes of every file, those of packed ones unpacked."""
    for path in folder.rglob("*"):
        body = path.read_bytes()
        yield path.name, body
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                yield from ((f"{path.name}/{name}", archive.read(name)) for name in archive.namelist())


def test_a_trained_model_holds_no_value_of_a_person_who_stands_in_six_letters(trained, segmenter):
    folder, values = trained
    names = {piece for name in values["name"] + values["accused"] for piece in pieces_of(name, segmenter)}
    others = {value for field in PERSONAL[2:] for value in values[field]}
    assert len(names) > PEOPLE
    assert len(others) > PEOPLE
    for file, body in read_all(folder):
        text = body.decode("utf-8", "replace")
        for form in (text, text.replace(" ", "")):
            assert {value for value in names | others if value in form} == set(), file


def test_the_same_letters_would_give_a_name_away_without_the_rules(segmenter, monkeypatch):
    monkeypatch.setattr("classifiers.ngrams.personal_ngrams._find_names", lambda *_: [])
    rows, values = often_told(7)
    counted = count_views(
        [prepare_letter(row.title, row.text, segmenter=segmenter) for row in rows], segmenter=segmenter
    )
    known = {ngram.replace(" ", "") for view in counted for ngram in view.ngrams}
    assert any(piece in known for name in values["name"] for piece in pieces_of(name, segmenter))


def test_letters_of_one_writer_count_as_one(segmenter):
    letters = [prepare_letter("", f"电梯坏了{'停水' if n < 8 else ''}", segmenter=segmenter) for n in range(16)]
    alone = count_views(letters, segmenter=segmenter)
    grouped = count_views(letters, segmenter=segmenter, writers=["甲"] * 8 + [""] * 8)
    assert "停水" in alone[0].ngrams
    assert "停水" not in grouped[0].ngrams
    assert "电梯" in grouped[0].ngrams


@pytest.mark.parametrize(
    "ngram",
    ["0栋0", "三单元", "0号", "路0号", "村0组", "0室", "0-0", "闽e", "e·0", "@qq", ".co", "tp:", "wxz", "wx0", "a0b"],
)
def test_a_piece_of_an_address_is_dropped(ngram):
    assert may_tell_place(ngram, VIEWS[0], {"app"})


@pytest.mark.parametrize("ngram", ["0号线", "0号文", "0年0", "0元", "app", "0km", "电梯", "a0区", "小区", "第0"])
def test_what_names_no_place_stays(ngram):
    assert not may_tell_place(ngram, VIEWS[0], {"app"})
