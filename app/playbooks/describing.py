"""A whole playbook in plain words, by a template from its docstrings, params and facts. No model words it."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.playbooks import Playbook, Scalar
from app.core.snapshots import TABLES
from app.playbooks.explain import ExplainedRule, explain_rule
from app.playbooks.facts import FactTable
from app.playbooks.probe import probe_facts

GROUPS = {
    "owe_an_answer": "puts an account under “Owe an answer”",
    "gone_quiet": "puts an account under “Gone quiet”",
    "coming_up": "puts an account under “Coming up”",
    "none": "only weighs: it leads no row",
}
SUMMING = (
    "The score of an account is the sum of what its rules give, rounded to one decimal each. Accounts above zero are "
    "listed, the highest first; equals go by id. A row stands in the group of the rule that gave it most. A rule that "
    "fails is left out for everybody, and the list says so."
)


def describe_playbook(playbook: Playbook, *, code: bool = False) -> str:
    """Markdown. With `code` each rule's own lines stand below its words."""
    return "\n".join(_lines(playbook, code)) + "\n"


def _lines(playbook: Playbook, code: bool) -> Iterator[str]:
    yield f"# {playbook.title}"
    yield ""
    yield f"{playbook.owner} answers for it. Version `{playbook.version[:12]}`. No model takes part in it."
    yield ""
    yield playbook.words
    yield ""
    yield "## Rules"
    for rule in playbook.rules:
        explained = explain_rule(playbook, rule.name)
        if explained:
            yield ""
            yield from _rule(explained, code)
    yield ""
    yield "## How they add up"
    yield ""
    yield SUMMING
    if playbook.moves:
        yield ""
        yield "## What moves an account"
        yield ""
        for fact, move in playbook.moves.items():
            yield f"- {move.words[:1].upper()}{move.words[1:]}: {named(fact)} is {value_words(move.to)} then."
    yield ""
    yield "## What it reads"
    yield ""
    yield from _reads(probe_facts(playbook.facts_sql))
    examples = sum(1 for each in playbook.examples if "name" in each)
    yield ""
    yield f"{examples} examples say what the team expects; they are run before every change goes live."


def _rule(rule: ExplainedRule, code: bool) -> Iterator[str]:
    yield f"### {named(rule.rule).capitalize()}"
    yield ""
    yield f"{rule.words} It {GROUPS.get(rule.obligation, 'only weighs')}."
    if rule.params:
        yield ""
        numbers = ", ".join(f"{named(name)} {value_words(value)}" for name, value in rule.params.items())
        yield f"Its numbers: {numbers}."
    if rule.facts:
        yield ""
        yield f"It looks at {', '.join(named(fact) for fact in rule.facts)}."
    if code:
        yield ""
        yield from ("```python", rule.source.rstrip(), "```")


def _reads(table: FactTable) -> Iterator[str]:
    for known in TABLES:
        columns = [column for column in known.columns if (known.name, column.name) in table.reads]
        if columns:
            meant = (f"{column.name} ({column.meaning})" if column.meaning else column.name for column in columns)
            yield f"- {known.name}: {', '.join(meant)}"


def named(name: str) -> str:
    return name.replace("_", " ")


def value_words(value: Scalar) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else f"{value:,g}" if isinstance(value, float) else str(value)
