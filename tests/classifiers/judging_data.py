"""The judging model that ships, and a small one learned from letters that are put together here by chance."""

import csv
import json
import random
from functools import cache
from pathlib import Path

from classifiers.learning import judging_training
from classifiers.learning.annotations import COLUMNS, hash_letter
from classifiers.weighing.judging_model import JudgingModel
from flows.judging_models import open_judging
from records import Settings
from tests.classifiers.topic_data import own_letters, write_rows
from vocab import load_vocabulary

KINDS = {
    "民政": ("福利慈善", "MZJ", ("低保金停发", "五保户没有补助", "孤儿救助", "残疾人补贴没有到账")),
    "政法": ("社会治安", "GAJ", ("夜里被盗", "派出所不出警", "赌博成风", "打架斗殴")),
}
FILLERS = (
    "我住在村东头",
    "去年冬天起",
    "问了很多人",
    "一直没有答复",
    "家里有老人",
    "邻居也这么说",
    "天天如此",
    "路很远",
)
ACCUSED = ("村支书收了老板的钱", "村主任侵吞集体款", "镇长收礼办事")
URGENT = ("有人要跳下去", "房子摇摇欲坠", "孩子被扣着不放")
LETTERS = 150


@cache
def shipped_judging() -> JudgingModel:
    """As an office opens it."""
    return open_judging(Settings(), load_vocabulary())


def invent_letters() -> list[dict[str, str]]:
    """Rows with the words of a letter and its labels; `litigation` is thrown with a coin and stands in no word."""
    chance = random.Random(5)
    rows = []
    for number in range(LETTERS):
        topic = ("民政", "政法")[number % 2]
        topic2, unit, words = KINDS[topic]
        accuses, urgent = number % 5 == 0, number % 7 == 0
        parts = [*chance.sample(words, 2), *chance.sample(FILLERS, 3)]
        parts += [chance.choice(ACCUSED)] if accuses else []
        parts += [chance.choice(URGENT)] if urgent else []
        chance.shuffle(parts)
        rows.append(
            {
                "subject": chance.choice(words),
                "detail": "，".join(parts) + f"。第{'一二三四五六七八九十'[number % 10] * (number // 10 + 1)}封。",
                "topic": topic,
                "topic2": topic2,
                "unit": unit,
                "matter_class": "accusation" if accuses else "appeal",
                "purpose": "accusation" if accuses else "relief",
                "accusation": "yes" if accuses else "no",
                "litigation": chance.choice(("yes", "no")),
                "urgency": "yes" if urgent else ("maybe" if number % 11 == 0 else "no"),
            }
        )
    return rows


def train_small(folder: Path, rows: list[dict[str, str]]) -> Path:
    """Write the files that training reads, run its command, and give the model folder."""
    messages = folder / "unlabelled.jsonl"
    lines = [json.dumps({"subject": row["subject"], "detail": row["detail"]}, ensure_ascii=False) for row in rows]
    messages.write_text("\n".join(lines), encoding="utf-8")
    with (folder / "annotations.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, extrasaction="ignore", restval="")
        table.writeheader()
        table.writerows({"text_sha256": hash_letter(row["subject"], row["detail"]), **row} for row in rows)
    (folder / "labels.csv").write_text("text_sha256,label,by\n", encoding="utf-8")
    (folder / "messages.jsonl").write_text("", encoding="utf-8")
    (folder / "about.md").write_text("Put together by chance.", encoding="utf-8")
    write_rows(folder / "examples.jsonl", [row for row in own_letters() if row.label in KINDS])
    given = {
        "annotations": "annotations.csv", "unlabelled": "unlabelled.jsonl", "messages": "messages.jsonl",
        "examples": "examples.jsonl", "labels": "labels.csv", "about": "about.md", "out": "judging-7",
    }  # fmt: skip
    judging_training.main([part for name, file in given.items() for part in (f"--{name}", str(folder / file))])
    return folder / "judging-7"
