"""Proposals for tests: an action, and the lines of a log about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core.actions import Action, Alternative, Change, Field, Receipt, Record
from app.core.approvals import Acted, Decided, Proposed
from tests.core.logs import NOW

GLOBEX = Record(kind="account", id="1", name="Globex", url="https://app.hubspot.com/c/1", about="globex.example")
DAY = timedelta(days=1)


def action(**more: Any) -> Action:
    """Log a call as a voicemail, with a live message one tap away."""
    given = {
        "system": "hubspot",
        "title": "Log a call with Globex",
        "record": GLOBEX,
        "changes": (Change(field="outcome", label="Outcome", new="Left voicemail"),),
        "payload": {"outcome": "voicemail"},
        "account": "1",
        "owner": "11",
        "fields": (Field(name="note", label="Note", kind="text"),),
        "alternatives": (
            Alternative(
                name="live",
                label="Live message instead",
                changes=(Change(field="outcome", label="Outcome", new="Left live message"),),
                payload={"outcome": "live"},
            ),
        ),
        "risk": "low",
    }
    return Action(**{**given, **more})


def proposed(number: int = 1, **more: Any) -> Proposed:
    given = {
        "number": number,
        "origin": 1,
        "call_id": f"1.{number - 1}",
        "agent": "assistant",
        "tool": "file",
        "by": "U1",
        "input": {},
        "action": action(),
        "remind_at": NOW + DAY,
        "expires_at": NOW + 3 * DAY,
    }
    return Proposed(**{**given, **more})


def yes(number: int = 1, *, by: str = "U1", alternative: str = "", of: Action | None = None) -> Decided:
    digest = (of or action()).chosen(alternative).digest
    return Decided(number=number, yes=True, by=by, key=f"yes {number} {by}", digest=digest, alternative=alternative)


def no(number: int = 1, *, by: str = "U1") -> Decided:
    return Decided(number=number, yes=False, by=by, key=f"no {number} {by}", digest="")


def done(number: int = 1) -> Acted:
    return Acted(number=number, outcome="done", told="Call logged", receipt=Receipt(told="Call logged"))
