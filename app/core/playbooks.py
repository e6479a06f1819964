"""The deterministic half of an agent, and what one evaluation gives. The score is the sum of the rules' points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from app.core.entries import Listed, Marked, ShownResult, ShownRow, ShownTicket

Scalar = str | int | float | bool | None
Facts = Mapping[str, Scalar]  # one row of facts.sql: column → value
ROWS = 7  # what a person can take in at a glance


@dataclass(frozen=True)
class Rule:
    """A pure function of rules.py: `def quiet_accounts(a: Facts, p: Params) -> Points` with a docstring."""

    name: str
    words: str  # its docstring: how people read it
    obligation: str  # the group of a row that it leads: owe_an_answer, gone_quiet, coming_up; none: it only weighs
    source: str  # its own lines, for "show code"


@dataclass(frozen=True)
class Move:
    """What a person can do about a fact: one call makes `days_since_contact` 0."""

    to: Scalar
    words: str  # "one call, email or meeting today"


@dataclass(frozen=True)
class Playbook:
    name: str
    title: str
    kind: Literal["list"]
    owner: str  # email of the person who answers for it
    words: str  # the body of PLAYBOOK.md: what the list is for
    params: Mapping[str, Scalar]
    facts_sql: str
    rules_source: str
    rules: tuple[Rule, ...]
    examples: tuple[Mapping[str, Any], ...]
    version: str  # sha256 over PLAYBOOK.md's params and obligations, facts.sql and rules.py; 12 hex digits are shown
    moves: Mapping[str, Move] = field(default_factory=dict)  # fact → what somebody can do about it


@dataclass(frozen=True, slots=True)  # a run may hold a million
class RuleResult:
    rule: str
    points: float  # rounded by the program to one decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """One account as the playbook sees it."""

    id: str
    name: str
    owner_id: str | None
    score: float
    results: tuple[RuleResult, ...]  # of every rule, in the order of rules.py
    facts: Facts  # empty far down an owner's list: they are found again in the snapshot


@dataclass(frozen=True)
class BrokenRule:
    rule: str
    problem: str  # the error and what to do, for the owner


@dataclass(frozen=True)
class Run:
    """One evaluation of a playbook version on a snapshot, for everybody at once."""

    id: str  # sha256 over playbook, version, snapshot and today: the same inputs are the same run
    playbook: str
    version: str
    snapshot: str  # its hash
    today: date
    data_as_of: datetime
    items: tuple[Item, ...]  # score above zero only, by (-score, id)
    broken: tuple[BrokenRule, ...] = ()

    def of(self, owner_ids: Iterable[str | None]) -> list[Item]:
        """What these own, in the order of the run."""
        found = [item for owner in set(owner_ids) for item in self._by_owner.get(owner, ())]
        return sorted(found, key=lambda item: (-item.score, item.id))

    @cached_property
    def _by_owner(self) -> Mapping[str | None, Sequence[Item]]:
        """Everybody's list comes from one run, which may hold all accounts of a large portal."""
        found: dict[str | None, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.owner_id, []).append(item)
        return found


@dataclass(frozen=True)
class Ticket:
    """An open ticket to link in a row."""

    id: str
    account_id: str
    subject: str
    priority: str
    url: str


def is_hidden(item: str, marks: Iterable[Marked], on: date) -> bool:
    """Whether a person's own word keeps an account off their list on that day."""
    hidden = False
    for mark in marks:  # oldest first; the last word counts
        if mark.item != item:
            continue
        match mark.mark:
            case "done":
                hidden = mark.on == on
            case "snoozed":
                hidden = mark.until is not None and on < mark.until
            case "not_mine" | "wrong":
                hidden = True
            case "reopened":
                hidden = False
    return hidden


def choose(
    run: Run, owner_ids: Iterable[str | None], marks: Iterable[Marked], *, on: date, left_out: Iterable[str] = ()
) -> tuple[Item, ...]:
    """A person's own items in order: theirs, not hidden by their marks, not left out by the check before sending."""
    told, out = list(marks), set(left_out)
    return tuple(item for item in run.of(owner_ids) if item.id not in out and not is_hidden(item.id, told, on))


def show(
    items: Iterable[Item], groups: Mapping[str, str], tickets: Iterable[Ticket], limit: int = ROWS
) -> tuple[ShownRow, ...]:
    """The rows of a message. `groups` maps a rule to its obligation; a rule without one only weighs."""
    by_account: dict[str, list[ShownTicket]] = {}
    for each in tickets:
        shown = ShownTicket(id=each.id, subject=each.subject, priority=each.priority, url=each.url)
        by_account.setdefault(each.account_id, []).append(shown)
    return tuple(
        ShownRow(
            item=item.id,
            name=item.name,
            url=str(item.facts.get("url") or ""),
            rank=rank,
            score=item.score,
            group=_group(item, groups),
            results=_reasons(item, groups),
            tickets=tuple(by_account.get(item.id, ())[:2]),
        )
        for rank, item in enumerate(list(items)[:limit], start=1)
    )


def _group(item: Item, groups: Mapping[str, str]) -> str:
    """The obligation of the rule with most points among those that name one."""
    led = [each for each in item.results if each.points > 0 and each.rule in groups]
    return groups[max(led, key=lambda each: each.points).rule] if led else "coming_up"


def _reasons(item: Item, groups: Mapping[str, str]) -> tuple[ShownResult, ...]:
    """What speaks for the account first, by points; what only weighs it behind that."""
    given = sorted((each for each in item.results if each.points), key=lambda e: (e.rule not in groups, -e.points))
    return tuple(ShownResult(rule=each.rule, points=each.points, reason=each.reason) for each in given)


def row_of(listed: Listed, item: str) -> ShownRow | None:
    return next((row for row in listed.rows if row.item == item), None)
