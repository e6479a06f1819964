"""What HubSpot's refusals mean, in the terms of every vendor's errors; and the one that only HubSpot has.

VendorError                 see app/integrations/errors.py
├── RequestRefusedError
│   └── InvalidValuesError  some properties' values, or their absence, are what is wrong with a write
└── WrongPortalError        the key belongs to another portal than the settings name
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from app.integrations.errors import (
    BrokenError,
    DailyLimitError,
    KeyRefusedError,
    RecordGoneError,
    RequestRefusedError,
    ScopeMissingError,
    TooFastError,
    VendorError,
)

_KEYS = "In HubSpot under Development → Keys → Service keys"
_SET = "and set it as HUBSPOT_ACCESS_TOKEN"
_TROUBLE = "See status.hubspot.com; the next sync tries again"
# Seconds a try for each limit that gives no Retry-After: HubSpot's own Node client waits as long.
_WAITS = {"TEN_SECONDLY_ROLLING": 10.0, "SECONDLY": 1.0}


@dataclass(frozen=True)
class Problem:
    """What HubSpot says is wrong with one property."""

    property: str
    message: str


class WrongPortalError(VendorError):
    is_permanent = True


class InvalidValuesError(RequestRefusedError):
    def __init__(self, told: str, remedy: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(told, remedy)
        self.problems = problems


def refusal(what: str, status: int, headers: Mapping[str, str], body: bytes, secret: str) -> VendorError:
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
    if problems := tuple(_problems(said, secret)):
        words = "; ".join(f"{each.property}: {each.message}" for each in problems)
        return InvalidValuesError(f"{doing}: {words}", "Give these another value", problems)
    details = "; ".join(_details(said, secret))
    return RequestRefusedError(f"{doing}: {words}{f' ({details})' if details else ''}", "Correct what was asked")


def _scopes(said: Mapping[str, Any]) -> Iterator[str]:
    for part in (said, *said.get("errors", ())):
        context = part.get("context") or {}
        for name in ("requiredGranularScopes", "requiredScopes"):
            yield from context.get(name, ())


def _limited(doing: str, policy: str, after: float | None) -> VendorError:
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
        a_try=_WAITS.get(policy, 2.0),
    )


def _details(said: Mapping[str, Any], secret: str) -> Iterator[str]:
    """What is wrong with which property, as a person can answer it."""
    for error in said.get("errors", ()):
        if isinstance(error, dict) and error.get("message"):
            yield str(error["message"]).replace(secret, "[the key]")[:200]


def _problems(said: Mapping[str, Any], secret: str) -> Iterator[Problem]:
    """Each error names its property in its context; older paths repeat them as JSON within the message."""
    for error in said.get("errors", ()):
        if isinstance(error, dict):
            for name in (error.get("context") or {}).get("propertyName", ()):
                yield Problem(str(name)[:200], str(error.get("message", "")).replace(secret, "[the key]")[:200])


def _parse(body: bytes) -> Mapping[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.isdigit() else None
