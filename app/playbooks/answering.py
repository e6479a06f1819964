"""*Why?* and *Why not?* of one account: its rules' points, where it stands, what keeps it away, what would move it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.core.entries import Listed, Marked
from app.core.playbooks import Facts, Item, Playbook, Run
from app.core.snapshots import Snapshot
from app.playbooks.absence import why_not
from app.playbooks.explain import ExplainedItem, explain_item
from app.playbooks.moving import Position, describe_change, describe_position, position_of, scorer

OUT = "The playbook does not look at this account: facts.sql leaves it out."


@dataclass(frozen=True)
class Asked:
    """Of which list the question is."""

    items: Sequence[Item]  # in the person's order, also those that are not shown
    owners: Collection[str | None]
    on: date
    marks: Sequence[Marked] = ()
    shown: Sequence[str] | None = None  # ids of the rows they got; None: it was not sent


@dataclass(frozen=True)
class Answer:
    why: ExplainedItem | None  # None: the playbook does not look at it
    position: Position | None  # None: its facts are not known any more
    absent: tuple[str, ...]  # why it is not among the rows; empty where it is
    moves: tuple[str, ...]  # where it stands and what would move it


def answer(
    run: Run, playbook: Playbook, item: str, snapshot: Snapshot | None, asked: Asked, monty: Path | None = None
) -> Answer:
    """Blocking: 0.1 s, most of it to start the rules' process."""
    why = explain_item(run, playbook, item, snapshot, monty)
    if why is None:
        return Answer(None, None, (OUT,), ())
    if not why.are_facts_known:
        return Answer(why, None, (), ())
    facts: Facts = {name: value for each in why.results for name, value in each.facts.items()}
    standing = Item(why.id, why.name, why.owner_id, why.score, (), facts)
    score = scorer(playbook, [each.rule for each in run.broken], run.today, monty)
    position = position_of(asked.items, standing, playbook, score)
    absent = why_not(why, position, asked.owners, asked.marks, asked.on, asked.shown)
    if position.rank is not None:
        return Answer(why, position, tuple(absent), tuple(describe_position(position)))
    changes = (position.deed, position.supposed) if why.owner_id in asked.owners and why.score <= 0 else ()
    return Answer(
        why, position, tuple(absent), tuple(describe_change(each, is_listed=False) for each in changes if each)
    )


def asked_of(run: Run, listed: Listed, owners: Collection[str | None], marks: Sequence[Marked] = ()) -> Asked:
    """The list as it was sent: what ranks above the last shown row and is not shown was hidden from it that morning."""
    shown = [row.item for row in listed.rows]
    own = [item for item in run.items if item.owner_id in owners]
    last = max((at for at, item in enumerate(own) if item.id in shown), default=-1)
    items = [item for at, item in enumerate(own) if at > last or item.id in shown]
    return Asked(items, owners, listed.on, marks, shown)
