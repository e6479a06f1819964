"""A server's tool that is asked for: exact arguments, once, never again where nobody can tell whether it was done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.core.actions import Action, Busy, Receipt, Refused, Unsure
from app.core.permissions import Approvals, Ask, judge, may_decide
from app.core.tools import Call, CallContext, Outcome
from app.integrations.mcp.writes import McpWrite
from tests.claude.thread import START, Thread
from tests.core.proposing import proposed
from tests.integrations.mcp.desk import PERSON, QUICK, Desk, desk, odd, python
from tests.integrations.mcp.test_odd import AROUND, starts


def asked(at: Desk, name: str) -> McpWrite:
    return next(each for each in at.servers.writes if each.spec.name == name)


async def propose(at: Desk, name: str, **arguments: Any) -> Action:
    answer = await asked(at, name).propose(Call("c", name, arguments), CallContext(Thread().session, PERSON, START))
    assert isinstance(answer, Action)
    return answer


async def test_it_is_proposed_with_its_exact_arguments_and_done_after_a_yes(tmp_path: Path) -> None:
    async with desk(tmp_path, python("notes", "notes.py"), policies={"notes": {"find": "auto"}}) as at:
        action = await propose(at, "notes__save", account="acme", note="Call <them>")
        assert {change.label: change.new for change in action.changes} == {"account": "acme", "note": "Call <them>"}
        assert (await at.call("notes__find", account="acme")).content == "Acme wants a call."
        done = await asked(at, "notes__save").act(action, "s1:1")
        assert done == Receipt(told="Done. notes says: saved", is_undoable=False)
        assert (await at.call("notes__find", account="acme")).content == "Call <them>"
        assert isinstance(await asked(at, "notes__save").look(action, "s1:1"), Unsure)


async def test_who_asks_says_yes_and_nobody_else(tmp_path: Path) -> None:
    async with desk(tmp_path, python("notes", "notes.py")) as at:
        action = await propose(at, "notes__save", account="acme", note="x")
    rules = Approvals(policies={"assistant": {"notes__save": "auto"}})
    verdict = judge(rules, "assistant", "notes__save", "write_external", action, PERSON, (), approved_before=True)
    assert verdict == Ask("owner")
    waiting = proposed(by=PERSON.slack_id, action=action)
    assert may_decide(rules, PERSON, waiting) == ""
    assert "Only who asked" in may_decide(rules, PERSON.__class__("U2", "Tom", "t@example.com", "UTC"), waiting)


async def test_what_the_server_refuses_was_not_done(tmp_path: Path) -> None:
    async with desk(tmp_path, python("notes", "notes.py")) as at:
        result = await asked(at, "notes__save").act(await propose(at, "notes__save", wrong="x"), "s1:1")
    assert isinstance(result, Refused)
    assert "notes says:" in result.told


async def test_too_many_arguments_are_refused_before_anybody_is_asked(tmp_path: Path) -> None:
    async with desk(tmp_path, python("notes", "notes.py")) as at:
        long = Call("c", "notes__save", {"account": "acme", "note": "x" * 30_000})
        answer = await asked(at, "notes__save").propose(long, CallContext(Thread().session, PERSON, START))
    assert isinstance(answer, Outcome)
    assert answer.is_error


@pytest.mark.parametrize(
    ("does", "outcome", "lives"),
    [("freeze", Unsure, 2), ("die", Unsure, 2), ("garbage", Unsure, 1), ("refuse", Refused, 1)],
)
async def test_an_answer_that_never_came_is_unsure_and_the_call_is_not_made_again(
    tmp_path: Path, does: str, outcome: type, lives: int
) -> None:
    async with desk(
        tmp_path, odd(tmp_path), policies={"odd": {"fine": "auto"}}, environment=AROUND, timing=QUICK
    ) as at:
        action = await propose(at, f"odd__{does}")
        assert isinstance(await asked(at, f"odd__{does}").act(action, "s1:1"), outcome)
        assert (await at.call("odd__fine")).content == "fine"
    assert starts(tmp_path) == lives  # a second call would have ended another life


async def test_a_server_that_is_down_is_busy(tmp_path: Path) -> None:
    async with desk(tmp_path, python("notes", "notes.py")):
        pass
    absent = python("notes", "absent.py")
    async with desk(tmp_path, absent, timing=QUICK) as at:
        action = await propose(at, "notes__save", account="acme", note="x")
        assert isinstance(await asked(at, "notes__save").act(action, "s1:1"), Busy)
