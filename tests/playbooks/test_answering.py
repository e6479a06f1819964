"""*Why?* and *Why not?*: where an account stands, and a change that is claimed to move it does, when it is applied."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.entries import Marked
from app.core.playbooks import Move, Playbook, Run, choose
from app.core.snapshots import Snapshot
from app.playbooks.answering import OUT, Asked, answer
from app.playbooks.evaluate import evaluate
from app.playbooks.load import load_playbook
from app.playbooks.moving import Change, rank_with, scorer

from .making import TODAY, account, playbook, snapshot

AGENTS = Path(__file__).parents[2] / "agents"
CALL = {"days": Move(0, "one call today")}
ACCOUNTS = [
    account("a", days=48, revenue=3000.0),
    account("b", days=30, revenue=300.0),
    account("c", days=25),
    account("d", days=12),
    account("fine", days=5),
    account("other", days=90, owner="2"),
    account("new"),
]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot(tmp_path_factory.mktemp("answers"), ACCOUNTS)


def movable(**more: Move) -> Playbook:
    return replace(playbook(), moves={**more})


def asked(run: Run, *marks: Marked, shown: list[str] | None = None) -> Asked:
    return Asked(choose(run, {"1"}, marks, on=TODAY), {"1"}, TODAY, marks, shown)


def test_a_row_says_whom_it_beat_by_how_much_and_what_a_call_would_do(taken: Snapshot) -> None:
    rules = replace(playbook(), moves=CALL)
    run = evaluate(rules, taken, TODAY)
    told = answer(run, rules, "a", taken, asked(run))
    assert told.absent == ()
    assert told.moves[0] == "Number 1 of 4: 18.9 points ahead of Account b."
    assert told.moves[1] == "One call today would drop it to number 4."


def test_a_call_that_leaves_no_reason_takes_the_row_off_the_list(taken: Snapshot) -> None:
    rules = replace(playbook(), moves=CALL)
    run = evaluate(rules, taken, TODAY)
    told = answer(run, rules, "c", taken, asked(run))
    assert told.moves == (
        "Number 3 of 4: 13 points ahead of Account d and 5.1 points behind Account b.",
        "One call today would take it off the list.",
    )


def applied(change: Change, item: str, taken: Snapshot, folder: Path) -> int | None:
    """The rank after the change is made in a snapshot of its own: days become a day of last contact."""
    changed = [dict(each) for each in ACCOUNTS]
    row = next(each for each in changed if each["id"] == item)
    if change.fact == "days":
        assert isinstance(change.then, int)
        row["last_contacted_at"] = f"{(TODAY - timedelta(days=change.then)).isoformat()}T10:00:00Z"
    else:
        row[change.fact] = change.then
    run = evaluate(playbook(), snapshot(folder, changed), TODAY)
    return next((at for at, each in enumerate(choose(run, {"1"}, (), on=TODAY), 1) if each.id == item), None)


@pytest.mark.parametrize("item", ["a", "b", "c", "d"])
def test_the_smallest_change_moves_the_row_when_it_is_applied_and_a_smaller_one_does_not(
    taken: Snapshot, tmp_path: Path, item: str
) -> None:
    run = evaluate(playbook(), taken, TODAY)
    position = answer(run, playbook(), item, taken, asked(run)).position
    assert position is not None
    change = position.supposed
    assert change is not None
    assert change.fact == "days"
    assert applied(change, item, taken, tmp_path / "applied") == change.rank
    assert change.rank is None or change.rank > (position.rank or 0)
    assert isinstance(change.then, int)
    assert isinstance(change.now, int)
    one_less = replace(change, then=change.then + (1 if change.then < change.now else -1))
    assert applied(one_less, item, taken, tmp_path / "less") == position.rank


def test_an_account_that_is_missing_hears_what_would_put_it_on(taken: Snapshot, tmp_path: Path) -> None:
    run = evaluate(playbook(), taken, TODAY)
    told = answer(run, playbook(), "fine", taken, asked(run))
    assert told.absent == ("No rule has a reason to name it on that day.",)
    assert told.position is not None
    change = told.position.supposed
    assert change == Change("days", 5, 11, "", 1.0, 5)
    assert told.moves == ("With days at 11 instead of 5 it would be number 5.",)
    assert applied(change, "fine", taken, tmp_path) == 5


def mark(item: str, kind: str, until: date | None = None, word: str = "") -> Marked:
    return Marked.model_validate(
        {"key": "k", "item": item, "name": item, "mark": kind, "by": "U1", "playbook": "test", "on": TODAY}
        | {"until": until, "word": word}
    )


def test_every_way_to_be_missing_has_its_own_answer(taken: Snapshot) -> None:
    run = evaluate(playbook(), taken, TODAY)

    def why_not(item: str, *marks: Marked, shown: list[str] | None = None) -> tuple[str, ...]:
        return answer(run, playbook(), item, taken, asked(run, *marks, shown=shown)).absent

    assert why_not("nowhere") == (OUT,)
    assert why_not("other") == ("It is on its own owner's list.",)
    assert why_not("b", mark("b", "snoozed", TODAY + timedelta(days=3))) == (
        "It was snoozed on 25 November until 28 November.",
    )
    assert "marked wrong on 25 November: “they left”" in why_not("b", mark("b", "wrong", word="they left"))[0]
    assert why_not("b", mark("b", "wrong"), mark("b", "reopened")) == ()
    assert why_not("b", shown=["a", "c"])[0].startswith("It was left out by the check before sending")
    assert why_not("b", shown=["a", "b", "c"]) == ()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    rows = [account(n, days=n % 80, tier="ABC"[n % 3], revenue=float(n % 50) * 9000) for n in range(300)]
    return snapshot(tmp_path_factory.mktemp("many"), rows)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 299))
def test_what_the_real_playbook_claims_of_a_change_is_what_its_rules_then_give(many: Snapshot, at: int) -> None:
    rules = load_playbook(AGENTS, "daily-priorities")
    run = evaluate(rules, many, TODAY)
    told = answer(run, rules, str(at), many, asked(run))
    assert told.why is not None
    assert told.position is not None
    facts = {name: value for each in told.why.results for name, value in each.facts.items()}
    others = [(-round(each.score * 10), each.id) for each in run.items if each.id != str(at)]
    score = scorer(rules, (), TODAY)
    for change in (told.position.deed, told.position.supposed):
        if change:
            totals = score([{**facts, change.fact: change.then}])
            assert totals == [round(change.score * 10)]
            assert rank_with(totals[0], str(at), others) == change.rank != told.position.rank
