import csv
import hashlib
import json
import re
from pathlib import Path

import pytest

from classifiers.learning.data_rows import read_labelled_rows
from classifiers.learning.model_files import load_model
from classifiers.learning.shipped_model import join_labels, main, read_messages
from records import UsageError
from tests.classifiers.topic_data import EXAMPLES, TOPICS
from vocab import load_vocabulary

SHIPPED = Path(__file__).parents[3] / "models" / "topic-3"

SENTENCES = [
    ("小区路灯一直不亮", "我们小区的开发商跑了，路灯和下水道坏了半年，物业公司收了物业费不修。", "城乡建设"),
    ("养老金少算了工龄", "我今年退休，社保局核定养老金时少算了八年工龄，请重新核定并补发。", "劳动和社会保障"),
    ("学校强制补课收费", "孩子读初三，学校周末强制补课，每学期向学生家长收补课费一千多元。", "教育文体"),
    ("化工厂夜里排废气", "村口化工厂每天半夜偷排废气和污水，味道刺鼻，河里的鱼都死了。", "环境保护"),
    ("医院乱收费", "我母亲在县医院住院手术，医生没有告知就用了自费药，医疗费多收了两万元。", "卫生计生"),
    ("低保被取消", "我是残疾人，没有收入，民政所今年把我的低保取消了，请求恢复救助。", "民政"),
    ("派出所不立案", "我被人打成轻伤，报警半年，派出所不立案也不给答复，打人的人还在外面。", "政法"),
    ("举报村支书", "实名举报某村党支部书记收受包工头贿赂，违规给自己亲戚发放补助，请纪委查处。", "纪检监察"),
]


@pytest.fixture(scope="module")
def model():
    return load_model(SHIPPED)


@pytest.mark.parametrize(("title", "text", "topic"), SENTENCES)
def test_clear_sentences_get_their_topic(model, title, text, topic):
    assert model.judge(title, text).label == topic


def test_it_knows_every_top_level_topic_of_the_tree(model):
    assert set(model.labels) == set(load_vocabulary().level1)


def test_no_ngram_holds_a_number(model):
    assert not [ngram for _, ngram in model.space.ngrams if re.search(r"[1-9]|\d\d", ngram)]


def test_no_ngram_holds_an_invented_name_of_the_examples(model):
    known = {ngram for view, ngram in model.space.ngrams if view.unit == "word" and " " not in ngram}
    signed = re.compile(r"(?:我叫|我是|反映人[::：])([\u4e00-\u9fff]{3})[,,，。]")
    names = {name for row in read_labelled_rows(EXAMPLES) for name in signed.findall(row.text)}
    assert not {name for name in names & known if model.segmenter.may_be_name(name)}


def test_it_is_small_and_its_card_tells_source_licence_and_limits():
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 30 * 2**20
    card = (SHIPPED / "card.md").read_text(encoding="utf-8")
    assert "none stated" in card
    assert "same writers" in card


def test_its_metrics_are_told_for_each_source():
    metrics = json.loads((SHIPPED / "metrics.json").read_text(encoding="utf-8"))
    assert {"all", "public messages", "messages labelled here", "own examples"} <= metrics.keys()


def test_labels_find_their_messages_by_hash_and_a_label_without_message_is_told(tmp_path):
    messages = tmp_path / "messages.jsonl"
    messages.write_text(json.dumps({"subject": "甲", "detail": "乙丙"}) + "\n")
    digest = hashlib.sha256("乙丙".encode()).hexdigest()
    labels = tmp_path / "labels.csv"
    with labels.open("w", newline="") as file:
        csv.writer(file).writerows([["text_sha256", "label", "by"], [digest, "政法", "a"]])
    (row,) = join_labels(labels, messages)
    assert (row.title, row.text, row.label) == ("甲", "乙丙", "政法")
    with labels.open("a", newline="") as file:
        csv.writer(file).writerow(["0" * 64, "政法", "a"])
    with pytest.raises(UsageError, match="1 labels belong to no message"):
        list(join_labels(labels, messages))


def test_the_command_builds_a_model_from_its_three_sources(tmp_path):
    own = [row for row in read_labelled_rows(EXAMPLES) if row.label in TOPICS]
    messages = tmp_path / "messages.jsonl"
    rows = [{"subject": row.title, "detail": row.text, "label": row.label} for row in own[::2]]
    messages.write_text("".join(json.dumps(row) + "\n" for row in rows))
    examples = tmp_path / "examples.jsonl"
    rows = [{"title": row.title, "text": row.text, "label": row.label} for row in own[1::2]]
    examples.write_text("".join(json.dumps(row) + "\n" for row in rows))
    unlabelled = tmp_path / "unlabelled.jsonl"
    texts = [f"派出所不立案，第{'一' * number}次报警。" for number in range(1, 7)]
    unlabelled.write_text("".join(json.dumps({"subject": "报警", "detail": text}) + "\n" for text in texts))
    labels = tmp_path / "labels.csv"
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    labels.write_text("text_sha256,label,by\n" + "".join(f"{digest},政法,a\n" for digest in digests))
    (tmp_path / "about.md").write_text("Told here.")
    main(
        f"--messages {messages} --examples {examples} --labels {labels} --unlabelled {unlabelled} "
        f"--about {tmp_path / 'about.md'} --out {tmp_path / 'topic-3'}".split()
    )
    assert next(read_messages(messages)).id == "public messages:1"
    assert load_model(tmp_path / "topic-3").labels == TOPICS
    assert "Told here." in (tmp_path / "topic-3" / "card.md").read_text()
    metrics = json.loads((tmp_path / "topic-3" / "metrics.json").read_text())
    parts = [metrics[source]["letters"] for source in ("public messages", "own examples")]
    assert sum(parts) == metrics["all"]["letters"] == metrics["split"]["test"]
