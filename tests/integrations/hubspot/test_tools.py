"""A model asks for an account and gets what its asker may see, from the last snapshot, without a call to HubSpot."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from app.core.entries import Place
from app.core.people import Person
from app.core.sessions import Session
from app.core.snapshots import Snapshot
from app.core.tools import Call, CallContext, Outcome
from app.integrations.hubspot.tools import AccountDetails
from app.playbooks.snapshot import seal
from tests.integrations.hubspot.desk import ANN, BEN, NOW, desk, iso

ANN_DOE = Person("U11", "Ann Doe", "ann@acme.example", "Europe/Berlin", owner_id=ANN)
BOSS = Person("U1", "Boss", "boss@acme.example", "Europe/Berlin", team=(ANN, BEN))
VISITOR = Person("U2", "Vic", "vic@acme.example", "Europe/Berlin")


@pytest.fixture
async def snapshot(tmp_path) -> AsyncIterator[Snapshot]:
    async with desk(tmp_path) as it:
        long = "<p>" + "Verylong" * 200 + "</p>"
        await it.change(
            "create",
            "notes",
            "480",
            properties={"hs_timestamp": iso(1), "hs_note_body": long},
            associations=[["companies", "1"]],
        )
        await it.sync(full=True)
        yield seal(it.mirror, tmp_path / "snapshots", NOW, {"hubspot": NOW})


async def ask(snapshot: Snapshot | None, account: object, asker: Person = BOSS, **more: str) -> Outcome:
    async def latest() -> Snapshot | None:
        return snapshot

    session = Session("s1", (), Place(channel="D1"))
    context = CallContext(session, asker, NOW)
    return await AccountDetails(latest, **more).run(Call("c1", "account_details", {"account": account}), context)


async def test_an_account_comes_with_all_that_belongs_to_it(snapshot):
    outcome = await ask(snapshot, "Globex", ANN_DOE)
    read = json.loads(outcome.content)
    assert list(read) == ["account", "contacts", "deals", "tickets", "recent_activity", "as_of"]
    account = read["account"]
    assert (account["name"], account["owner"], account["tier"], account["revenue"]) == (
        "Globex",
        "Ann Doe",
        "A",
        120000.5,
    )
    assert read["contacts"] == [{"id": "101", "name": "Homer S", "email": "homer@globex.example"}]
    assert [(deal["name"], deal["stage"], deal["owner"]) for deal in read["deals"]] == [
        ("Globex renewal", "Signing", "Ann Doe")
    ]
    assert [(ticket["subject"], ticket["priority"]) for ticket in read["tickets"]] == [("Reactor is down", "URGENT")]
    assert [activity["id"] for activity in read["recent_activity"]] == ["task:403", "note:480", "call:402"]
    assert read["as_of"] == {"hubspot": "2026-11-25T09:00:00+00:00"}
    assert not outcome.is_error


async def test_its_untrusted_texts_are_named_and_cut(snapshot):
    outcome = await ask(snapshot, "Globex")
    assert outcome.sources == ("Globex in the CRM: calls, contacts, deals, notes, tasks, tickets",)
    note = json.loads(outcome.content)["recent_activity"][1]
    assert len(note["body"]) == 600
    assert note["body"].endswith("…")
    assert AccountDetails.spec.tier == "read_untrusted"


@pytest.mark.parametrize("asked", ["1", "globex", " GLOBEX ", "globex.example", "https://www.globex.example/", "lobe"])
async def test_an_account_is_found_by_name_domain_or_id(snapshot, asked):
    assert json.loads((await ask(snapshot, asked)).content)["account"]["id"] == "1"


async def test_who_neither_owns_an_account_nor_manages_its_owner_does_not_see_it(snapshot):
    hidden = await ask(snapshot, "initech.example", ANN_DOE)
    assert "No account 'initech.example' among those that the asker may see" in hidden.content
    assert "Initech Inc" not in hidden.content
    nothing = await ask(snapshot, "Globex", VISITOR)
    assert nothing.is_error
    assert "Vic owns no accounts in HubSpot" in nothing.content


async def test_accounts_that_nobody_owns_are_seen_by_who_looks_after_them(snapshot):
    assert "No account" in (await ask(snapshot, "Umbrella", BOSS)).content
    seen = await ask(snapshot, "Umbrella", VISITOR, unowned_to="VIC@acme.example")
    assert json.loads(seen.content)["account"]["name"] == "Umbrella"


async def test_an_ambiguous_name_gives_the_candidates(snapshot):
    outcome = await ask(snapshot, "initech.example")
    answer = json.loads(outcome.content)
    assert outcome.is_error
    assert answer["problem"].startswith("2 accounts match 'initech.example'")
    assert [(each["id"], each["name"], each["owner"]) for each in answer["candidates"]] == [
        ("2", "Initech", "Ben Doe"),
        ("5", "Initech Inc", "Ben Doe"),
    ]
    assert outcome.sources == ("account names in the CRM",)


async def test_a_mistyped_name_gives_the_nearest(snapshot):
    answer = json.loads((await ask(snapshot, "Globx")).content)
    assert [each["name"] for each in answer["candidates"]] == ["Globex"]
    far = await ask(snapshot, "Zzyzx")
    assert "No name comes near it" in far.content
    assert far.sources == ()


@pytest.mark.parametrize("asked", [None, "", 7])
async def test_bad_input_says_what_to_send(snapshot, asked):
    outcome = await ask(snapshot, asked)
    assert outcome.is_error
    assert '{"account": "…"}' in outcome.content


async def test_before_the_first_sync_there_is_nothing_to_look_up():
    outcome = await ask(None, "Globex")
    assert outcome.is_error
    assert "no snapshot of the CRM yet" in outcome.content
