"""Is Intercom set up as it should be? Each question is one cheap call, and each failure says what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from app.core.checks import Check
from app.integrations.errors import KeyRefusedError, VendorError
from app.integrations.intercom import queries
from app.integrations.intercom.client import Intercom, Kind
from app.integrations.picking import text
from app.integrations.plug import try_out

REGIONS = {"US": "https://api.intercom.io", "EU": "https://api.eu.intercom.io", "AU": "https://api.au.intercom.io"}


async def examine(intercom: Intercom, emails: Sequence[str] = ()) -> list[Check]:
    """Stops early where nothing else could work. `emails` are for the CRM's check alone."""
    return [check async for check in _checks(intercom)]


async def _checks(intercom: Intercom) -> AsyncIterator[Check]:
    try:
        me = await intercom.me()
    except VendorError as error:
        name = "Intercom token" if isinstance(error, KeyRefusedError) else "Intercom"
        yield Check(name, False, error.told, error.remedy)
        return
    app = text(me, "app", "name") or text(me, "app", "id_code")
    if app is None:
        yield Check("Intercom", False, "it does not say whose token this is", "Is INTERCOM_BASE_URL right?")
        return
    yield Check("Intercom token", True, f"accepted by the workspace {app}")
    yield examine_region(intercom.settings.base_url, text(me, "app", "region"))
    yield await try_out("Intercom conversations", _one(intercom, "conversations"))
    yield await try_out("Intercom tickets", _one(intercom, "tickets"))
    yield await try_out("Intercom contacts", intercom.contacts(["0"]))
    yield await try_out("Intercom companies", intercom.a_company())
    yield await try_out("Intercom teammates", intercom.admins())


def examine_region(used: str, region: str | None) -> Check:
    """A token works at any region's address, and data then leaves its region."""
    own = REGIONS.get(region or "")
    if own and used in REGIONS.values() and used != own:
        told = f"the workspace is in the region {region}, and it is asked at {used}"
        return Check("Intercom region", False, told, f"Set INTERCOM_BASE_URL={own}, and INTERCOM_LINKS_URL likewise.")
    return Check("Intercom region", True, region or "not told")


async def _one(intercom: Intercom, kind: Kind) -> bool:
    async for page in intercom.search(kind, queries.everything(kind, datetime.now(UTC), 365), 1):
        return bool(page)
    return False
