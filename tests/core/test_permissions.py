"""Who may say yes to a write, as a table: the asker for their accounts, a manager for the team, else nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.actions import Change
from app.core.approvals import Needs
from app.core.people import Person
from app.core.permissions import Allow, Approvals, Ask, Refuse, judge, may_decide
from app.core.tools import Tier
from tests.core.proposing import action, proposed

ANN = Person("U1", "Ann", "ann@acme.example", "UTC", owner_id="11")
BEN = Person("U2", "Ben", "ben@acme.example", "UTC", owner_id="12")
BOSS = Person("U3", "Boss", "boss@acme.example", "UTC", owner_id="13", team=("11",))
LOOKS_AFTER = Person("U4", "Lou", "lou@acme.example", "UTC")
NOBODY = Person("U5", "Nemo", "nemo@acme.example", "UTC")
GUEST = replace(ANN, standing="guest")
RULES = Approvals(unowned_to="LOU@acme.example")
AMOUNT = (Change(field="amount", label="Amount", old="100", new="60,000", number=60_000.0),)
OWNER = (Change(field="hubspot_owner_id", label="Owner", new="Ben"),)


def judged(
    asker: Person = ANN,
    policy: str = "ask",
    *,
    taint: tuple[str, ...] = (),
    before: bool = False,
    tier: Tier = "write_internal",
    rules: Approvals = RULES,
    **of_action: Any,
) -> Ask | Allow | Refuse:
    rules = replace(rules, policies={"updates": {"log_call": policy}})  # type: ignore[dict-item]  # one of the three
    wanted = action(**of_action)
    return judge(rules, "updates", "log_call", tier, wanted, asker, taint, approved_before=before)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (judged(), Ask("owner")),
        (judged(BOSS), Ask("owner")),  # of the team
        (judged(policy="auto"), Allow("auto for log_call")),
        (judged(policy="auto", risk="middle"), Ask("owner")),
        (judged(policy="auto", tier="write_external"), Ask("owner")),
        (judged(policy="ask_once"), Ask("owner")),
        (judged(policy="ask_once", before=True), Allow("log_call was approved in this session before")),
        (judged(policy="ask_once", before=True, risk="high"), Ask("owner")),
    ],
)
def test_what_is_asked_and_what_the_team_allows(found: object, expected: object) -> None:
    assert found == expected


@pytest.mark.parametrize("policy", ["ask", "ask_once", "auto"])
def test_what_untrusted_text_may_have_led_to_is_always_asked(policy: str) -> None:
    found = judged(policy=policy, taint=("a note",), before=True)
    assert isinstance(found, Ask)
    assert "others wrote" in found.why


@pytest.mark.parametrize(
    ("asker", "owner"), [(BEN, "11"), (NOBODY, "11"), (ANN, None), (NOBODY, None), (LOOKS_AFTER, "11")]
)
def test_nobody_named_means_no_whatever_the_policy(asker: Person, owner: str | None) -> None:
    assert isinstance(judged(asker, "auto", owner=owner), Refuse)


def test_accounts_that_nobody_owns_are_changed_by_who_looks_after_them() -> None:
    assert judged(LOOKS_AFTER, owner=None) == Ask("owner")


@pytest.mark.parametrize(
    ("rules", "changes", "needs"),
    [
        (Approvals(manager_above=50_000), AMOUNT, "manager"),
        (Approvals(manager_above=60_000), AMOUNT, "owner"),
        (Approvals(manager_fields=frozenset({"hubspot_owner_id"})), OWNER, "manager"),
        (Approvals(four_eyes=frozenset({"log_call"})), (), "other"),
        (Approvals(four_eyes=frozenset({"log_call"}), manager_above=1), AMOUNT, "other"),
    ],
)
def test_some_changes_need_a_manager_or_a_second_person(
    rules: Approvals, changes: tuple[Change, ...], needs: Needs
) -> None:
    found = judged(policy="auto", rules=rules, changes=changes, risk="high")
    assert isinstance(found, Ask)
    assert found.needs == needs


@pytest.mark.parametrize(
    ("person", "owner", "needs", "may"),
    [
        (ANN, "11", "owner", True),
        (BEN, "11", "owner", False),
        (BOSS, "11", "owner", True),
        (NOBODY, "11", "owner", False),
        (GUEST, "11", "owner", False),
        (LOOKS_AFTER, None, "owner", True),
        (ANN, None, "owner", False),
        (ANN, "11", "manager", False),
        (BOSS, "11", "manager", True),
        (BOSS, "13", "manager", False),  # nobody is their own manager
        (LOOKS_AFTER, None, "manager", True),
        (ANN, "11", "other", False),
        (BOSS, "11", "other", True),
        (BEN, "11", "other", False),
    ],
)
def test_who_may_decide(person: Person, owner: str | None, needs: Needs, may: bool) -> None:
    waiting = proposed(by=ANN.slack_id, action=action(owner=owner), needs=needs)
    assert (may_decide(RULES, person, waiting) == "") == may


def test_who_edited_it_is_not_the_second_person() -> None:
    waiting = proposed(by=ANN.slack_id, edited_by=BOSS.slack_id, needs="other")
    assert "Somebody else" in may_decide(RULES, BOSS, waiting)
