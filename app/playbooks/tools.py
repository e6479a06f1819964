"""What an agent may ask about lists: `my_list`, `explain_row` and `explain_rule`, answered from the stored run.

Names and reasons in the answers come from the CRM: they go out as JSON, as data.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.core.entries import Listed, Marked
from app.core.nearest import nearest
from app.core.people import Person
from app.core.playbooks import Playbook, Run, is_hidden
from app.core.snapshots import Snapshot
from app.core.tools import Call, CallContext, Outcome, Tool, ToolSpec
from app.playbooks.answering import Answer, answer, asked_of
from app.playbooks.explain import ExplainedItem, explain_rule
from app.playbooks.looks import NamedAccount, named_accounts
from app.playbooks.probe import probe_facts

NO_LIST = "There is no list of yours yet. It comes at nine on working days, to people who own accounts."


@dataclass(frozen=True)
class ListRecords:
    """Where lists, and what they were made of, are found again."""

    playbooks: Mapping[str, Playbook]
    load_run: Callable[[str], Awaitable[Run | None]]
    find_snapshot: Callable[[str], Awaitable[Snapshot | None]]
    latest_list: Callable[[str], Awaitable[Listed | None]]  # by Slack id
    unowned_to: str | None = None
    monty: Path | None = None
    marks_of: Callable[[str], Awaitable[Sequence[Marked]]] | None = None  # by Slack id
    version_of: Callable[[str, str], Awaitable[Playbook | None]] | None = None  # what a run was made from

    async def marks(self, context: CallContext) -> Sequence[Marked]:
        return await self.marks_of(context.asker.slack_id) if self.marks_of else ()

    def own(self, person: Person) -> frozenset[str | None]:
        """Whose accounts this person's own list is made of."""
        return self.may_see(replace(person, team=()))

    async def list_of(self, context: CallContext) -> Listed | None:
        """The session's own, else the asker's latest."""
        return context.session.listed() or await self.latest_list(context.asker.slack_id)

    def may_see(self, person: Person) -> frozenset[str | None]:
        unowned = self.unowned_to is not None and person.email.lower() == self.unowned_to.lower()
        return frozenset((*person.owner_ids, None) if unowned else person.owner_ids)


def list_tools(records: ListRecords) -> tuple[Tool, ...]:
    return (MyList(records), ExplainRow(records), ExplainRule(records))


class MyList:
    spec = ToolSpec(
        "my_list",
        "The ranked list of this conversation, else the asker's latest: rows with score, group and reasons, and what "
        "the person said of those they handled.",
        {"type": "object", "properties": {}, "additionalProperties": False},
        tier="read_trusted",
    )

    def __init__(self, records: ListRecords) -> None:
        self._records = records

    async def run(self, call: Call, context: CallContext) -> Outcome:
        listed = await self._records.list_of(context)
        if listed is None:
            return Outcome(NO_LIST, is_error=True)
        marks = await self._records.marks_of(listed.person) if self._records.marks_of else ()
        return _json(_describe_list(listed, marks), quotes_of(self._records.playbooks.get(listed.playbook)))


class ExplainRow:
    spec = ToolSpec(
        "explain_row",
        "Why an account has its score, or is not on the list: every rule with its points, its reason and the facts it "
        "looked at; whom it beat and by how much; the smallest change that would move it.",
        {
            "type": "object",
            "properties": {"account": {"type": "string", "description": "its name or id"}},
            "required": ["account"],
            "additionalProperties": False,
        },
        tier="read_trusted",
    )

    def __init__(self, records: ListRecords) -> None:
        self._records = records

    async def run(self, call: Call, context: CallContext) -> Outcome:
        wanted, records = str(call.input.get("account", "")).strip(), self._records
        listed = await records.list_of(context)
        run = await records.load_run(listed.run) if listed else None
        if listed is None or run is None:
            return Outcome(NO_LIST, is_error=True)
        snapshot = await records.find_snapshot(run.snapshot)
        accounts = await asyncio.to_thread(_visible, listed, run, snapshot, records.may_see(context.asker))
        found = _find(accounts, wanted)
        if len(found) != 1:
            return Outcome(_unclear(accounts, found, wanted), is_error=True)
        kept = await records.version_of(run.playbook, run.version) if records.version_of else None
        playbook = kept or records.playbooks[run.playbook]
        asked = asked_of(run, listed, _owners_of(run, listed, records.own(context.asker)), await records.marks(context))
        told = await asyncio.to_thread(answer, run, playbook, found[0].id, snapshot, asked, records.monty)
        if told.why is None:
            return Outcome(f"The playbook does not look at {found[0].name!r}: facts.sql leaves it out.", is_error=True)
        rank = next((row.rank for row in listed.rows if row.item == told.why.id), told.why.rank)
        return _json(_describe_item(told, rank, _note(playbook, run, told.why)), quotes_of(playbook))


