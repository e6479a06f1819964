"""views.*: opening, stacking, changing and publishing what the app shows on a person's screen."""

from __future__ import annotations

from typing import Any

from app.local.slack.check.views import view_problems
from app.local.slack.limits import TIER_4
from app.local.slack.methods.call import Call, Json, Method, member_of
from app.local.slack.refusal import RefusedError
from app.local.slack.screens import View
from app.local.slack.workspace import Workspace


def checked_view(given: Any, *allowed: str) -> Json:
    if problems := view_problems(given, *allowed):
        raise RefusedError("invalid_view" if not isinstance(given, dict) else "invalid_arguments", problems)
    return dict(given)


def show_screen(workspace: Workspace, view: View) -> None:
    workspace.world.announce("home" if view.kind == "home" else "view", user=view.user)


def open_view(call: Call) -> Json:
    trigger = call.workspace.permits.exchange(call.arguments.needed("trigger_id"))
    content = checked_view(call.arguments.structure("view"), "modal")
    return _shown(call, call.workspace.screens.open(trigger.user, content))


def push_view(call: Call) -> Json:
    trigger = call.workspace.permits.exchange(call.arguments.needed("trigger_id"))
    content = checked_view(call.arguments.structure("view"), "modal")
    return _shown(call, call.workspace.screens.push(trigger.user, content))


def update_view(call: Call) -> Json:
    arguments = call.arguments
    view = call.workspace.screens.find(view_id=arguments.maybe("view_id"), external_id=arguments.maybe("external_id"))
    if view is None:
        raise RefusedError("not_found")
    content = checked_view(arguments.structure("view"), view.kind)
    call.workspace.screens.update(view, content, arguments.maybe("hash"))
    return _shown(call, view)


def publish_view(call: Call) -> Json:
    person = member_of(call, "user_id")
    content = checked_view(call.arguments.structure("view"), "home")
    return _shown(call, call.workspace.screens.publish(person.id, content, call.arguments.maybe("hash")))


def _shown(call: Call, view: View) -> Json:
    show_screen(call.workspace, view)
    return {"view": view.show()}


METHODS = {
    "views.open": Method(open_view, TIER_4, writes=True),
    "views.push": Method(push_view, TIER_4, writes=True),
    "views.update": Method(update_view, TIER_4, writes=True),
    "views.publish": Method(publish_view, TIER_4, writes=True),
}
