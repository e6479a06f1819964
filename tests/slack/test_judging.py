"""What people press on cards, in forms and in the review: checked by who they are, kept once, for exact bytes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from app.core.approvals import Acted, Cleared, Decided, Requested, UndoAsked
from app.core.entries import EntryBody, Place
from app.core.people import Person
from tests.slack.heard import Heard
from tests.slack.people import SALES, Control, Shape, words
from tests.slack.room import Room
from tests.slack.test_card import CALL, QUESTION, RECEIPT, proposed

MAYA, TOM, GAIL = "U0MAYA", "U0TOM", "U0GAIL"


def crm(person: Person) -> Person:
    """Maya owns 501; Tom owns 502."""
    return replace(person, owner_id={MAYA: "501", TOM: "502"}.get(person.slack_id))


@pytest.fixture
async def heard(room: Room) -> AsyncIterator[Heard]:
    async with Heard.listening(room, adorn=crm) as made:
        yield made


@pytest.fixture
async def card(room: Room, control: Control) -> Card:
    root = (await control.act("say", MAYA, channel=SALES, text="log it"))["ts"]
    session = await room.opens(Place(channel=SALES, thread_ts=root), request(), ready(1))
    return Card(room, control, session)


def request(**more: Any) -> Requested:
    given = {"key": "f", "by": MAYA, "agent": "account-updates", "tool": "log_call", "input": {"account": "7"}}
    return Requested(**{**given, **more})


def ready(number: int, **more: Any) -> EntryBody:
    return proposed(number, by=MAYA, input={"account": "7", "note": "old"}, **more)


class Card:
    def __init__(self, room: Room, control: Control, session: str) -> None:
        self.room, self.control, self.session = room, control, session

    async def message(self) -> Shape:
        await self.room.draw(self.session)
        return next(each for each in await self.control.from_bot(SALES) if "effect" in json.dumps(each["blocks"]))

    async def press(self, action: str, by: str = MAYA, message: Shape | None = None, block: str = "") -> None:
        at = message or await self.message()
        where = {"channel": SALES, "ts": at["ts"], "action_id": action, **({"block_id": block} if block else {})}
        await self.control.act("click", by, **where)

    async def bodies(self, kind: type) -> list[Any]:
        return [e.body for e in (await self.room.load(self.session)).entries if isinstance(e.body, kind)]

    async def notice(self, person: str) -> str:
        views = (await self.control.see("modals", person))["views"]
        return words(views[-1]) if views else ""

    async def form(self, person: str, text: str) -> Shape:
        async def look() -> Shape | None:
            views = (await self.control.see("modals", person))["views"]
            return next((each for each in views if text in json.dumps(each, ensure_ascii=False)), None)

        return await self.control.eventually(look)

    async def reads(self, text: str) -> Shape:
        async def look() -> Shape | None:
            at = [each for each in await self.control.from_bot(SALES) if text in words(each)]
            return at[-1] if at else None

        return await self.control.eventually(look)


async def test_a_yes_is_bound_to_the_bytes_on_the_card_and_shown_at_once(heard: Heard, card: Card) -> None:
    await card.press("effect_approve")
    [decided] = await card.bodies(Decided)
    assert (decided.yes, decided.by, decided.digest, decided.alternative) == (True, MAYA, CALL.digest, "")
    await card.reads("Being written")


async def test_the_alternative_is_another_yes_with_its_own_bytes(heard: Heard, card: Card) -> None:
    await card.press("effect_other_live")
    [decided] = await card.bodies(Decided)
    assert (decided.alternative, decided.digest) == ("live", CALL.chosen("live").digest)


@pytest.mark.parametrize(("by", "told"), [(TOM, "neither Tom Okafor's"), (GAIL, "Only members of this workspace")])
async def test_who_may_not_decide_is_told_why_and_nothing_is_written(
    heard: Heard, card: Card, by: str, told: str
) -> None:
    await card.press("effect_approve", by)
    assert await card.bodies(Decided) == []
    assert told in await card.notice(by)


async def test_who_asked_may_call_it_off_and_others_may_not(heard: Heard, card: Card) -> None:
    await card.press("effect_reject", TOM)
    assert await card.bodies(Decided) == []
    await card.press("effect_reject")
    [decided] = await card.bodies(Decided)
    assert not decided.yes
    await card.reads("Rejected")


async def test_double_clicks_and_a_no_beside_a_yes_leave_one_state(heard: Heard, card: Card) -> None:
    message = await card.message()
    presses = ("effect_approve", "effect_approve", "effect_reject", "effect_approve")
    await asyncio.gather(*(card.press(action, message=message) for action in presses))
    session = await card.room.load(card.session)
    first = (await card.bodies(Decided))[0]
    assert session.proposals[0].state == ("approved" if first.yes else "rejected")
    assert session.proposals[0].decided == first


async def test_a_late_press_on_what_is_decided_changes_nothing(heard: Heard, card: Card) -> None:
    yes = Decided(number=1, yes=True, by=MAYA, key="k", digest=CALL.digest)
    await card.room.adds(card.session, yes, Acted(number=1, outcome="done", told="Call logged", receipt=RECEIPT))
    await card.press("effect_undo")
    late = {"action_ts": "1", "block_id": "b", "value": f"{card.session}|1={CALL.digest[:12]}|"}
    assert heard.app
    for action in ("effect_undo", "effect_approve", "effect_reject", "effect_there"):
        await heard.app._judging.click({"actions": [late | {"action_id": action}], "user": {"id": MAYA}})
    assert len(await card.bodies(UndoAsked)) == 1
    assert len(await card.bodies(Decided)) == 1
    assert await card.bodies(Cleared) == []


async def test_a_button_that_was_drawn_from_other_bytes_does_nothing(heard: Heard, card: Card, room: Room) -> None:
    other = await room.opens(Place(channel=SALES, thread_ts="1.1"), request(), ready(1))
    stale = CALL.model_copy(update={"payload": {"outcome": "x"}})
    forged = {"type": "button", "action_id": "effect_approve", "value": f"{other}|1={stale.digest[:12]}|"}
    body = {"actions": [forged | {"action_ts": "1", "block_id": "b"}], "user": {"id": MAYA}, "trigger_id": "t"}
    assert heard.app
    await heard.app._judging.click(body)
    assert [e for e in (await room.load(other)).entries if isinstance(e.body, Decided)] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"actions": "x", "user": {"id": MAYA}},
        {"actions": [{"action_id": "effect_approve", "value": "nonsense"}], "user": {"id": MAYA}},
        {"actions": [{"action_id": "effect_approve", "value": "gone|1=abc|"}], "user": {"id": MAYA}},
        {"actions": [{"action_id": "effect_approve", "value": "|=|;a|x=|"}], "user": {"id": MAYA}},
    ],
)
async def test_odd_clicks_harm_nothing(heard: Heard, body: Shape) -> None:
    assert heard.app
    await heard.app._judging.click(body)


async def test_approve_all_takes_those_that_wait_and_that_the_person_may_decide(
    heard: Heard, card: Card, room: Room
) -> None:
    toms = CALL.model_copy(update={"owner": "502"})
    await room.adds(card.session, ready(2), ready(3, action=toms))
    await card.press("effect_approve_all")
    assert [each.number for each in await card.bodies(Decided)] == [1, 2]
    assert [each.state for each in (await room.load(card.session)).proposals] == ["approved", "approved", "waiting"]


async def test_edit_opens_the_stored_values_and_asks_anew_with_what_was_changed(heard: Heard, card: Card) -> None:
    await card.press("effect_edit")
    view = await card.form(MAYA, "Edit #1")
    values = {
        "note": {"value": {"type": "plain_text_input", "value": "new words"}},
        "at": {"value": {"type": "datetimepicker", "selected_date_time": 1796140800}},  # 1 Dec 16:00 UTC
    }
    await card.control.act("submit", MAYA, view_id=view["id"], values=values)
    asked = (await card.bodies(Requested))[-1]
    assert (asked.replaces, asked.by, asked.tool, asked.answers) == (1, MAYA, "log_call", ())
    assert asked.input == {"account": "7", "note": "new words", "at": "2026-12-01T11:00"}  # in New York


async def test_a_systems_question_is_answered_in_a_form_with_its_options(heard: Heard, card: Card) -> None:
    refused = Acted(number=1, outcome="refused", told="HubSpot wants a reason.", questions=(QUESTION,))
    yes = Decided(number=1, yes=True, by=MAYA, key="k", digest=CALL.digest)
    await card.room.adds(card.session, yes, refused)
    await card.press("effect_answer")
    view = await card.form(MAYA, "HubSpot wants a reason.")
    chosen = {"type": "static_select", "selected_option": {"value": "price"}}
    await card.control.act("submit", MAYA, view_id=view["id"], values={"more.reason": {"value": chosen}})
    asked = (await card.bodies(Requested))[-1]
    assert asked.input["more"] == {"reason": "price"}
    assert (asked.replaces, asked.answers) == (1, ("more.reason",))


@pytest.mark.parametrize(("action", "is_there"), [("effect_there", True), ("effect_again", False)])
async def test_what_nobody_knows_is_told_by_a_person(heard: Heard, card: Card, action: str, is_there: bool) -> None:
    yes = Decided(number=1, yes=True, by=MAYA, key="k", digest=CALL.digest)
    await card.room.adds(card.session, yes, Acted(number=1, outcome="unsure", told="No answer came."))
    await card.press(action)
    [cleared] = await card.bodies(Cleared)
    assert cleared.is_there == is_there


async def test_a_thread_waits_while_a_card_does_and_no_longer(heard: Heard, card: Card, control: Control) -> None:
    await card.message()
    assert list((await control.statuses(SALES, MAYA)).values()) == ["suspended"]
    await card.press("effect_reject")

    async def is_active() -> bool:
        return list((await control.statuses(SALES, MAYA)).values()) == ["active"]

    await control.eventually(is_active)


async def test_review_shows_only_them_what_waits_for_them_and_the_same_buttons_work(
    heard: Heard, card: Card, control: Control, room: Room
) -> None:
    await control.act(
        "say", MAYA, channel=SALES, text="!review", thread_ts=(await room.load(card.session)).place.thread_ts
    )

    async def review() -> Shape | None:
        seen = (await control.see("replies", MAYA, channel=SALES, thread_ts=thread))["messages"]
        return next((each for each in seen if each.get("ephemeral") and "change waits" in words(each)), None)

    thread = str((await room.load(card.session)).place.thread_ts)
    private = await control.eventually(review)
    toms = (await control.see("replies", TOM, channel=SALES, thread_ts=thread))["messages"]
    assert not any(each.get("ephemeral") for each in toms)
    await control.act("click", MAYA, channel=SALES, ts=private["ts"], action_id="effect_approve")
    [decided] = await card.bodies(Decided)
    assert decided.yes

    async def cleared() -> bool:
        seen = (await control.see("replies", MAYA, channel=SALES, thread_ts=thread))["messages"]
        return any(each.get("ephemeral") and "Nothing waits" in json.dumps(each) for each in seen)

    await control.eventually(cleared)


async def test_home_shows_the_same_approvals_and_forgets_what_is_decided(
    heard: Heard, card: Card, control: Control
) -> None:
    await control.act("open_home", MAYA)

    async def home(text: str) -> Shape | None:
        view = (await control.see("home", MAYA))["view"]
        return view if view and text in json.dumps(view, ensure_ascii=False) else None

    view = await control.eventually(lambda: home("1 change waits for your yes"))
    await control.act("click", MAYA, view_id=view["id"], action_id="effect_approve")
    assert len(await card.bodies(Decided)) == 1

    async def is_empty() -> bool:
        return await home("waits for your yes") is None

    await control.eventually(is_empty)
