"""What people press and choose: buttons, menus and shortcuts."""

from __future__ import annotations

from typing import Any

from app.local.slack.control.act import Act, Acting, Json
from app.local.slack.delivery.parcel import Parcel, UndeliveredError
from app.local.slack.interactions import Place, pressed, shortcut, suggestions_wanted
from app.local.slack.refusal import CannotError
from app.local.slack.surfaces import VALUES, find_element, interactive

FAILURES = {
    "no_connection": "the app is not connected",
    "timeout": "the app did not acknowledge it in time",
    "http_timeout": "the app did not acknowledge it in time",
    "connection_closed": "the app's connection was lost",
    "connection_failed": "the app's address cannot be reached",
    "http_error": "the app answered with an error",
}


async def ask(act: Act, parcel: Parcel, failed: str) -> Json | None:
    """Deliver an interaction, which Slack never repeats; a failure is told to the person."""
    try:
        return await act.workspace.courier.ask(parcel)
    except UndeliveredError as error:
        raise CannotError(f"{failed}: {FAILURES.get(error.reason, error.reason)}.") from error


async def click(act: Act) -> Json:
    """A press or a choice: the element is found on its surface, and what it carries is taken from there."""
    person, place, workspace = act.person(), act.place(), act.workspace
    block, element = _element(act, place)
    if person.id not in (element.get("visible_to_user_ids") or [person.id]):
        raise CannotError(f"{person.name} does not see this button: it is shown to named people only.")
    action = {"type": element["type"], "block_id": block["block_id"], "action_id": element["action_id"]}
    value = _value(element, act.body)
    if element["type"] in VALUES or element["type"].endswith("_input"):
        _filled(act, place).setdefault(block["block_id"], {})[element["action_id"]] = value
    payload = pressed(workspace, person, place, {**action, **value})
    await ask(act, Parcel("interactive", payload), "The app did not get this click")
    return {}


def _element(act: Act, place: Place) -> tuple[Json, Json]:
    block_id, action_id = act.maybe("block_id"), act.needed("action_id")
    found = find_element(place.blocks, block_id, action_id)
    if found is None:
        there = sorted({f"{block['block_id']}/{each['action_id']}" for block, each in interactive(place.blocks)})
        raise CannotError(f"There is no element {block_id}/{action_id} there. There are: {', '.join(there) or 'none'}.")
    return found


def _filled(act: Act, place: Place) -> Json:
    """Where the values of a surface are kept between clicks."""
    if place.view:
        return place.view.filled
    key = (act.person().id, act.needed("channel"), act.needed("ts"))
    return act.workspace.filled.setdefault(key, {})


def _value(element: Json, body: Json) -> Json:
    """What the action carries: the element's own value, or what was chosen or typed."""
    match element["type"]:
        case "button" | "icon_button":
            return {name: element[name] for name in ("text", "value") if name in element}
        case "feedback_buttons":
            return _feedback(element, body)
        case "overflow" | "static_select" | "radio_buttons":
            return {"selected_option": _option(element, body.get("selected_option", body.get("value")))}
        case kind if kind in VALUES:
            name = VALUES[kind][0]
            return {name: body.get(name)}
    return {"value": body.get("value")}


def _feedback(element: Json, body: Json) -> Json:
    for side in (element["positive_button"], element["negative_button"]):
        if side["value"] == body.get("value"):
            return {"text": side["text"], "value": side["value"]}
    raise CannotError(f"{body.get('value')!r} is neither of the two feedback values.")


def _option(element: Json, wanted: Any) -> Json | None:
    """The option meant, given whole or by its value."""
    if wanted is None:
        return None
    value = wanted.get("value") if isinstance(wanted, dict) else wanted
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    options: list[Json] = [option for group in groups for option in group["options"]]
    for option in options:
        if option["value"] == value:
            return option
    raise CannotError(f"{value!r} is not offered. Offered are: {', '.join(option['value'] for option in options)}.")


async def find_options(act: Act) -> Json:
    person, place = act.person(), act.place()
    block, element = _element(act, place)
    payload = suggestions_wanted(
        act.workspace, person, place, block["block_id"], element["action_id"], str(act.body.get("query") or "")
    )
    reply = await ask(act, Parcel("interactive", payload), "The app gave no options") or {}
    return {name: reply[name] for name in ("options", "option_groups") if name in reply} or {"options": []}


async def use_shortcut(act: Act) -> Json:
    person, wanted = act.person(), act.needed("callback_id")
    known = next((each for each in act.workspace.manifest.shortcuts if each["callback_id"] == wanted), None)
    if known is None:
        raise CannotError(f"The app's manifest has no shortcut {wanted!r}.")
    place = Place()
    if known.get("type") == "message":
        conversation = act.conversation()
        place = Place(conversation, act.message(conversation))
    payload = shortcut(act.workspace, person, wanted, place)
    await ask(act, Parcel("interactive", payload), f"“{known['name']}” did not reach the app")
    return {}


ACTS: dict[str, Acting] = {
    "click": click,
    "options": find_options,
    "shortcut": use_shortcut,
}
