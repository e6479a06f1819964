"""The people of the workspace and the app's bot user, and the user object that Slack shows for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.local.company.model import Company
from app.local.slack.identity import APP_ID, BOT_ID, BOT_USER_ID, STRANGERS_TEAM_ID, TEAM_ID


@dataclass
class Member:
    id: str
    handle: str
    name: str
    email: str | None
    tz: str
    role: str  # rep, manager, guest, stranger or app
    is_active: bool = True

    @property
    def is_bot(self) -> bool:
        return self.role == "app"

    @property
    def team_id(self) -> str:
        return STRANGERS_TEAM_ID if self.role == "stranger" else TEAM_ID


def members_of(company: Company, bot_name: str) -> dict[str, Member]:
    """Everybody with a Slack account, the app's bot user last."""
    people = [
        Member(p.slack_id, p.email.partition("@")[0], p.name, p.email, p.timezone, p.role, p.is_active)
        for p in company.people
        if p.slack_id
    ]
    bot = Member(BOT_USER_ID, bot_name.lower().replace(" ", "_"), bot_name, None, "UTC", "app")
    return {member.id: member for member in [*people, bot]}


def user_object(member: Member, now: datetime, *, with_locale: bool = False) -> dict[str, Any]:
    local = now.astimezone(ZoneInfo(member.tz))
    offset = local.utcoffset()
    shape: dict[str, Any] = {
        "id": member.id,
        "team_id": member.team_id,
        "name": member.handle,
        "deleted": not member.is_active,
        "real_name": member.name,
        "profile": _profile(member),
        "is_bot": member.is_bot,
        "is_app_user": False,
        "updated": int(now.timestamp()),
    }
    if member.role == "stranger":
        shape["is_stranger"] = True
    if not member.is_active:
        return shape  # Slack says no more of a deactivated account
    shape |= {
        "tz": member.tz,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": member.role == "guest",
        "is_ultra_restricted": False,
    }
    return shape | ({"locale": "en-US"} if with_locale else {})


def _profile(member: Member) -> dict[str, Any]:
    profile: dict[str, Any] = {
        "real_name": member.name,
        "real_name_normalized": member.name,
        "display_name": "" if member.is_bot else member.handle,
        "display_name_normalized": "" if member.is_bot else member.handle,
        "team": member.team_id,
        "title": member.role if member.role in ("rep", "manager") else "",
    }
    if member.email:
        profile["email"] = member.email
    if member.is_bot:
        profile |= {"api_app_id": APP_ID, "bot_id": BOT_ID}
    return profile
