"""Intercom: conversations and tickets for the snapshot, and a tool that reads one.

Off until INTERCOM_ACCESS_TOKEN is set.
"""

from __future__ import annotations

from functools import partial

from app.integrations.intercom.client import Intercom
from app.integrations.intercom.doctor import examine
from app.integrations.intercom.rows import SYSTEM
from app.integrations.intercom.settings import SWITCH, Settings
from app.integrations.intercom.sync import Reading
from app.integrations.intercom.tools import IntercomConversation
from app.integrations.plug import Connected, Setting
from app.integrations.ticketing import TicketSource

__all__ = ["SPECS", "SWITCH", "Settings", "connect", "connected_through"]
SPECS = (IntercomConversation.spec,)


def connect(settings: Settings, setting: Setting) -> Connected:
    """Makes no call yet."""
    return connected_through(Intercom(settings), setting)


def connected_through(intercom: Intercom, setting: Setting) -> Connected:
    reading = Reading(intercom)
    return Connected(
        source=TicketSource(SYSTEM, reading.pages),
        tools=(IntercomConversation(intercom, reading, setting),),
        examine=partial(examine, intercom),
        close=intercom.close,
    )
