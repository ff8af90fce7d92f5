"""The quality in service in one line, for the bulletin."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from classifiers.watching.quality import Quality
from vocab import Lang, Vocabulary


def tell_quality(quality: Quality, *, vocabulary: Vocabulary, lang: Lang = "zh") -> str:
    """How many letters were judged blind, how often the machine was wrong this year, and what raises an alarm."""
    between, stop = ("；", "。") if lang == "zh" else ("; ", ".")
    year = str(quality.day.year)
    told = [watch for watch in quality.budgets if watch.period == year and watch.letters]
    parts = [_say("blind", lang, answered=quality.answered, waiting=quality.waiting)]
    parts += [
        _say(
            "rate",
            lang,
            judgement=vocabulary.label(watch.judgement, "", lang),
            errors=watch.errors,
            letters=watch.letters,
            budget=f"{100 * watch.budget:g}%",
        )
        for watch in told
    ]
    causes = list(dict.fromkeys(alarm.cause for alarm in quality.alarms))
    names = ("、" if lang == "zh" else ", ").join(
        name_cause(cause, vocabulary=vocabulary, lang=lang) for cause in causes
    )
    parts.append(_say("alarm", lang, causes=names) if causes else _say("calm", lang))
    return between.join(parts) + stop


def name_cause(cause: str, *, vocabulary: Vocabulary, lang: Lang = "zh") -> str:
    """What a cause or a figure is called: `error.topic`, `mix.unit`, `share.unread`."""
    kind, _, field = cause.partition(".")
    texts = _texts()
    if cause.replace(".", "-") in texts:
        return _say(cause.replace(".", "-"), lang)
    return _say(f"{kind}-of", lang, judgement=vocabulary.label(field, "", lang))


def _say(key: str, lang: Lang, **values: object) -> str:
    return str(_texts()[key][lang]).format(**values)


@cache
def _texts() -> dict[str, Any]:
    """The sentences: they stand with all others that people read."""
    with files("vocab").joinpath("texts.toml").open("rb") as stream:
        sentences: dict[str, Any] = tomllib.load(stream)["bulletin"]
    return sentences
