"""users.*: who is in the workspace."""

from __future__ import annotations

from app.local.slack.limits import TIER_2, TIER_3, TIER_4
from app.local.slack.methods.call import Call, Json, Method, member_of, paged
from app.local.slack.people import Member, user_object
from app.local.slack.refusal import RefusedError


def _show(call: Call, member: Member) -> Json:
    return user_object(member, call.workspace.world.now(), with_locale=call.arguments.flag("include_locale"))


def describe_user(call: Call) -> Json:
    return {"user": _show(call, member_of(call))}


def list_users(call: Call) -> Json:
    page, following = paged(call, list(call.workspace.members.values()), 1000)
    shown = [_show(call, member) for member in page]
    return {"members": shown, "cache_ts": int(call.workspace.world.now().timestamp()), **following}


def look_up_by_email(call: Call) -> Json:
    wanted = call.arguments.needed("email").lower()
    for member in call.workspace.members.values():
        if (member.email or "").lower() == wanted and member.is_active and member.role != "stranger":
            return {"user": _show(call, member)}
    raise RefusedError("users_not_found")


METHODS = {
    "users.info": Method(describe_user, TIER_4, ("users:read",)),
    "users.list": Method(list_users, TIER_2, ("users:read",)),
    "users.lookupByEmail": Method(look_up_by_email, TIER_3, ("users:read.email",)),
}
