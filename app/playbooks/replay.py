"""A stored run computed once more, and what differs where it does not come out the same byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.playbooks import Item, Playbook, Run
from app.core.runs import run_from_json, run_to_json
from app.core.snapshots import Snapshot
from app.playbooks.evaluate import evaluate
from app.playbooks.snapshot import SnapshotError, read_snapshot

SHOWN = 20  # differences; more say nothing new


@dataclass(frozen=True)
class Replayed:
    """`differences` is empty where the bytes are the same."""

    size: int  # bytes
    items: int
    differences: tuple[str, ...]


def replay(stored: bytes, playbook: Playbook | None, snapshot: Snapshot | None, monty: Path | None = None) -> Replayed:
    """`playbook` is the version that the run names. Blocking."""
    run = run_from_json(stored)
    missing = list(_missing(run, playbook, snapshot))
    if missing or playbook is None or snapshot is None:
        return Replayed(len(stored), len(run.items), tuple(missing))
    again = evaluate(playbook, snapshot, run.today, monty)
    if run_to_json(again) == stored:
        return Replayed(len(stored), len(run.items), ())
    found = list(differences(run, again)) or ["the values are the same, but they were written down in another way"]
    more = len(found) - SHOWN
    return Replayed(
        len(stored), len(run.items), (*found[:SHOWN], *([f"and {more:,} more differences"] if more > 0 else []))
    )


def differences(was: Run, now: Run) -> Iterator[str]:
    """In words, the most telling first."""
    for name in ("playbook", "version", "snapshot", "today", "data_as_of", "broken"):
        before, after = getattr(was, name), getattr(now, name)
        if before != after:
            yield f"{name} was {before!r} and is {after!r}"
    old, new = ({item.id: item for item in run.items} for run in (was, now))
    for key in sorted(old.keys() - new.keys()):
        yield f"{old[key].name} ({key}) had {old[key].score:g} points and is not listed any more"
    for key in sorted(new.keys() - old.keys()):
        yield f"{new[key].name} ({key}) was not listed and has {new[key].score:g} points"
    for key in sorted(old.keys() & new.keys()):
        yield from _of_item(old[key], new[key])
    if [item.id for item in was.items] != [item.id for item in now.items] and old.keys() == new.keys():
        yield "the order is another one"


def _of_item(was: Item, now: Item) -> Iterator[str]:
    results = {each.rule: each for each in now.results}
    for each in was.results:
        other = results.get(each.rule)
        if other is None:
            yield f"{was.name} ({was.id}): there is no rule {each.rule} any more"
        elif other != each:
            before, after = f"{each.points:g} “{each.reason}”", f"{other.points:g} “{other.reason}”"
            yield f"{was.name} ({was.id}): {each.rule} gave {before} and gives {after}"
    for fact in [*was.facts, *(each for each in now.facts if each not in was.facts)]:
        old, new = was.facts.get(fact), now.facts.get(fact)
        if old != new:
            yield f"{was.name} ({was.id}): the fact {fact} was {old!r} and is {new!r}"
    if (was.name, was.owner_id) != (now.name, now.owner_id):
        yield f"{was.name} ({was.id}): its name or owner differs"


def _missing(run: Run, playbook: Playbook | None, snapshot: Snapshot | None) -> Iterator[str]:
    if playbook is None:
        yield f"version {run.version[:12]} of {run.playbook} is not kept, so its rules cannot be run again"
    if snapshot is None:
        yield f"snapshot {run.snapshot[:12]} is not known here: it was registered in another database"
    elif not Path(snapshot.path).exists():
        yield f"the file of snapshot {run.snapshot[:12]} is gone ({snapshot.path}): restore it from a copy"
    else:
        try:
            read = read_snapshot(Path(snapshot.path))
        except SnapshotError as error:
            yield str(error)
        else:
            if read.hash != run.snapshot:
                yield f"{snapshot.path} hashes to {read.hash[:12]}, but the run read {run.snapshot[:12]}"
