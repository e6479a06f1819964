"""What can go wrong with HubSpot, each with its remedy; and how long to wait before another try.

HubSpotError                something between us and HubSpot
├── KeyRefusedError         401: the key is wrong, expired or rotated
├── ScopeMissingError       403: the key lacks scopes; names them
├── WrongPortalError        the key belongs to another portal than the settings name
├── RecordGoneError         404
├── RequestRefusedError     400 and other 4xx: HubSpot will not do this; ask for something else
├── DailyLimitError         429 until the portal's midnight
├── TooFastError            429 for seconds; 423 and 477, where HubSpot is busy with the portal
├── BrokenError             5xx, or an answer that is no JSON
└── UnreachableError        no connection, or no answer in time
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from app.core.errors import ThreadworkError

TRIES = 4
_KEYS = "In HubSpot under Development → Keys → Service keys"
_SET = "and set it as HUBSPOT_ACCESS_TOKEN"
_TROUBLE = "See status.hubspot.com; the next sync tries again"


class HubSpotError(ThreadworkError):
    is_permanent = False  # True: trying again later cannot help
    may_have_happened = False  # whether a write may be done although it failed

    def __init__(self, told: str, remedy: str, *, after: float | None = None, policy: str = "") -> None:
        super().__init__(f"{told}. {remedy}.")
        self.told, self.remedy = told, remedy  # what happened; what to do
        self.after = after  # seconds that HubSpot asked us to wait
        self.policy = policy  # of a rate limit


class KeyRefusedError(HubSpotError):
    is_permanent = True


class ScopeMissingError(HubSpotError):
    is_permanent = True


class WrongPortalError(HubSpotError):
    is_permanent = True


class RecordGoneError(HubSpotError):
    is_permanent = True


class RequestRefusedError(HubSpotError):
    is_permanent = True


class DailyLimitError(HubSpotError):
    pass


class TooFastError(HubSpotError):
    pass


class BrokenError(HubSpotError):
    may_have_happened = True


class UnreachableError(HubSpotError):
    def __init__(self, told: str, remedy: str, *, may_have_happened: bool) -> None:
        super().__init__(told, remedy)
        self.may_have_happened = may_have_happened


def refusal(what: str, status: int, headers: Mapping[str, str], body: bytes, secret: str) -> HubSpotError:
    """The error that an answer other than 2xx means. `what` is what we did, such as "reading companies"."""
    said = _parse(body)
    words = str(said.get("message", "")).replace(secret, "[the key]")[:400].rstrip(".") or "without a reason"
    doing = f"HubSpot answered {status} to {what}"
    after = _seconds(headers.get("Retry-After"))
    match status:
        case 401:
            return KeyRefusedError(f"{doing}: it does not accept the key", f"{_KEYS}: make or rotate one {_SET}")
        case 403:
            scopes = " or ".join(dict.fromkeys(_scopes(said)))
            lacks = f"the key lacks the scope {scopes}" if scopes else f"the key lacks a scope ({words})"
            return ScopeMissingError(f"{doing}: {lacks}", f"{_KEYS}: add it to the key")
        case 404:
            return RecordGoneError(f"{doing}: {words}", "It may be archived or merged: look in HubSpot")
        case 429:
            return _limited(doing, str(said.get("policyName", "")), after)
        case 423 | 477:
            return TooFastError(f"{doing}: it is busy with this portal ({words})", "It passes: try again", after=after)
        case _ if status >= 500:
            return BrokenError(f"{doing}: it is in trouble itself ({words})", _TROUBLE, after=after)
    details = "; ".join(_details(said, secret))
    return RequestRefusedError(f"{doing}: {words}{f' ({details})' if details else ''}", "Correct what was asked")


def patience(error: HubSpotError, tries: int) -> float | None:
    """Seconds to wait before another try after `tries` of them; None to give up.

    HubSpot gives no Retry-After with 429. The figures are those of its own Node client: 1 s a try for the limit of a
    second, 10 s a try for that of ten seconds.
    """
    if error.is_permanent or isinstance(error, DailyLimitError) or tries >= TRIES:
        return None
    if error.after is not None:
        return min(error.after, 60.0)
    if isinstance(error, TooFastError):
        return {"TEN_SECONDLY_ROLLING": 10.0, "SECONDLY": 1.0}.get(error.policy, 2.0) * tries
    return (0.5, 1.0, 2.0)[tries - 1]


def _scopes(said: Mapping[str, Any]) -> Iterator[str]:
    for part in (said, *said.get("errors", ())):
        context = part.get("context") or {}
        for name in ("requiredGranularScopes", "requiredScopes"):
            yield from context.get(name, ())


def _limited(doing: str, policy: str, after: float | None) -> HubSpotError:
    if policy == "DAILY":
        return DailyLimitError(
            f"{doing}: the account's calls of today are used up",
            "They begin anew at midnight in the portal's time zone; HubSpot → Development → Monitoring shows which app "
            "uses them. Until then the last snapshot is used",
            policy=policy,
        )
    return TooFastError(
        f"{doing}: too many calls ({policy or 'no policy named'})",
        "If it stays so, other apps share the limit: lower HUBSPOT_SEARCHES_A_SECOND or HUBSPOT_CALLS_IN_TEN_SECONDS",
        after=after,
        policy=policy,
    )


def _details(said: Mapping[str, Any], secret: str) -> Iterator[str]:
    """What is wrong with which property, as a person can answer it."""
    for error in said.get("errors", ()):
        if isinstance(error, dict) and error.get("message"):
            yield str(error["message"]).replace(secret, "[the key]")[:200]


def _parse(body: bytes) -> Mapping[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.isdigit() else None
