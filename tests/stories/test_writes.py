"""What people tell becomes a record in HubSpot: after their yes, once, whatever breaks in between; and back again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from app.demo.person import rows_of, seen
from tests.stories.office import words
from tests.stories.telling import CALLS, Telling, Thread, telling, use

pytestmark = pytest.mark.asyncio(loop_scope="module")

VOICEMAIL, LIVE = "b2cf5968-551e-4856-9783-52b3da59a7d0", "a4c4c377-d246-4b32-a13b-75a56a4cd0ff"
LOST_DEALS = 'hubspot_required_when={"deals": {"dealstage=closedlost": ["closed_lost_reason"]}}'
KILLED_AT = ("effect.intended", "effect.acted", "effect.received")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def there(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Telling]:
    async with telling(tmp_path_factory.mktemp("writes"), ("--option", LOST_DEALS)) as made:
        yield made


async def test_told_it_waits_then_it_is_logged_once_as_theirs_and_undone(there: Telling) -> None:
    nadia = there.office.visitor("Nadia")
    account, before = await there.account_of(nadia), len(await there.written(CALLS))
    thread = await there.tell(nadia, use("log_call", account=account["id"], outcome="left_message"))
    card = await thread.card("effect_approve")
    assert "Left voicemail" in words(card)
    assert len(await there.written(CALLS)) == before
    assert "suspended" in await there.office.statuses(nadia, thread.channel)
    await asyncio.gather(*(thread.press("effect_approve") for _ in range(3)))
    assert "Call logged" in words(await thread.card("effect_undo"))
    [logged] = (await there.written(CALLS))[before:]
    properties = logged["arguments"]["properties"]
    assert (properties["hs_call_disposition"], properties["hubspot_owner_id"]) == (VOICEMAIL, await there.owner(nadia))
    assert f"Written by Threadwork for {nadia.name}" in properties["hs_call_body"]
    await thread.press("effect_undo")
    await thread.reads("The call is archived")
    assert (await there.record("calls", logged["arguments"]["id"]))["archived"]
    assert len(await there.written(CALLS)) == before + 1


async def test_a_live_message_is_one_tap_away(there: Telling) -> None:
    nadia = there.office.visitor("Nadia")
    account = await there.account_of(nadia)
    thread = await there.tell(nadia, use("log_call", account=account["id"], outcome="left_message"))
    await thread.press("effect_other_live_message")
    await thread.reads("Call logged")
    assert (await there.written(CALLS))[-1]["arguments"]["properties"]["hs_call_disposition"] == LIVE


async def test_several_effects_of_one_message_are_approved_together(there: Telling) -> None:
    nadia = there.office.visitor("Nadia")
    account = await there.account_of(nadia)
    before = len(await there.written())
    thread = await there.tell(
        nadia,
        use("log_call", account=account["id"], outcome="no_answer"),
        use("update_account", account=account["id"], renewal_on="2027-03-01"),
        use("create_task", account=account["id"], subject="Try again", due="2026-12-01T10:00"),
    )
    await thread.press("effect_approve_all")
    await thread.card("effect_undo", 3)
    methods = [each["method"] for each in (await there.written())[before:]]
    assert sorted(methods) == sorted(
        [CALLS, f"PATCH /crm/objects/2026-09/companies/{account['id']}", "POST /crm/objects/2026-09/tasks"]
    )
    assert (await there.record("companies", account["id"]))["properties"]["renewal_date"] == "2027-03-01"
    task = (await there.written("POST /crm/objects/2026-09/tasks"))[-1]["arguments"]["properties"]
    assert task["hs_timestamp"] == "2026-12-01T15:00:00Z"  # ten in New York
    await thread.press("effect_undo", number=2)
    await thread.reads("The old values are back")
    restored = (await there.record("companies", account["id"]))["properties"]["renewal_date"]
    assert restored == account["properties"]["renewal_date"]


async def test_a_colleague_may_not_say_yes_and_the_manager_may(there: Telling) -> None:
    nadia, theo, grace = (there.office.visitor(name) for name in ("Nadia", "Theo", "Grace"))
    account, before = await there.account_of(nadia), len(await there.written(CALLS))
    thread = await there.tell(nadia, use("log_call", account=account["id"], outcome="connected"))
    await thread.press("effect_approve", theo)
    view = await seen(theo.modal, "why not")
    assert "so they may not change it" in str(view)
    await there.office.world.act("close", **{"as": theo.id, "view_id": view["id"]})
    assert len(await there.written(CALLS)) == before
    await thread.press("effect_approve", grace)
    assert f"approved by <@{grace.id}>" in words(await thread.card("effect_undo"))
    [logged] = (await there.written(CALLS))[before:]
    assert logged["arguments"]["properties"]["hubspot_owner_id"] == await there.owner(nadia)


async def test_an_account_of_somebody_else_is_not_even_proposed(there: Telling) -> None:
    nadia, theo = there.office.visitor("Nadia"), there.office.visitor("Theo")
    account = await there.account_of(theo)
    thread = await there.tell(nadia, use("log_call", account=account["id"]))
    assert not any("effect_approve" in str(each) for each in await nadia.thread(thread.channel, thread.root))
    request = (await there.office.requests())[-1]
    assert "among those that the asker may change" in str(request["messages"][-1])


async def test_hubspots_question_is_answered_in_slack_and_that_finishes_the_write(there: Telling) -> None:
    nadia = there.office.visitor("Nadia")
    account = await there.account_of(nadia, 1)
    stage = {"dealname": "A deal to lose", "dealstage": "contractsent", "pipeline": "default"}
    made = await there.office.world.post(
        "/hubspot/_control/change",
        {"op": "create", "object_type": "deals", "properties": stage, "associations": [["companies", account["id"]]]},
    )
    thread = await there.tell(
        nadia, use("update_deal", account=account["id"], deal="A deal to lose", stage="Closed lost")
    )
    await thread.press("effect_approve")
    assert "Closed lost reason" in words(await thread.card("effect_answer"))
    await thread.press("effect_answer")
    await thread.submit(nadia, more__closed_lost_reason={"type": "plain_text_input", "value": "Price"})
    await thread.reads("Deal changed")
    properties = (await there.record("deals", made["id"]))["properties"]
    assert (properties["dealstage"], properties["closed_lost_reason"]) == ("closedlost", "Price")


async def test_edited_it_is_proposed_anew_and_only_that_is_written(there: Telling) -> None:
    nadia = there.office.visitor("Nadia")
    account = await there.account_of(nadia)
    thread = await there.tell(nadia, use("log_note", account=account["id"], text="first words"))
    await thread.press("effect_edit")
    await thread.submit(nadia, text={"type": "plain_text_input", "value": "better words"})
    await thread.reads("better words")
    await thread.press("effect_approve")
    await thread.reads("Note added")
    notes = [each["arguments"]["properties"] for each in await there.written("POST /crm/objects/2026-09/notes")]
    assert [body for note in notes if "words" in (body := note["hs_note_body"])][-1].startswith("better words<p>")
    assert not any("first words" in note["hs_note_body"] for note in notes)


async def test_called_off_in_words_it_is_never_written(there: Telling) -> None:
    nadia = there.office.visitor("Nadia")
    account, before = await there.account_of(nadia), len(await there.written())
    thread = await there.tell(nadia, use("log_call", account=account["id"]))
    await nadia.say(thread.channel, "never mind", thread.root)
    await thread.reads("Cancelled: #1. Nothing was written.")
    await thread.reads("Cancelled, nothing was written")
    assert len(await there.written()) == before


async def test_from_a_row_of_the_list_a_call_is_told_in_a_form(there: Telling) -> None:
    nadia = there.office.visitor("Nadia")
    message, before = await there.office.morning(nadia), len(await there.written(CALLS))
    dm, item = await nadia.dm() or "", (rows_of(message) or [])[0]
    await nadia.click(dm, message, "row_called", item)
    thread = Thread(there.office, nadia, dm, message["ts"])
    await thread.submit(
        nadia,
        outcome={"type": "static_select", "selected_option": {"value": "connected"}},
        note={"type": "plain_text_input", "value": "they are happy"},
    )
    await thread.press("effect_approve")
    await thread.reads("Call logged")
    [logged] = (await there.written(CALLS))[before:]
    assert logged["arguments"]["associations"][0]["to"]["id"] == item
    assert logged["arguments"]["properties"]["hs_call_body"].startswith("they are happy")


async def test_an_answer_that_is_lost_is_looked_for_and_one_that_never_came_is_asked(there: Telling) -> None:
    nadia = there.office.visitor("Nadia")
    account, before = await there.account_of(nadia), len(await there.written(CALLS))
    thread = await there.tell(nadia, use("log_call", account=account["id"]))
    await there.hubspot_fails({"method": CALLS, "kind": "lose_reply"})
    await thread.press("effect_approve")
    await thread.reads("Call logged")
    assert len(await there.written(CALLS)) == before + 1
    thread = await there.tell(nadia, use("log_call", account=account["id"]))
    await there.hubspot_fails({"method": CALLS, "kind": "refuse"})
    await thread.press("effect_approve")
    await thread.card("effect_again")
    assert len(await there.written(CALLS)) == before + 1
    await thread.press("effect_again")
    await thread.reads("Call logged")
    assert len(await there.written(CALLS)) == before + 2


async def test_too_many_calls_are_waited_out_and_it_is_written_once(there: Telling) -> None:
    nadia = there.office.visitor("Nadia")
    account, before = await there.account_of(nadia), len(await there.written(CALLS))
    thread = await there.tell(nadia, use("log_call", account=account["id"]))
    await there.hubspot_fails({"method": CALLS, "kind": "status", "status": 429, "retry_after": 0, "times": 5})
    await thread.press("effect_approve")
    await thread.reads("It is tried again")
    await there.hubspot_fails()
    await there.office.world.move_to(await there.office.world.now() + timedelta(minutes=1))
    await thread.reads("Call logged")
    assert len(await there.written(CALLS)) == before + 1


async def test_who_does_not_decide_is_reminded_and_then_it_lapses(there: Telling) -> None:
    nadia = there.office.visitor("Nadia")
    account, before = await there.account_of(nadia), len(await there.written())
    thread = await there.tell(nadia, use("log_call", account=account["id"]))
    await there.office.world.move_to(await there.office.world.now() + timedelta(hours=25))
    await thread.reads("still waiting for a yes or no: #1")
    await there.office.world.move_to(await there.office.world.now() + timedelta(hours=48))
    await thread.reads("Nobody decided in time, nothing was written")
    assert len(await there.written()) == before


@pytest.mark.parametrize("label", KILLED_AT)
async def test_killed_anywhere_on_the_way_it_is_written_once(there: Telling, label: str) -> None:
    nadia, program = there.office.visitor("Nadia"), there.office.setting.program
    account, before = await there.account_of(nadia), len(await there.written(CALLS))
    thread = await there.tell(nadia, use("log_call", account=account["id"]))
    await program.kill()
    assert await program.start(label)
    await thread.press("effect_approve")
    assert await program.dies(20), label
    assert await program.start(), program.tail()
    card = await thread.card("effect_undo")
    assert "Call logged" in words(card)
    assert len(await there.written(CALLS)) == before + 1


async def test_killed_while_it_is_undone_it_is_undone_all_the_same(there: Telling) -> None:
    nadia, program = there.office.visitor("Nadia"), there.office.setting.program
    account = await there.account_of(nadia)
    thread = await there.tell(nadia, use("log_call", account=account["id"]))
    await thread.press("effect_approve")
    await thread.card("effect_undo")
    logged = (await there.written(CALLS))[-1]["arguments"]["id"]
    await program.kill()
    assert await program.start("undo.acted")
    await thread.press("effect_undo")
    assert await program.dies(20), program.tail()
    assert await program.start(), program.tail()
    await thread.reads("archived")
    assert (await there.record("calls", logged))["archived"]
    assert len(await there.written(f"DELETE /crm/objects/2026-09/calls/{logged}")) == 1
