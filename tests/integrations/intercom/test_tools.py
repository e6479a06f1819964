"""A model reads a conversation in Intercom, if its asker may see it; `doctor` asks what matters."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.core.checks import Check
from app.core.entries import Place
from app.core.people import Person
from app.core.sessions import Session
from app.core.tools import Call, CallContext, Outcome
from app.integrations.intercom.doctor import examine_region
from app.local.faults import Fault
from tests.integrations.intercom.desk import ANN, BEN, NOW, Desk, desk, iso

ANN_DOE = Person("U11", "Ann Doe", "ann@acme.example", "Europe/Berlin", owner_id=ANN)
BOSS = Person("U1", "Boss", "boss@acme.example", "Europe/Berlin", team=(ANN, BEN))
GUEST = Person("U9", "Guest", "guest@else.example", "Europe/Berlin", standing="guest")


async def ask(desk: Desk, asked: Any, asker: Person = BOSS) -> Outcome:
    context = CallContext(Session("s1", (), Place(channel="D1")), asker, NOW)
    return await desk.intercom.tools[0].run(Call("c1", "intercom_conversation", {"conversation": asked}), context)


@pytest.fixture
async def it(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        it.seal()
        yield it


async def test_a_conversation_comes_with_what_both_sides_said_and_without_notes(it):
    outcome = await ask(it, "intercom:102")
    assert json.loads(outcome.content) == {
        "conversation": "intercom:102",
        "subject": "Invoice",
        "stage": "Open",
        "created_at": iso(18),
        "first_reply_at": iso(17),
        "waiting_since": iso(3),
        "url": f"{it.url}/intercom/a/apps/qm1local/conversations/102",
        "account": "Initech AG",
        "messages": [
            {"at": iso(18), "by": "Peter", "side": "customer", "text": "It is wrong."},
            {"at": iso(17), "by": "Ann", "side": "team", "text": "We look into it."},
            {"at": iso(3), "by": "Peter", "side": "customer", "text": "Still wrong."},
        ],
    }
    assert outcome.sources == ("intercom:102 in Intercom: messages",)
    assert it.intercom.tools[0].spec.tier == "read_untrusted"


@pytest.mark.parametrize("asked", ["102", " intercom:102 ", "https://app.intercom.com/a/apps/x/conversations/102"])
async def test_it_is_found_by_its_id_or_its_link(it, asked):
    assert json.loads((await ask(it, asked)).content)["subject"] == "Invoice"


async def test_a_ticket_is_found_by_the_id_that_the_snapshot_gives_it(it):
    read = json.loads((await ask(it, "intercom:ticket-301")).content)
    assert (read["subject"], read["account"], len(read["messages"])) == ("Filed", "Umbrella", 2)


async def test_one_that_the_asker_may_not_see_looks_like_none_at_all(it):
    hidden, missing = await ask(it, "102", ANN_DOE), await ask(it, "999", ANN_DOE)
    assert hidden == missing
    assert hidden.is_error
    assert not (await ask(it, "101", ANN_DOE)).is_error


async def test_one_without_an_account_is_for_those_who_work_here(it):
    assert not (await ask(it, "104", ANN_DOE)).is_error
    assert (await ask(it, "104", GUEST)).is_error


@pytest.mark.parametrize("asked", [None, "", "../me", "ticket-", ["102"], "１０２x"])
async def test_bad_input_says_what_to_send(it, asked):
    outcome = await ask(it, asked)
    assert outcome.is_error
    assert 'Send {"conversation"' in outcome.content


async def test_when_intercom_is_down_the_model_is_told(it):
    it.world.faults.active = [Fault("intercom", "", "status", times=-1, status=503)]
    assert "intercomstatus" in (await ask(it, "102")).content


async def test_a_workspace_that_is_set_up_passes_every_check(tmp_path):
    async with desk(tmp_path) as it:
        checks = await it.intercom.checks()
        assert checks[0] == Check("Intercom token", True, "accepted by the workspace Acme")
        assert [(check.name, check.ok, check.detail) for check in checks[1:]] == [
            ("Intercom region", True, "US"),
            ("Intercom conversations", True, "may be read"),
            ("Intercom tickets", True, "may be read"),
            ("Intercom contacts", True, "may be read; none was found"),
            ("Intercom companies", True, "may be read"),
            ("Intercom teammates", True, "may be read"),
        ]
        await it.sync(full=True)
        assert it.asked().count("GET /companies/scroll") == 2  # the examination left no scroll open


def test_a_workspace_that_is_asked_in_another_region_is_told_its_address():
    wrong = examine_region("https://api.intercom.io", "EU")
    assert (wrong.ok, wrong.remedy.split(",")[0]) == (False, "Set INTERCOM_BASE_URL=https://api.eu.intercom.io")
    assert examine_region("https://api.eu.intercom.io", "EU").ok
    assert examine_region("http://127.0.0.1:9/intercom", "EU").ok  # a stand-in is in no region


async def test_a_wrong_token_is_the_only_failure_told(tmp_path):
    async with desk(tmp_path, settings={"access_token": "wrong"}) as it:
        (check,) = await it.intercom.checks()
        assert (check.name, check.ok) == ("Intercom token", False)
        assert "Developer Hub" in check.remedy


async def test_a_right_that_is_missing_is_named_and_the_rest_is_examined(tmp_path):
    async with desk(tmp_path) as it:
        it.world.faults.active = [Fault("intercom", "POST /tickets", "status", times=-1, status=403)]
        (check,) = [check for check in await it.intercom.checks() if not check.ok]
        assert check.name == "Intercom tickets"
        assert "permissions" in check.remedy