class ExplainRule:
    spec = ToolSpec(
        "explain_rule",
        "What a rule of the list rewards: its words, its numbers and its code. Without a name: all rules.",
        {
            "type": "object",
            "properties": {"rule": {"type": "string", "description": "a rule's name; empty for all"}},
            "additionalProperties": False,
        },
        tier="read_trusted",
    )

    def __init__(self, records: ListRecords) -> None:
        self._records = records

    async def run(self, call: Call, context: CallContext) -> Outcome:
        listed = await self._records.list_of(context)
        playbooks = self._records.playbooks
        playbook = playbooks.get(listed.playbook) if listed else next(iter(playbooks.values()), None)
        name = str(call.input.get("rule", "")).strip()
        if playbook is None:
            return Outcome(NO_LIST, is_error=True)
        if not name:
            rules = [{"rule": rule.name, "words": rule.words, "group": rule.obligation} for rule in playbook.rules]
            return _json({"playbook": playbook.title, "words": playbook.words, "owner": playbook.owner, "rules": rules})
        rule = explain_rule(playbook, name)
        if rule is None:
            known = nearest(name, [each.name for each in playbook.rules])
            return Outcome(f"There is no rule {name!r}.{known}", is_error=True)
        told = {"rule": rule.rule, "words": rule.words, "group": rule.obligation, "params": dict(rule.params)}
        return _json({**told, "facts": list(rule.facts), "code": rule.source})


def _visible(
    listed: Listed, run: Run, snapshot: Snapshot | None, owners: frozenset[str | None]
) -> dict[str, NamedAccount]:
    """What this list shows, and whatever else belongs to the asker."""
    found = {row.item: NamedAccount(row.item, row.name, "", None) for row in listed.rows}
    found |= {item.id: NamedAccount(item.id, item.name, "", None) for item in run.items if item.owner_id in owners}
    if snapshot is not None and Path(snapshot.path).exists():
        found |= {each.id: each for each in named_accounts(snapshot, owners)}
    return found


def _find(accounts: Mapping[str, NamedAccount], wanted: str) -> list[NamedAccount]:
    """By id or exact name; else the only one whose name holds these words."""
    if wanted in accounts:
        return [accounts[wanted]]
    words = wanted.casefold()
    exact = [each for each in accounts.values() if words in (each.name.casefold(), each.domain.casefold()) and words]
    part = [each for each in accounts.values() if words and words in each.name.casefold()]
    return exact or (part if len(part) == 1 else [])


def _unclear(accounts: Mapping[str, NamedAccount], found: Sequence[NamedAccount], wanted: str) -> str:
    if found:
        each = "; ".join(f"{one.name} ({one.domain or 'no domain'}) is id {one.id}" for one in found)
        return f"{len(found)} accounts are called {wanted!r}: {each}. Ask which is meant, then send its id."
    names = [each.name for each in accounts.values() if each.name]
    hint = nearest(wanted, names)[:500] if names else " They own none."
    return f"No account of the asker is called {wanted!r}.{hint}"


def _note(playbook: Playbook, run: Run, why: ExplainedItem) -> str:
    if playbook.version != run.version:
        return "The rules have changed since this list was made: words and facts are those of today's rules."
    return "" if why.are_facts_known else "The snapshot of that day is no longer kept, so the facts cannot be shown."


def _describe_list(listed: Listed, marks: Sequence[Marked]) -> dict[str, Any]:
    last = {mark.item: mark.mark for mark in marks if is_hidden(mark.item, marks, listed.on)}
    rows = [
        {
            "rank": row.rank,
            "account": row.name,
            "id": row.item,
            "score": row.score,
            "group": row.group,
            "reasons": [f"{each.reason} ({each.points:+g})" for each in row.results],
            **({"handled": last[row.item]} if row.item in last else {}),
        }
        for row in listed.rows
    ]
    head = {"date": listed.on.isoformat(), "data_as_of": listed.data_as_of.isoformat()}
    return {**head, "rows": rows, "more": listed.more, "notes": list(listed.notes)}


def _describe_item(told: Answer, rank: int | None, note: str) -> dict[str, Any]:
    why = told.why
    assert why is not None
    rules = [
        {"rule": each.rule, "points": each.points, "reason": each.reason, "facts": dict(each.facts)}
        for each in why.results
    ]
    said: dict[str, Any] = {"account": why.name, "id": why.id, "rank": rank, "score": why.score, "rules": rules}
    more = {"why_not": list(told.absent), "standing": list(told.moves), "note": note}
    return said | {name: value for name, value in more.items() if value}


def _owners_of(run: Run, listed: Listed, own: frozenset[str | None]) -> frozenset[str | None]:
    """Of whom the list is: that of a team's member may be asked about by its manager."""
    shown = {row.item for row in listed.rows}
    return frozenset(item.owner_id for item in run.items if item.id in shown) or own


def quotes_of(playbook: Playbook | None) -> tuple[str, ...]:
    """Where untrusted words in its facts come from: they taint whoever reads them."""
    return _quotes_in(playbook.facts_sql) if playbook else ()


@lru_cache(16)
def _quotes_in(facts_sql: str) -> tuple[str, ...]:
    return probe_facts(facts_sql).quotes


def _json(answer: object, sources: tuple[str, ...] = ()) -> Outcome:
    return Outcome(json.dumps(answer, ensure_ascii=False), sources=sources)
