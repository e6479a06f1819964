"""Is HubSpot set up as it should be? Each question is one cheap call, and each failure says what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from app.core.checks import Check
from app.integrations.errors import KeyRefusedError, VendorError
from app.integrations.hubspot.client import HubSpot
from app.integrations.hubspot.directory import by_email, read_owners
from app.integrations.hubspot.kinds import KINDS, Fields
from app.integrations.hubspot.portal import read_portal

SHOWN = 5


async def examine(hubspot: HubSpot, fields: Fields, emails: Sequence[str]) -> list[Check]:
    """`emails`: of the people in Slack who should get lists. Stops early where nothing else could work."""
    return [check async for check in _checks(hubspot, fields, emails)]


async def _checks(hubspot: HubSpot, fields: Fields, emails: Sequence[str]) -> AsyncIterator[Check]:
    try:
        account = await hubspot.account()
    except VendorError as error:
        name = "HubSpot key" if isinstance(error, KeyRefusedError) else "HubSpot"
        yield Check(name, False, error.told, error.remedy)
        return
    yield Check("HubSpot key", True, f"accepted by portal {account['portalId']} ({account.get('accountType', '?')})")
    readable = [await _reads(hubspot, kind) for kind in (*(kind.name for kind in KINDS), "users")]
    for check in readable:
        yield check
    if all(check.ok for check in readable):  # its calls need the same scopes
        yield await _portal(hubspot, fields)
    yield await _owners(hubspot, emails)


async def _reads(hubspot: HubSpot, kind: str) -> Check:
    """One page is what a look costs."""
    try:
        async for page in hubspot.pages(kind, ("hs_object_id",)):
            return Check(f"HubSpot {kind}", True, "may be read" if page else "may be read; there are none")
    except VendorError as error:
        return Check(f"HubSpot {kind}", False, error.told, error.remedy)
    return Check(f"HubSpot {kind}", True, "may be read; there are none")


async def _portal(hubspot: HubSpot, fields: Fields) -> Check:
    try:
        portal = await read_portal(hubspot, fields)
    except VendorError as error:
        return Check("HubSpot portal", False, error.told, error.remedy)
    if named := [name for name in fields.names if f"companies.{name}" in portal.missing]:
        return Check(
            "HubSpot properties",
            False,
            f"the portal's companies have no {', '.join(map(repr, named))}",
            "Under `hubspot:` in agents/workspace.yaml write the internal names (HubSpot → Settings → Properties → "
            "Companies → the property → </>), or leave the lines out.",
        )
    lacking = f"; it lacks {', '.join(portal.missing)}, which stay empty" if portal.missing else ""
    return Check("HubSpot properties", True, f"found, time zone {portal.zone.key}{lacking}")


async def _owners(hubspot: HubSpot, emails: Sequence[str]) -> Check:
    try:
        owners = by_email(await read_owners(hubspot))
    except VendorError as error:
        return Check("HubSpot owners", False, error.told, error.remedy)
    if not owners:
        return Check("HubSpot owners", False, "nobody owns anything in this portal", _NOBODY)
    without = sorted(owners.keys() - {email.lower() for email in emails})
    if not emails or not without:
        return Check("HubSpot owners", True, f"{len(owners)}{', all of them in Slack' if emails else ''}")
    shown = ", ".join(without[:SHOWN]) + (f" and {len(without) - SHOWN} more" if len(without) > SHOWN else "")
    is_any = len(without) < len(owners)
    return Check("HubSpot owners", is_any, f"{len(without)} of {len(owners)} are not in Slack: {shown}", _UNMATCHED)


_NOBODY = "Give companies an owner in HubSpot, or check that it is the right portal."
_UNMATCHED = "They get no list. Where they are one person, make the emails in Slack and HubSpot equal."
