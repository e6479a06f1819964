"""A run as bytes and back: what is stored, and what a replay is compared with. Equal runs have equal bytes.

Items share their rules and columns, so these are written once: a fifth of the size for 100,000 accounts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from app.core.playbooks import BrokenRule, Item, RuleResult, Run

_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def run_to_json(run: Run) -> bytes:
    rules = [result.rule for result in run.items[0].results] if run.items else []
    columns = next((list(item.facts) for item in run.items if item.facts), [])
    head = {
        "id": run.id,
        "playbook": run.playbook,
        "version": run.version,
        "snapshot": run.snapshot,
        "today": run.today.isoformat(),
        "data_as_of": run.data_as_of.isoformat(),
        "broken": [[each.rule, each.problem] for each in run.broken],
        "rules": rules,
        "columns": columns,
    }
    # One at a time: a list of all would be walked by Python's collector again and again while it grows.
    items = ",".join(_WRITE(_pack(item, columns)) for item in run.items)
    return f'{_WRITE(head)[:-1]},"items":[{items}]}}'.encode()


def run_from_json(text: bytes) -> Run:
    read = json.loads(text)
    blank = [RuleResult(rule, 0.0, "") for rule in read["rules"]]
    return Run(
        id=read["id"],
        playbook=read["playbook"],
        version=read["version"],
        snapshot=read["snapshot"],
        today=date.fromisoformat(read["today"]),
        data_as_of=datetime.fromisoformat(read["data_as_of"]),
        items=tuple(_unpack(item, blank, read["columns"]) for item in read["items"]),
        broken=tuple(BrokenRule(rule, problem) for rule, problem in read["broken"]),
    )


def _pack(item: Item, columns: Sequence[str]) -> list[Any]:
    given = [[at, each.points, each.reason] for at, each in enumerate(item.results) if each.points or each.reason]
    facts = [item.facts[column] for column in columns] if item.facts else None
    return [item.id, item.name, item.owner_id, item.score, given, facts]


def _unpack(packed: Sequence[Any], blank: Sequence[RuleResult], columns: Sequence[str]) -> Item:
    key, name, owner, score, given, facts = packed
    results = list(blank)
    for at, points, reason in given:
        results[at] = RuleResult(blank[at].rule, points, reason)
    return Item(key, name, owner, score, tuple(results), dict(zip(columns, facts, strict=True)) if facts else {})
