"""examples.yaml: what the team expects of the rules, in accounts anybody can picture. It is the rules' test.

An item is either a named account with the facts that matter (all others are those of an account of which the CRM knows
nothing) and the points it should get, or an order in which named accounts should stand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from app.content.lines import Lined, parse
from app.core.errors import ContentError
from app.core.nearest import nearest
from app.core.playbooks import Playbook, Scalar
from app.playbooks.points import round_to_tenths
from app.playbooks.probe import BARE, TODAY, probe_facts
from app.playbooks.rules import read_rules
from app.playbooks.scoring import Scored, score_rows

Complain = Callable[[ContentError], None]
Example = Mapping[str, Any]  # name, facts, points, score, line; or order, line
KEYS = ("name", "facts", "points", "score")


def read_examples(
    text: str, path: str, columns: Collection[str], rules: Collection[str], complain: Complain
) -> tuple[Example, ...]:
    try:
        lined = parse(path, text)
    except ContentError as error:
        complain(error)
        return ()
    if not isinstance(lined.value, list):
        complain(lined.error((), "expected a list: `- name: …` with facts and points, or `- order: […]`"))
        return ()
    names = {item.get("name") for item in lined.value if isinstance(item, dict)}
    problems = [
        each for at, item in enumerate(lined.value) for each in _problems(lined, at, item, columns, rules, names)
    ]
    for problem in problems:
        complain(problem)
    if problems:
        return ()
    return tuple({**item, "line": lined.lines[(at,)]} for at, item in enumerate(lined.value))


def check_examples(playbook: Playbook, monty: Path | None = None, today: date = TODAY) -> list[ContentError]:
    """Runs them; what differs is an error at the example's line. Blocking."""
    path = f"agents/{playbook.name}/playbook/examples.yaml"
    named = [example for example in playbook.examples if "name" in example]
    if not named:
        return [ContentError(path, 1, "there is no example: write at least one account and the points it should get")]
    columns, bare = _bare(playbook)
    rows = [[{**bare, **example["facts"]}[column] for column in columns] for example in named]
    rules = read_rules(playbook.rules_source)
    scored = score_rows(playbook.rules_source, rules, playbook.params, rows, columns, today, monty)
    broken = [
        ContentError(path, named[each.row]["line"], f"{rule} fails on {named[each.row]['name']!r}: {each.problem}")
        for rule, each in scored.broken.items()
    ]
    return broken + [
        ContentError(path, line, problem) for line, problem in _differences(playbook.examples, named, scored)
    ]


def _bare(playbook: Playbook) -> tuple[tuple[str, ...], dict[str, Scalar]]:
    table = probe_facts(playbook.facts_sql)
    at = table.columns.index("id")
    row = next((row for row in table.rows if row[at] == BARE), (None,) * len(table.columns))
    return table.columns, dict(zip(table.columns, row, strict=True))


def _differences(examples: Collection[Example], named: list[Example], scored: Scored) -> Iterator[tuple[int, str]]:
    tenths: list[dict[str, int]] = [{} for _ in named]
    for rule, given in scored.given.items():
        for row, points, _ in given:
            tenths[row][rule] = points
    for example, given_here in zip(named, tenths, strict=True):
        for rule, wanted in example.get("points", {}).items():
            got = given_here.get(rule, 0)
            if rule not in scored.broken and got != round_to_tenths(wanted):
                yield example["line"], f"{example['name']!r}: {rule} gives {got / 10:g}, expected {wanted:g}"
        total = sum(given_here.values())
        if "score" in example and total != round_to_tenths(example["score"]):
            yield example["line"], f"{example['name']!r}: the score is {total / 10:g}, expected {example['score']:g}"
    totals = {example["name"]: sum(given.values()) for example, given in zip(named, tenths, strict=True)}
    for example in examples:
        for first, second in zip(example.get("order", ()), example.get("order", ())[1:], strict=False):
            if totals[first] <= totals[second]:
                scores = f"{totals[first] / 10:g} and {totals[second] / 10:g}"
                yield example["line"], f"{first!r} should stand above {second!r}, but their scores are {scores}"


def _problems(
    lined: Lined, at: int, item: object, columns: Collection[str], rules: Collection[str], names: set[object]
) -> Iterator[ContentError]:
    match item:
        case {"order": [*order], **rest} if not rest:
            for name in order:
                if name not in names:
                    yield lined.error(
                        (at, "order"), f"no example is called {name!r}.{nearest(str(name), map(str, names))}"
                    )
        case {"name": str(), "facts": dict(facts), **rest} if rest and rest.keys() <= set(KEYS):
            yield from _unknown(lined, (at, "facts"), facts, columns, "column of facts.sql")
            points = rest.get("points", {})
            if isinstance(points, dict):
                yield from _unknown(lined, (at, "points"), points, rules, "rule of rules.py")
            yield from _no_numbers(lined, at, {"points": points} if not isinstance(points, dict) else points)
            yield from _no_numbers(lined, at, {"score": rest.get("score", 0)})
        case _:
            yield lined.error((at,), f"an example has {', '.join(KEYS)}; an order only `order: [name, name]`")


def _unknown(
    lined: Lined, at: tuple[int, str], given: Mapping[str, object], known: Collection[str], kind: str
) -> Iterator[ContentError]:
    for key, value in given.items():
        if key not in known:
            yield lined.error((*at, key), f"{key!r} is no {kind}.{nearest(str(key), known)}")
        elif isinstance(value, list | dict | date):
            yield lined.error((*at, key), f"{key!r} is {value!r}: write a number or a text")


def _no_numbers(lined: Lined, at: int, given: Mapping[str, object]) -> Iterator[ContentError]:
    for key, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield lined.error((at,), f"{key!r} is {value!r}: write a number of points")
