"""HubSpot: accounts, contacts, deals, tickets and activity for the snapshot, and tools that read them.

Off until HUBSPOT_ACCESS_TOKEN is set. `compose` needs only what is named here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.tools import Tool
from app.integrations.hubspot.client import HubSpot
from app.integrations.hubspot.doctor import Check, examine
from app.integrations.hubspot.kinds import Fields
from app.integrations.hubspot.pace import Pause
from app.integrations.hubspot.settings import SWITCH, Settings
from app.integrations.hubspot.sync import HubSpotSource
from app.integrations.hubspot.tools import AccountDetails, Latest

__all__ = ["SWITCH", "Check", "Connected", "Fields", "Settings", "connect"]


@dataclass(frozen=True)
class Connected:
    """One portal, as the rest of the program sees it. Close it at the end."""

    source: HubSpotSource
    tools: tuple[Tool, ...]
    _hubspot: HubSpot
    _fields: Fields

    async def checks(self, emails: Sequence[str] = ()) -> list[Check]:
        """For `threadwork doctor`; `emails` of the people in Slack."""
        return await examine(self._hubspot, self._fields, emails)

    async def close(self) -> None:
        await self._hubspot.close()


def connect(
    settings: Settings,
    fields: Fields,
    latest: Latest,
    *,
    unowned_to: str | None = None,
    pause: Pause = asyncio.sleep,
) -> Connected:
    """Makes no call yet. `latest` gives the newest sealed snapshot; `fields` and `unowned_to` are workspace.yaml's."""
    hubspot = HubSpot(settings, pause)
    return Connected(HubSpotSource(hubspot, fields), (AccountDetails(latest, unowned_to),), hubspot, fields)
