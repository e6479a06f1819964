"""What people do with modals: fill in and submit, or close."""

from __future__ import annotations

import asyncio

from app.local.slack.control.act import Act, Acting, Json
from app.local.slack.control.pressing import ask
from app.local.slack.delivery.parcel import Parcel
from app.local.slack.interactions import closed, submitted
from app.local.slack.methods.views import checked_view, show_screen
from app.local.slack.refusal import CannotError, RefusedError
from app.local.slack.screens import View
from app.local.slack.surfaces import interactive, is_empty


async def submit(act: Act) -> Json:
    """Send a modal's form, and do what the app answers: errors, update, push, clear, or close."""
    view, person = act.modal(), act.person()
    view.filled = _typed(act, view)
    if missing := _missing(view):
        return {"errors": missing}
    payload = submitted(act.workspace, person, view)
    reply = await ask(act, Parcel("interactive", payload), "The form was not taken") or {}
    return _follow(act, view, reply)


def _typed(act: Act, view: View) -> Json:
    """What was filled in, without the fields that an update of the view took away while the page still knew them."""
    there = {(block["block_id"], each["action_id"]) for block, each in interactive(view.content["blocks"])}
    filled: Json = {block_id: dict(actions) for block_id, actions in view.filled.items()}
    for block_id, actions in act.tables("values").items():
        for action_id, value in actions.items():
            if (block_id, action_id) in there:
                filled.setdefault(block_id, {})[action_id] = _uploaded(act, value)
    return filled


def _uploaded(act: Act, value: Json) -> Json:
    """Files a person put into a form become files of the workspace."""
    if value.get("type") != "file_input":
        return value
    workspace, user = act.workspace, act.person().id
    created = int(workspace.world.now().timestamp())
    new = [
        workspace.files.new(each["name"], user, created, content=str(each.get("text", "")).encode())
        for each in value.get("files") or []
    ]
    return {**value, "files": [file.show(workspace.origin) for file in new]}


def _missing(view: View) -> Json:
    """Slack's client holds a form back while a required field is empty."""
    state = view.show()["state"]["values"]
    needed = [block for block in view.content["blocks"] if block["type"] == "input" and not block.get("optional")]
    return {
        block["block_id"]: "Please fill in this field."
        for block in needed
        if is_empty(state[block["block_id"]][block["element"]["action_id"]])
    }


def _follow(act: Act, view: View, reply: Json) -> Json:
    screens, user = act.workspace.screens, act.person().id
    try:
        match reply.get("response_action"):
            case "errors":
                return {"errors": reply.get("errors", {})}
            case "update":
                screens.update(view, checked_view(reply.get("view"), "modal"))
            case "push":
                screens.push(user, checked_view(reply.get("view"), "modal"))
            case "clear":
                screens.clear(user)
            case _:
                screens.close(view)
    except RefusedError as error:
        raise CannotError(
            f"The app answered with a view that Slack refuses: {error.messages or error.code}."
        ) from error
    show_screen(act.workspace, view)
    return {}


async def close(act: Act) -> Json:
    """Close the modal in front, or with {all: true} or clear_on_close the whole stack."""
    view, person, workspace = act.modal(), act.person(), act.workspace
    is_cleared = bool(act.body.get("all") or view.content.get("clear_on_close"))
    gone = workspace.screens.clear(person.id) if is_cleared else [view]
    workspace.screens.close(view)
    show_screen(workspace, view)
    told = [
        closed(workspace, person, each, is_cleared=is_cleared) for each in gone if each.content.get("notify_on_close")
    ]
    await asyncio.gather(*(_tell(act, payload) for payload in told))
    return {}


async def _tell(act: Act, payload: Json) -> None:
    await ask(act, Parcel("interactive", payload), "The app did not hear that the modal was closed")


ACTS: dict[str, Acting] = {"submit": submit, "close": close}
