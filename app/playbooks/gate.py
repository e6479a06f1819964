"""The gate that a changed playbook passes before a person is asked: each stage in turn, and where it ends, why.

syntax → types → purity → examples → dry run → back-test. Nothing here makes anything live.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.core.entries import Marked
from app.core.errors import ContentError
from app.core.playbooks import Playbook
from app.core.snapshots import Snapshot
from app.playbooks.backtest import BackTest, Select, back_test, describe_back_test, read_facts
from app.playbooks.evaluate import evaluate
from app.playbooks.examples import check_examples
from app.playbooks.load import read_texts
from app.playbooks.probe import column_types, probe_facts
from app.playbooks.purity import find_impure
from app.playbooks.typecheck import check_types

Name = Literal["syntax", "types", "purity", "examples", "dry run", "back-test"]
STAGES: tuple[Name, ...] = ("syntax", "types", "purity", "examples", "dry run", "back-test")
SHOWN = 10  # problems of a stage


@dataclass(frozen=True)
class Stage:
    name: Name
    problems: tuple[str, ...]
    words: str  # what was found where it passed


@dataclass(frozen=True)
class Judged:
    stages: tuple[Stage, ...]  # up to the first that failed
    playbook: Playbook | None
    test: BackTest | None

    @property
    def passed(self) -> bool:
        return len(self.stages) == len(STAGES) and not self.problems

    @property
    def problems(self) -> tuple[str, ...]:
        return self.stages[-1].problems if self.stages else ()

    @property
    def failed_at(self) -> str:
        return self.stages[-1].name if self.problems else ""


@dataclass(frozen=True)
class History:
    """What a change is tried on: one snapshot a day, the oldest first, and what people said about rows since."""

    snapshots: Sequence[Snapshot]
    marks: Sequence[Marked] = ()
    select: Select = read_facts


def judge(
    texts: Mapping[str, str], live: Playbook, history: History, monty: Path | None = None, *, until: Name = "back-test"
) -> Judged:
    """`live` is what the change would take the place of. Blocking: 0.3 s up to the examples."""
    judging = _Judging(texts, live, history, monty)
    stages: list[Stage] = []
    for name in STAGES[: STAGES.index(until) + 1]:
        problems, words = judging.by_name[name]()
        stages.append(Stage(name, tuple(problems[:SHOWN]), "" if problems else words))
        if problems:
            break
    return Judged(tuple(stages), judging.playbook, judging.test)


def describe_judged(judged: Judged) -> Iterator[str]:
    """A line a stage."""
    for stage in judged.stages:
        yield f"{stage.name}: {stage.words or 'stopped here'}"
        yield from (f"  {problem}" for problem in stage.problems)


class _Judging:
    def __init__(self, texts: Mapping[str, str], live: Playbook, history: History, monty: Path | None) -> None:
        self._texts, self._live, self._history, self._monty = texts, live, history, monty
        self._impure = find_impure(texts["rules.py"], texts["facts.sql"], live.name)
        self.playbook: Playbook | None = None
        self.test: BackTest | None = None
        self.by_name: dict[Name, Callable[[], tuple[list[str], str]]] = {
            "syntax": self._syntax,
            "types": self._types,
            "purity": self._purity,
            "examples": self._examples,
            "dry run": self._dry_run,
            "back-test": self._back_test,
        }

    def _syntax(self) -> tuple[list[str], str]:
        errors: list[ContentError] = []
        self.playbook = read_texts(self._live.name, self._texts, errors.append)
        rules = len(self.playbook.rules) if self.playbook else 0
        return self._told(errors), f"{rules} rules in the allowed part of Python, one SELECT"

    def _types(self) -> tuple[list[str], str]:
        if any(error.path.endswith("facts.sql") for error in self._impure):
            return [], "looked at after purity"  # its columns are not known
        columns = column_types(probe_facts(self._texts["facts.sql"]))
        path = f"agents/{self._live.name}/playbook/rules.py"
        errors = check_types(self._texts["rules.py"], columns, self._known.params, path, self._monty)
        return self._told(errors), f"every rule fits the {len(columns)} columns of facts.sql"

    def _purity(self) -> tuple[list[str], str]:
        return [str(error) for error in self._impure], "no clock, no chance, no network"

    def _examples(self) -> tuple[list[str], str]:
        errors = check_examples(self._known, self._monty)
        return [str(error) for error in errors], f"all {len(self._known.examples)} come out as expected"

    def _dry_run(self) -> tuple[list[str], str]:
        if not self._history.snapshots:
            return ["there is no snapshot to run it on: `threadwork sync` reads the CRM"], ""
        latest = self._history.snapshots[-1]
        try:
            run = evaluate(self._known, latest, latest.taken_at.date(), self._monty)
        except ContentError as error:
            return [str(error)], ""
        problems = [f"the rule {each.rule} fails: {each.problem}" for each in run.broken]
        people = len({item.owner_id for item in run.items})
        return problems, f"{len(run.items):,} accounts of {people:,} people on the data of today"

    def _back_test(self) -> tuple[list[str], str]:
        history = self._history
        self.test = back_test(self._live, self._known, history.snapshots, history.marks, self._monty, history.select)
        return [f"a rule fails on a past day: {each}" for each in self.test.broken], describe_back_test(self.test)[0]

    @property
    def _known(self) -> Playbook:
        assert self.playbook is not None, "the first stage reads it or ends the gate"
        return self.playbook

    def _told(self, errors: Sequence[ContentError]) -> list[str]:
        """Without what the stage of purity says in its own words."""
        places = {(error.path, error.line) for error in self._impure}
        return [str(error) for error in errors if (error.path, error.line) not in places]
