"""What somebody tells about an account becomes a record in HubSpot after their yes, once, and can be undone."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from app.demo.person import Message, Visitor, seen, words_of
from app.demo.world import World

VOICEMAIL = "b2cf5968-551e-4856-9783-52b3da59a7d0"  # HubSpot's own value, the same in every portal


class NotKeptError(Exception):
    """What was promised of a write did not hold, in words."""


async def told_and_undone(world: World, each: Visitor, channel: str, message: Message, item: str) -> str:
    """Said → card → yes → exactly one call in HubSpot's journal, theirs, a voicemail → Undo archives it."""
    name, before = name_of(message, item), await calls(world)
    await each.ask(channel, f"!agent account-updates I called {name} and left a message", message["ts"])
    card = await the_card(each, channel, message["ts"], "effect_approve")
    _require(not (await calls(world))[len(before) :], "a call was logged before anybody said yes")
    await press(world, each, channel, card, "effect_approve")
    done = await the_card(each, channel, message["ts"], "effect_undo")
    logged = (await calls(world))[len(before) :]
    _require(len(logged) == 1, f"{len(logged)} calls were logged")
    properties = logged[0]["arguments"]["properties"]
    owner = await _owner_of(world, each)
    _require(properties["hs_call_disposition"] == VOICEMAIL, f"the outcome is {properties['hs_call_disposition']}")
    _require(properties["hubspot_owner_id"] == owner, f"the call is {properties['hubspot_owner_id']}'s, not {owner}'s")
    await press(world, each, channel, done, "effect_undo")

    async def archived() -> bool | None:
        record = await world.get(f"/hubspot/_control/record/calls/{logged[0]['arguments']['id']}")
        return bool(record["archived"]) or None

    await seen(archived, "the archived call")
    return f"one voicemail at {name} for {each.name} after their yes, archived by Undo"


async def calls(world: World) -> list[dict[str, Any]]:
    arrived = await world.get("/_control/journal", system="hubspot")
    return [each for each in arrived if each["effect"] and re.fullmatch(r"POST /crm/\S*calls/?", each["method"])]


async def the_card(each: Visitor, channel: str, thread_ts: str, action: str) -> Message:
    """The latest message of the thread that offers this."""

    async def look() -> Message | None:
        messages = reversed(await each.thread(channel, thread_ts))
        return next((found for found in messages if f'"{action}"' in json.dumps(found.get("blocks") or [])), None)

    return await seen(look, f"a card with {action}")


async def press(world: World, each: Visitor, channel: str, card: Message, action: str) -> None:
    await world.act("click", **{"as": each.id, "channel": channel, "ts": card["ts"], "action_id": action})


def name_of(message: Message, item: str) -> str:
    """The account's name as a row of the list shows it."""
    blocks = message["blocks"]
    at = next(number for number, block in enumerate(blocks) if block.get("block_id") == f"row:{item}")
    found = re.search(r"<[^|>]+\|([^>]+)>", words_of(blocks[at - 1]))
    return html.unescape(found[1]) if found else item


async def _owner_of(world: World, each: Visitor) -> str:
    people = (await world.get("/_control/company"))["people"]
    return str(next(person["owner_id"] for person in people if person["slack_id"] == each.id))


def _require(kept: bool, otherwise: str) -> None:
    if not kept:
        raise NotKeptError(otherwise)
