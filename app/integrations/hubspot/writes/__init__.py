"""Writes to HubSpot: what each of them is, and how it is done once. Who may, and when, is decided in the core."""

from __future__ import annotations

from app.core.tools import WriteTool
from app.integrations.hubspot.client import HubSpot
from app.integrations.hubspot.kinds import Fields
from app.integrations.hubspot.writes import accounts, calls, deals, notes, talks, tasks, tickets
from app.integrations.hubspot.writes.doing import Doing
from app.integrations.hubspot.writes.ground import Ground
from app.integrations.hubspot.writes.tool import HubSpotWrite
from app.integrations.plug import Setting

_PLANS = (
    (calls.SPEC, calls.plan),
    (notes.SPEC, notes.plan),
    (talks.MEETING_SPEC, talks.plan_meeting),
    (talks.EMAIL_SPEC, talks.plan_email),
    (tasks.SPEC, tasks.plan),
    (tasks.COMPLETE_SPEC, tasks.plan_complete),
    (deals.SPEC, deals.plan),
    (accounts.SPEC, accounts.plan),
    (tickets.SPEC, tickets.plan),
    (notes.COMMENT_SPEC, notes.plan_comment),
)
SPECS = tuple(spec for spec, _ in _PLANS)


def write_tools(hubspot: HubSpot, fields: Fields, setting: Setting) -> tuple[WriteTool, ...]:
    ground = Ground(hubspot, fields, setting)
    doing = Doing(ground)
    return tuple(HubSpotWrite(spec, plan, ground, doing) for spec, plan in _PLANS)
