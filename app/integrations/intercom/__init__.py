"""Intercom: conversations and tickets for the snapshot, and a tool that reads one.

Off until INTERCOM_ACCESS_TOKEN is set.
"""

from __future__ import annotations

from functools import partial

from app.integrations.intercom.client import Intercom
from app.integrations.intercom.doctor import examine
from app.integrations.intercom.settings import SWITCH, Settings
from app.integrations.intercom.sync import IntercomSource
from app.integrations.intercom.tools import IntercomConversation
from app.integrations.plug import Connected, Setting

__all__ = ["SWITCH", "Settings", "connect", "connected_through"]


def connect(settings: Settings, setting: Setting) -> Connected:
    """Makes no call yet."""
    return connected_through(Intercom(settings), setting)


def connected_through(intercom: Intercom, setting: Setting) -> Connected:
    source = IntercomSource(intercom)
    return Connected(
        source=source,
        tools=(IntercomConversation(intercom, source, setting.latest, setting.unowned_to),),
        examine=partial(examine, intercom),
        close=intercom.close,
    )
