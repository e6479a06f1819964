"""The lines of a log about outside writes: asked for, proposed, decided, done, undone. `proposals` reads their state.

A proposal's number counts within its session. Where two people press at once both words stand in the log; the first
counts, and what comes after it changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from app.core.actions import Action, Field, Receipt
from app.core.body import Body

Needs = Literal["owner", "manager", "other"]  # who may say yes; other: somebody else than who asked
Outcome = Literal["done", "refused", "busy", "unsure"]


class Requested(Body):
    """A person asks for one write by a form, so no model takes part: from a row, behind *Edit*, as an answer."""

    kind: Literal["requested"] = "requested"
    key: str  # of the form
    by: str
    agent: str
    tool: str
    input: dict[str, Any]
    replaces: int | None = None  # the proposal that it changes or completes
    answers: tuple[str, ...] = ()  # the fields by which it completes one that was approved: no second yes is needed


class Declined(Body):
    """Why a form's request is not proposed."""

    kind: Literal["declined"] = "declined"
    origin: int  # the seq of the Requested
    by: str
    text: str


class Proposed(Body):
    kind: Literal["proposed"] = "proposed"
    number: int
    origin: int  # the turn, or the seq of the Requested
    call_id: str = ""  # of the model; "": no model took part
    agent: str
    tool: str
    by: str  # on whose word
    edited_by: str = ""  # who changed it since
    input: dict[str, Any]  # of the call, for *Edit*
    action: Action
    taint: tuple[str, ...] = ()  # where untrusted text that may have led to it came from
    needs: Needs = "owner"
    why: str = ""  # why it is asked, beyond the rule that writes are
    replaces: int | None = None
    remind_at: datetime
    expires_at: datetime


class Decided(Body):
    """A person's yes or no, or the team's policy in their place. Bound to the exact arguments by their digest."""

    kind: Literal["decided"] = "decided"
    number: int
    yes: bool
    by: str
    key: str  # of the click
    digest: str  # of the action as it was shown, its alternative chosen
    alternative: str = ""
    policy: str = ""  # what allowed it, where nobody was asked


class Acted(Body):
    """What came of an approved write."""

    kind: Literal["acted"] = "acted"
    number: int
    outcome: Outcome
    told: str
    receipt: Receipt | None = None
    questions: tuple[Field, ...] = ()  # with answers to these it would be done
    attempt: int = 1
    retry_at: datetime | None = None  # busy: when it is tried again


class Cleared(Body):
    """A person looked where the program could not: it is there, or it is not and shall be tried again."""

    kind: Literal["cleared"] = "cleared"
    number: int
    by: str
    key: str
    is_there: bool


class UndoAsked(Body):
    kind: Literal["undo_asked"] = "undo_asked"
    number: int
    by: str
    key: str


class Undone(Body):
    kind: Literal["undone"] = "undone"
    number: int
    by: str
    outcome: Literal["done", "refused", "busy"]
    told: str
    attempt: int = 1
    retry_at: datetime | None = None


class Voided(Body):
    """By rule: who asked said cancel, or something later touches the same record and field."""

    kind: Literal["voided"] = "voided"
    number: int
    by: str
    why: Literal["cancelled", "replaced"]
    cause: int = 0  # the seq of the word that cancelled, or the number of the proposal that replaced it


class Reminded(Body):
    kind: Literal["reminded"] = "reminded"
    numbers: tuple[int, ...]


class Lapsed(Body):
    """Nobody decided in time."""

    kind: Literal["lapsed"] = "lapsed"
    numbers: tuple[int, ...]
