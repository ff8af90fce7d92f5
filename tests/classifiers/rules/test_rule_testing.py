"""The tester counts exactly what the judging counts, and says why it does not count the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.looking.cue_words import match_cues
from classifiers.looking.second_topics import weigh_topics
from classifiers.rules.rule_book import TOPIC, find_rule, lay_draft_over, list_rules
from classifiers.rules.rule_testing import Sample, exact_interval, find_hits, try_rule
from records import UsageError
from tests.classifiers.looking.test_cue_words import parts_of
from vocab import CueRule, load_vocabulary
from vocab.problems import TableError

WORDS = load_vocabulary()
CUES = [rule for rule in list_rules(WORDS) if rule.question != TOPIC]
PIECES = [
    "没有",
    "防止",
    "火灾",
    "火灾隐患",
    "自杀",
    "举报",
    "纪委",
    "\n",
    "，",
    "。",
    "跳楼价",
    "拖欠",
    "工资",
    "有人",
    "建议",
]


def stops(text, **rule):
    made = CueRule(name="test", answer="yes", weight=2.0, **rule)
    return [(hit.word, hit.stop) for hit in find_hits(parts_of(text), made, vocabulary=WORDS)]


def test_every_hit_is_told_with_what_stops_it():
    text = "锅炉爆炸，没有爆炸，爆炸，爆炸性新闻，塌方，坠楼"
    found = stops(text, words=("爆炸", "塌方", "坠楼"), unless=("爆炸性",))
    assert found == [
        ("爆炸", None),
        ("爆炸", "negation"),
        ("爆炸", "again"),
        ("爆炸", "unless"),
        ("塌方", None),
        ("坠楼", "enough"),
    ]


def test_a_hit_outside_the_scope_is_told():
    assert stops("举报信\n我要举报", words=("举报",), scope="title") == [("举报", "scope"), ("举报", None)]


def test_a_pattern_is_told_by_itself_and_not_by_the_letters_words():
    found = stops("李四堵了大门", words=("罢工",), patterns=("[堵拦]了", "李[三四]堵"))
    assert found == [("李[三四]堵", None)]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.sampled_from(CUES))
def test_what_counts_here_is_what_counts_in_judging(text, named):
    parts = parts_of(text or "空")
    judged = [hit.span for hit in match_cues(parts, [named.rule], vocabulary=WORDS)]
    counted = [hit.span for hit in find_hits(parts, named.rule, vocabulary=WORDS) if hit.stop is None]
    assert counted == judged


def test_the_words_of_a_topic_count_as_in_judging():
    parts = parts_of("我家楼顶漏水，屋顶漏水多年，外墙渗水，开发商不管，小区业主都有意见")
    weights = weigh_topics(parts, vocabulary=WORDS)
    for named in list_rules(WORDS, TOPIC):
        pair = tuple(named.answer.split("/"))
        judged = {cue.text for cue in weights.cues.get(pair, ())}
        counted = {hit.word for hit in find_hits(parts, named.rule, vocabulary=WORDS) if hit.stop is None}
        assert counted == judged, named.name


def test_a_word_inside_a_longer_one_of_another_topic_is_told():
    rule = find_rule(WORDS, "topic.城乡建设/工程质量").rule
    found = {(hit.word, hit.stop) for hit in find_hits(parts_of("外墙渗水"), rule, vocabulary=WORDS)}
    assert found == {("外墙渗水", None)}


def sample(key, text, truth=None):
    return Sample(key, parts_of(text), frozenset(truth) if truth else None)


def test_figures_and_examples_of_a_rule():
    rule = CueRule(name="test", answer="urgent", weight=2.0, words=("爆炸", "起火"))
    samples = [
        sample("a", "昨天晚上锅炉房突然爆炸了，三个人受伤，现在还在医院", ["urgent"]),
        sample("b", "起火，又起火", ["ordinary"]),
        sample("c", "没有爆炸", ["ordinary"]),
        sample("d", "垃圾没人清", ["urgent"]),
        sample("e", "张三家爆炸"),
    ]
    report = try_rule(rule, frozenset({"urgent"}), samples, vocabulary=WORDS)
    assert (report.letters, report.hit, report.judged, report.judged_hit, report.right) == (5, 3, 4, 2, 1)
    assert report.precision == 0.5
    assert report.found == 0.5
    assert [(word.word, word.letters, word.times) for word in report.words] == [("爆炸", 2, 3), ("起火", 1, 2)]
    assert dict(report.stopped) == {"again": 1, "negation": 1}
    first = report.examples[0]
    assert (first.before, first.hit, first.after) == ("昨天晚上锅炉房突然", "爆炸", "了，三个人受伤，现在还在医院"[:15])
    assert [(one.key, one.hit) for one in report.examples] == [
        ("a", "爆炸"),
        ("b", "起火"),
        ("c", "爆炸"),
        ("e", "爆炸"),
    ]


def test_without_answers_there_is_no_precision():
    rule = CueRule(name="test", answer="urgent", weight=2.0, words=("爆炸",))
    report = try_rule(rule, frozenset({"urgent"}), [sample("a", "爆炸")], vocabulary=WORDS)
    assert (report.precision, report.interval, report.found) == (None, None, None)


@pytest.mark.parametrize(
    ("right", "count", "low", "high"), [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (5, 10, 0.1871, 0.8129)]
)
def test_the_interval_is_that_of_clopper_and_pearson(right, count, low, high):
    assert exact_interval(right, count) == pytest.approx((low, high), abs=1e-4)


def test_a_rule_is_found_by_its_name_and_guessed_at():
    assert find_rule(WORDS, "urgency.accident").answer == "urgent"
    assert find_rule(WORDS, "topic.城乡建设/工程质量").accepted == {"城乡建设", "城乡建设/工程质量"}
    with pytest.raises(UsageError, match=r"urgency\.accident"):
        find_rule(WORDS, "urgency.acident")


def test_a_draft_lies_over_the_rules_in_use(tmp_path):
    draft = tmp_path / "draft.toml"
    draft.write_text(
        '[urgency.flood]\nanswer = "urgent"\nweight = 3.0\nwords = ["洪水进村"]\n'
        '["城乡建设"."工程质量"]\nstrong = ["墙裂了"]\nplain = ["裂"]\n',
        encoding="utf-8",
    )
    words = lay_draft_over(WORDS, draft)
    assert find_rule(words, "urgency.flood").rule.words == ("洪水进村",)
    assert find_rule(words, "urgency.accident") == find_rule(WORDS, "urgency.accident")
    assert find_rule(words, "topic.城乡建设/工程质量").rule.strong == ("墙裂了",)


def test_a_broken_draft_is_told_with_its_line(tmp_path):
    draft = tmp_path / "draft.toml"
    draft.write_text('[urgency.flood]\nanswer = "urgent"\n', encoding="utf-8")
    with pytest.raises(TableError) as error:
        lay_draft_over(WORDS, draft)
    assert {one.where for one in error.value.problems} == {
        "draft.toml:1:urgency.flood",
        "draft.toml:1:urgency.flood.weight",
    }
