"""Why an account stands where it stands: the run's own numbers, and the facts that each rule looked at.

Nothing here is told by a model; the explanation is the computation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.playbooks import Facts, Item, Playbook, RuleResult, Run, Scalar
from app.core.snapshots import Snapshot
from app.playbooks.evaluate import evaluate_some
from app.playbooks.rules import read_rules

LEFT_OUT = "left out of this run, because it failed"


@dataclass(frozen=True)
class ExplainedResult:
    rule: str
    words: str
    points: float
    reason: str
    facts: Facts  # those that the rule looks at, also through its helpers


@dataclass(frozen=True)
class ExplainedItem:
    id: str
    name: str
    owner_id: str | None
    rank: int | None  # among its owner's accounts; None where the score is not above zero
    score: float
    results: tuple[ExplainedResult, ...]  # of every rule, most points first
    are_facts_known: bool  # False: the snapshot is gone and the run did not keep them


@dataclass(frozen=True)
class ExplainedRule:
    rule: str
    words: str
    obligation: str
    params: Mapping[str, Scalar]  # those it uses
    facts: tuple[str, ...]  # columns it looks at
    source: str


def explain_item(
    run: Run, playbook: Playbook, item: str, snapshot: Snapshot | None, monty: Path | None = None
) -> ExplainedItem | None:
    """None where the snapshot does not know the account. Blocking; `monty` as in score_rows."""
    listed = next((each for each in run.items if each.id == item), None)
    found = listed if listed is not None and listed.facts else _look_up(run, playbook, item, snapshot, monty)
    if listed is None and found is None:
        return None
    told = listed or found
    assert told is not None
    facts = found.facts if found else {}
    results = [_explain(playbook, run, result, facts) for result in told.results]
    score = told.score if listed else round(sum(each.points for each in results), 1)
    return ExplainedItem(
        id=told.id,
        name=told.name,
        owner_id=told.owner_id,
        rank=_rank(run, told) if listed else None,
        score=score,
        results=tuple(sorted(results, key=lambda each: -each.points)),
        are_facts_known=bool(facts),
    )


def explain_rule(playbook: Playbook, name: str) -> ExplainedRule | None:
    rule = next((each for each in playbook.rules if each.name == name), None)
    code = next((each for each in read_rules(playbook.rules_source).rules if each.name == name), None)
    if rule is None or code is None:
        return None
    params = {key: playbook.params[key] for key in playbook.params if key in code.params}
    return ExplainedRule(name, rule.words, rule.obligation, params, tuple(sorted(code.columns)), rule.source)


def _look_up(run: Run, playbook: Playbook, item: str, snapshot: Snapshot | None, monty: Path | None) -> Item | None:
    if snapshot is None or snapshot.hash != run.snapshot or not Path(snapshot.path).exists():
        return None
    return next(iter(evaluate_some(playbook, snapshot, run.today, [item], monty)), None)


def _explain(playbook: Playbook, run: Run, result: RuleResult, facts: Facts) -> ExplainedResult:
    rule = explain_rule(playbook, result.rule)
    seen = {column: facts[column] for column in rule.facts if column in facts} if rule else {}
    words = rule.words if rule else ""
    if any(each.rule == result.rule for each in run.broken):
        return ExplainedResult(result.rule, words, 0.0, LEFT_OUT, seen)
    return ExplainedResult(result.rule, words, result.points, result.reason, seen)


def _rank(run: Run, item: Item) -> int:
    own = [each.id for each in run.items if each.owner_id == item.owner_id]
    return own.index(item.id) + 1
