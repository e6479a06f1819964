"""The daily priority list as the team wrote it: on whole snapshots, of portals that know much and that know little."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.playbooks import Item, Run, show
from app.playbooks.evaluate import evaluate
from app.playbooks.load import check_playbook, load_playbook
from app.playbooks.mirror import SqliteMirror
from app.playbooks.snapshot import seal

AGENTS = Path(__file__).parents[3] / "agents"
PLAYBOOK = load_playbook(AGENTS, "daily-priorities")
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def ago(days: int) -> str:
    return f"{NOW - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def account(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "owner_id": "1", "url": f"https://crm.example.com/{name}", **more}


@pytest.fixture
def run(tmp_path: Path):
    def evaluated(accounts: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> Run:
        mirror = SqliteMirror(tmp_path / "mirror.sqlite")
        for table, rows in {"accounts": accounts, **tables}.items():
            mirror.replace(table, rows, system="hubspot")
        sealed = seal(mirror, tmp_path / "snapshots", NOW, {"hubspot": NOW})
        mirror.close()
        found = evaluate(PLAYBOOK, sealed, TODAY)
        assert found.broken == ()
        return found

    return evaluated


def reasons(item: Item) -> list[str]:
    return [each.reason for each in item.results if each.points]


def test_the_folder_is_right() -> None:
    assert [str(each) for each in check_playbook(AGENTS, "daily-priorities")] == []


def test_each_row_says_why_in_words_with_numbers(run) -> None:
    found = run(
        [
            account("quiet", tier="A", revenue=182_000.0, last_contacted_at=ago(48)),
            account("renews", renewal_on=day(26), last_contacted_at=ago(1)),
            account("urgent", last_contacted_at=ago(1)),
            account("waits", last_contacted_at=ago(1)),
            account("closes", last_contacted_at=ago(1)),
            account("never", created_at=ago(80)),
            account("calm", tier="A", revenue=900_000.0, last_contacted_at=ago(3)),
        ],
        tickets=[
            {
                "id": "1",
                "account_id": "urgent",
                "priority": "URGENT",
                "is_closed": 0,
                "created_at": ago(12),
                "waiting_since": ago(12),
            },
            {
                "id": "2",
                "account_id": "waits",
                "priority": "LOW",
                "is_closed": 0,
                "created_at": ago(9),
                "waiting_since": ago(4),
                "first_reply_at": ago(8),
            },
            {"id": "3", "account_id": "calm", "priority": "URGENT", "is_closed": 1, "created_at": ago(40)},
        ],
        deals=[{"id": "1", "account_id": "closes", "is_closed": 0, "close_on": day(3), "amount": 24_000.0}],
    )
    told = {item.id: reasons(item) for item in found.items}
    assert told == {
        "quiet": ["no touch in 48 days", "tier A, 182,000 a year"],
        "renews": ["renews in 26 days"],
        "urgent": ["urgent ticket never answered in 12 days"],
        "waits": ["customer waits 4 days for an answer"],
        "closes": ["deal closes in 3 days"],
        "never": ["never contacted, added 80 days ago"],
    }
    groups = {rule.name: rule.obligation for rule in PLAYBOOK.rules if rule.obligation != "none"}
    rows = {row.item: row for row in show(found.items, groups, [])}
    assert {row.item for row in rows.values() if row.group == "gone_quiet"} == {"quiet", "never"}
    assert {row.item for row in rows.values() if row.group == "owe_an_answer"} == {"urgent", "waits"}
    assert {row.item for row in rows.values() if row.group == "coming_up"} == {"renews", "closes"}
    assert rows["quiet"].url == "https://crm.example.com/quiet"


def test_size_moves_an_account_up_and_never_puts_it_there(run) -> None:
    found = run(
        [
            account("big", tier="A", revenue=300_000.0, last_contacted_at=ago(30)),
            account("small", tier="C", revenue=9_000.0, last_contacted_at=ago(69)),
            account("big and fine", tier="A", revenue=2_000_000.0, last_contacted_at=ago(5)),
        ]
    )
    assert [item.id for item in found.items] == ["big", "small"]
    groups = {rule.name: rule.obligation for rule in PLAYBOOK.rules if rule.obligation != "none"}
    assert [row.group for row in show(found.items, groups, [])] == ["gone_quiet", "gone_quiet"]


def test_silence_in_onboarding_is_planned_but_an_urgent_ticket_still_counts(run) -> None:
    found = run(
        [
            account("onboarding", tier="A", onboarding_until=day(9), last_contacted_at=ago(40)),
            account("new", created_at=ago(25), last_contacted_at=ago(70)),
            account("urgent too", onboarding_until=day(9), last_contacted_at=ago(50)),
        ],
        tickets=[
            {"id": "1", "account_id": "urgent too", "priority": "urgent", "created_at": ago(2), "waiting_since": ago(2)}
        ],
    )
    assert [item.id for item in found.items] == ["urgent too"]
    assert reasons(found.items[0]) == [
        "urgent ticket never answered in 2 days",
        "no touch in 50 days",
        "in onboarding for 9 days more, so silence is planned",
    ]
    assert found.items[0].score == 29


def test_a_deal_is_stuck_when_it_stays_twice_as_long_as_others_do(run) -> None:
    deals = [
        {
            "id": str(n),
            "account_id": f"other {n}",
            "is_closed": 0,
            "pipeline": "Sales",
            "stage": "Proposal",
            "stage_entered_at": ago(14),
        }
        for n in range(6)
    ]
    slow = {**deals[0], "id": "slow", "account_id": "slow", "stage_entered_at": ago(56)}
    lone = {**deals[0], "id": "lone", "account_id": "lone", "stage": "Contract", "stage_entered_at": ago(90)}
    found = run(
        [account("slow"), account("lone"), *(account(f"other {n}") for n in range(6))], deals=[*deals, slow, lone]
    )
    assert [item.id for item in found.items] == ["slow"]
    assert reasons(found.items[0]) == ["deal 56 days in Proposal, usually 14"]


def test_a_deal_without_an_account_is_a_row_of_its_owner(run) -> None:
    found = run(
        [account("a", last_contacted_at=ago(1))],
        deals=[
            {
                "id": "7",
                "owner_id": "9",
                "name": "Pilot",
                "is_closed": 0,
                "close_on": day(2),
                "url": "https://crm.example.com/d7",
            },
            {"id": "8", "owner_id": "9", "name": "Done", "is_closed": 1, "close_on": day(2)},
        ],
    )
    (item,) = found.items
    assert (item.id, item.name, item.owner_id, item.facts["url"]) == (
        "deal:7",
        "Pilot",
        "9",
        "https://crm.example.com/d7",
    )
    assert reasons(item) == ["deal closes in 2 days"]


def test_a_portal_that_knows_little_still_gives_a_sensible_list(run) -> None:
    found = run(
        [account("quiet", last_contacted_at=ago(70)), account("fresh", last_contacted_at=ago(2)), account("unknown")],
        deals=[{"id": "1", "account_id": "fresh", "stage": "Engaging", "stage_entered_at": ago(3), "is_closed": 0}],
    )
    assert {item.id: reasons(item) for item in found.items} == {"quiet": ["no touch in 70 days"]}


def test_where_nobody_logs_calls_nobody_is_called_quiet(run) -> None:
    assert run([account("a", created_at=ago(300), tier="A"), account("b", created_at=ago(40))]).items == ()


@pytest.mark.parametrize("stage", ["churned", "Closed", "merged"])
def test_who_is_gone_is_on_no_list(run, stage: str) -> None:
    gone = account("gone", lifecycle_stage=stage, last_contacted_at=ago(90))
    assert [item.id for item in run([gone, account("here", last_contacted_at=ago(90))]).items] == ["here"]


def test_an_account_without_a_name_is_called_by_what_there_is(run) -> None:
    found = run(
        [
            {"id": "5", "owner_id": "1", "domain": "acme.example", "last_contacted_at": ago(90)},
            {"id": "6", "last_contacted_at": ago(99)},
        ]
    )
    assert {item.name for item in found.items} == {"Account 6", "acme.example"}
