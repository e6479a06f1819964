"""HubSpot: accounts, contacts, deals, tickets and activity for the snapshot, and tools that read and write them.

Off until HUBSPOT_ACCESS_TOKEN is set. `compose` needs only what is named here.
"""

from __future__ import annotations

from functools import partial

from app.integrations.hubspot.client import HubSpot
from app.integrations.hubspot.doctor import examine
from app.integrations.hubspot.kinds import Fields
from app.integrations.hubspot.settings import SWITCH, Settings
from app.integrations.hubspot.sync import HubSpotSource
from app.integrations.hubspot.tools import AccountDetails
from app.integrations.hubspot.writes import SPECS as WRITE_SPECS
from app.integrations.hubspot.writes import write_tools
from app.integrations.plug import Connected, Setting

__all__ = ["SPECS", "SWITCH", "Settings", "connect", "connected_through"]
SPECS = (AccountDetails.spec, *WRITE_SPECS)


def connect(settings: Settings, setting: Setting) -> Connected:
    """Makes no call yet. Of workspace.yaml, `hubspot:` names the portal's own properties."""
    return connected_through(HubSpot(settings), setting)


def connected_through(hubspot: HubSpot, setting: Setting) -> Connected:
    fields = Fields(**setting.own)
    return Connected(
        source=HubSpotSource(hubspot, fields),
        tools=(AccountDetails(setting.latest, setting.unowned_to),),
        examine=partial(examine, hubspot, fields),
        close=hubspot.close,
        writes=write_tools(hubspot, fields, setting),
    )
