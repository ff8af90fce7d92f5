"""`laixin rules list` and `laixin rules test`: the rules as data, tried on letters."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import accesses, options
from cli.accesses import note_access
from cli.command_group import LaixinCommand, open_group
from cli.consoles import print_json, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import text
from cli.visible import show_visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from classifiers.rules.rule_book import NamedRule
    from classifiers.rules.rule_testing import Example, RuleReport, Sample
    from vocab import Vocabulary

MOST_WORDS = 40
"""Words that are shown one by one; `--json` has all."""

Question = Annotated[str | None, typer.Argument(metavar="QUESTION", help=text("option.question"), show_default=False)]
RuleName = Annotated[str, typer.Argument(metavar="RULE", help=text("option.rule"), show_default=False)]
RulesFile = Annotated[
    Path | None, typer.Option("--rules", metavar="FILE.toml", help=text("option.rules"), show_default=False)
]
Letters = Annotated[
    Path | None, typer.Option("--data", metavar="FILE.jsonl", help=text("option.rule-data"), show_default=False)
]
Examples = Annotated[int, typer.Option("--examples", metavar="N", min=0, help=text("option.examples"))]

app = open_group("rules")


@app.command(
    "list",
    cls=LaixinCommand,
    help=text("help.rules.list"),
    short_help=text("help.rules.list.short"),
    options_metavar=text("heading.options-metavar"),
)
def list_all(
    question: Question = None, rules: RulesFile = None, as_json: options.AsJson = False, home: options.Home = None
) -> None:
    """List the rules."""
    from classifiers.rules.rule_book import TOPIC, count_words, list_rules
    from records import UsageError

    vocabulary = _open_vocabulary(home, rules)
    if question is not None and question not in (*vocabulary.cues, TOPIC):
        raise UsageError("rule.question", f"{question} ({' '.join((*vocabulary.cues, TOPIC))})")
    found = list(list_rules(vocabulary, question))
    if as_json:
        for rule in found:
            print_json({"rule": rule.name, "question": rule.question, **asdict(rule.rule), "answer": rule.answer})
        return
    rows = [(rule.name, rule.answer, _weight(rule), *map(str, count_words(rule.rule)), _scope(rule)) for rule in found]
    headings = [text(f"rules.{key}") for key in ("rule", "answer", "weight", "words", "patterns", "unless", "scope")]
    results().print(make_table(headings, [tuple(map(show_visible, row)) for row in rows]))
    results().print(text("rules.count", count=len(found)), soft_wrap=True)


@app.command(
    "test",
    cls=LaixinCommand,
    help=text("help.rules.test"),
    short_help=text("help.rules.test.short"),
    options_metavar=text("heading.options-metavar"),
)
def try_one(
    name: RuleName,
    *,
    data: Letters = None,
    rules: RulesFile = None,
    examples: Examples = 10,
    restricted: options.Restricted = False,
    by: accesses.By = "",
    reason: accesses.Reason = "",
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Try a rule on past letters or on a file of texts."""
    from classifiers.rules.rule_book import find_rule
    from classifiers.rules.rule_testing import try_rule
    from cli.books import open_books
    from cli.rule_letters import read_ledger, read_rows

    vocabulary = _open_vocabulary(home, rules)
    rule = find_rule(vocabulary, name)

    def run(samples: "Iterable[Sample]") -> "RuleReport":
        return try_rule(rule.rule, rule.accepted, samples, vocabulary=vocabulary, most_examples=examples)

    if data is not None:
        report = run(read_rows(data, rule, vocabulary))
    else:
        with open_books(read_settings(home=home)) as ledger:
            if restricted:
                note_access(ledger, "rules test", "restricted", by=by, reason=reason, cases=len(ledger.apart()))
            report = run(read_ledger(ledger, rule, restricted=restricted))
    if as_json:
        print_json(_row(rule, report))
    else:
        _print(rule, report)


def _open_vocabulary(home: Path | None, draft: Path | None) -> "Vocabulary":
    from datetime import UTC, datetime

    from classifiers.rules.rule_book import lay_draft_over
    from vocab import load_vocabulary

    vocabulary = load_vocabulary(read_settings(home=home).vocab).on(datetime.now(UTC).astimezone().date())
    return lay_draft_over(vocabulary, draft) if draft is not None else vocabulary


def _weight(rule: "NamedRule") -> str:
    return f"{getattr(rule.rule, 'weight', None) or ''}"


def _scope(rule: "NamedRule") -> str:
    scope = getattr(rule.rule, "scope", "anywhere")
    topics = getattr(rule.rule, "topics", ())
    return " ".join(filter(None, (text(f"rules.scope-{scope}"), *topics)))


def _row(rule: "NamedRule", report: "RuleReport") -> dict[str, object]:
    interval = report.interval
    return {
        "rule": rule.name,
        "question": rule.question,
        "answer": rule.answer,
        "letters": report.letters,
        "letters_hit": report.hit,
        "words": [asdict(word) for word in report.words],
        "stopped": dict(report.stopped),
        "examples": [asdict(example) for example in report.examples],
        "judged": report.judged,
        "judged_with_answer": report.judged_with_answer,
        "judged_hit": report.judged_hit,
        "right": report.right,
        "precision": report.precision,
        "interval": list(interval) if interval else None,
        "found": report.found,
    }


def _print(rule: "NamedRule", report: "RuleReport") -> None:
    console = results()
    share = f"{report.hit / report.letters:.1%}" if report.letters else "–"
    told = text("rules.hits", rule=rule.name, answer=rule.answer, hit=report.hit, letters=report.letters, share=share)
    console.print(show_visible(told), style="bold", soft_wrap=True)
    if report.words:
        rows = [(show_visible(word.word), str(word.letters), str(word.times)) for word in report.words[:MOST_WORDS]]
        console.print(make_table([text("rules.word"), text("rules.letters"), text("rules.times")], rows))
    if report.stopped:
        told = text("rules.between").join(
            f"{text(f'rules.stop-{why}')} {count}" for why, count in report.stopped.items()
        )
        console.print(text("rules.stopped", told=told), soft_wrap=True)
    for example in report.examples:
        console.print(_tell_example(example), soft_wrap=True)
    if report.precision is None or report.interval is None:
        console.print(text("rules.nobody-said"), soft_wrap=True)
        return
    low, high = report.interval
    figures = {"right": report.right, "hit": report.judged_hit, "share": f"{report.precision:.1%}"}
    console.print(
        text("rules.precision", **figures, low=f"{low:.1%}", high=f"{high:.1%}"), style="bold", soft_wrap=True
    )
    if report.found is not None:
        told = text("rules.found", found=report.right, all=report.judged_with_answer, share=f"{report.found:.1%}")
        console.print(told, soft_wrap=True)


def _tell_example(example: "Example") -> str:
    why = f"  ({text(f'rules.stop-{example.stop}')})" if example.stop else ""
    words = f"…{example.before}【{example.hit}】{example.after}…"
    return f"  {show_visible(example.key)}  {show_visible(words)}{why}"
