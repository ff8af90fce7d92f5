"""Steps in people's words: names of steps, statuses, facts and their values, and why a step was refused."""

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from cli.texts import LANG, text
from cli.visible import show_visible
from cli.words import MARKS, TABLES, name_value, vocabulary
from records import UsageError
from records.base import narrow_text
from vocab.procedure import FACT_NAMES, STEP_NAMES

if TYPE_CHECKING:
    from records import Step
    from vocab.procedure import FactKind, Procedure, StepKind

_BRACKETED = re.compile(r"[(\[〔【][^)\]〕】]*[)\]〕】]")
_LEAST_PART, _LEAST_ASCII = 2, 4
"""Characters of a part of a name that may stand for it: in Chinese, in English."""
_MOST_NEAR, _LIKE = 5, 0.5
"""How many names are proposed for one that is none, and how like it they are at least."""


def office_procedure() -> "Procedure":
    """The office's table of steps, from the folder of its tables."""
    from vocab.procedure import load_procedure

    folder = os.environ.get(TABLES)
    return load_procedure(Path(folder) if folder else None)


def name_step(kind: str) -> str:
    """The name of a kind of step."""
    return vocabulary().label(STEP_NAMES, kind, LANG)


def name_status(status: str) -> str:
    """The name of a status."""
    return vocabulary().label("status", status, LANG)


def name_need(need: str) -> str:
    """The name of a fact; of several of which one is enough, all with `or` between."""
    return text("step.or").join(vocabulary().label(FACT_NAMES, key, LANG) for key in need.split("|"))


def name_all(names: Iterable[str]) -> str:
    """Names as a list in one sentence."""
    return MARKS[LANG].join(names)


def name_fact(key: str, value: str, procedure: "Procedure") -> str:
    """A fact's value as people read it: units and answers by their names."""
    fact = procedure.facts.get(key)
    if fact is None:
        return show_visible(value)
    if fact.type in ("unit", "units"):
        return name_all(name_value("unit", code) for code in value.split())
    if fact.type == "codes":
        return name_all(vocabulary().label(key, code, LANG) for code in value.split())
    if value in fact.answers:
        return vocabulary().label(key, value, LANG)
    return show_visible(" ".join(value.splitlines()))


def tell_facts(step: "Step", procedure: "Procedure") -> str:
    """Every fact of a step on one line, those that it needs first."""
    rule = procedure.steps.get(step.kind)
    order = {key: number for number, key in enumerate(rule.facts if rule else ())}
    keys = sorted(step.facts, key=lambda key: order.get(key, len(order)))
    told = (f"{name_need(key)}{text('step.is')}{name_fact(key, step.facts[key], procedure)}" for key in keys)
    return text("step.between").join(told)


def find_kind(given: str, procedure: "Procedure") -> str:
    """The kind of step that a name in either language, or a part that only one name has, means; else as given."""
    found = _find(given, STEP_NAMES, procedure.steps)
    wanted = _fold(given)
    if found in procedure.steps or len(wanted) < (_LEAST_ASCII if wanted.isascii() else _LEAST_PART):
        return found
    within = [kind for kind in procedure.steps if any(wanted in name for name in _names(STEP_NAMES, kind))]
    return within[0] if len(within) == 1 else found


def find_fact(given: str, procedure: "Procedure") -> str:
    """The key of the fact that a name in either language means, also its column's; what names none stays as given."""
    found = _find(given, FACT_NAMES, procedure.facts)
    if found in procedure.facts:
        return found
    wanted = _fold(given)
    columns = {key: _names(key, "") for key in procedure.facts if (key, "") in vocabulary().labels}
    return next((key for key, names in columns.items() if wanted in names), found)


def _near_kinds(given: str, procedure: "Procedure") -> list[str]:
    """The kinds of steps whose names hold what was given, then those whose names are like it."""
    wanted, names = _fold(given), {kind: _names(STEP_NAMES, kind) for kind in procedure.steps}
    within = [kind for kind, own in names.items() if wanted and any(wanted in name for name in own)]
    every = {name: kind for kind, own in names.items() for name in own}
    like = (every[name] for name in get_close_matches(wanted, every, n=_MOST_NEAR, cutoff=_LIKE))
    return list(dict.fromkeys((*within, *like)))[:_MOST_NEAR]


def _find(given: str, question: str, known: Iterable[str]) -> str:
    wanted = _fold(given)
    return next((key for key in known if wanted in _names(question, key, whole=key)), narrow_text(given))


def _names(question: str, code: str, *, whole: str = "") -> tuple[str, ...]:
    """The names of a code in both languages, with and without what stands in brackets; `whole` is one of them."""
    told = [_fold(vocabulary().label(question, code, lang)) for lang in ("zh", "en")]
    return tuple(filter(None, (_fold(whole), *told, *(_BRACKETED.sub("", name) for name in told))))


def _fold(name: str) -> str:
    """A name as it is compared: in ordinary width, without blanks, in small letters."""
    return "".join(narrow_text(name).split()).casefold()


def explain_refusal(error: UsageError, procedure: "Procedure") -> UsageError:
    """The same refusal with a detail that people can read: which status it has, what is possible, what is missing."""
    from ledger.life.moves import IllegalStepError, StepOrderError

    detail = show_visible(error.detail)
    match error:
        case IllegalStepError(kind=kind, status=status, possible=possible):
            words = {"status": name_status(status), "step": name_step(kind)}
            told = name_all(map(name_step, possible)) or text("show.nothing")
            detail = text("step.illegal-now", possible=told, **words)
        case StepOrderError(kind=kind, others=others):
            detail = text(f"{error.code}-others", step=name_step(kind), others=name_all(map(name_step, others)))
        case UsageError(code="step.facts"):
            detail = name_all(map(name_need, error.detail.split()))
        case UsageError(code="step.fact"):
            kind, _, key = error.detail.partition(" ")
            rule = procedure.steps[kind]
            may = name_all(map(name_need, (*rule.needs, *rule.may)))
            detail = text("step.fact-of", step=name_step(kind), fact=show_visible(name_need(key)), may=may)
        case UsageError(code="step.value") if error.detail in procedure.facts:
            fact = procedure.facts[error.detail]
            detail = f"{name_need(fact.key)}{text('step.is')}{tell_form(fact)}"
        case UsageError(code="step.accused-person"):
            detail = name_need(error.detail)
        case UsageError(code="step.reason"):
            detail = name_status(error.detail)
        case UsageError(code="step.organ" | "step.same-unit" | "unit.accused" | "unit.accused-parent"):
            detail = name_all(name_value("unit", code) for code in error.detail.split())
        case UsageError(code="step.unknown"):
            near = name_all(map(name_step, _near_kinds(error.detail, procedure)))
            detail = text("step.near", given=detail, near=near) if near else detail
    return UsageError(error.code, detail)


def tell_form(fact: "FactKind") -> str:
    """What a fact may be, in a few words."""
    if fact.answers and fact.type != "words":
        return name_all(vocabulary().label(fact.key, answer, LANG) for answer in fact.answers)
    if fact.type == "number":
        return f"{fact.least}-{fact.most}"
    return text(f"step.form-{fact.type}")


def tell_needs(rule: "StepKind") -> tuple[str, str]:
    """What a kind of step needs, and what it may hold besides."""
    return name_all(map(name_need, rule.needs)), name_all(map(name_need, rule.may))
