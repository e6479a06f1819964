"""One outside write as it was proposed: what people see, and exactly what is executed. Also what came of it.

An action is frozen when it is proposed. What is executed comes from its payload, never from a model's words later on.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import pydantic

from app.core.body import Body

Risk = Literal["low", "middle", "high"]
RISKS: tuple[Risk, ...] = ("low", "middle", "high")


class Record(Body):
    """What is written to, as it was found: the card names it and links there."""

    kind: str  # account, deal, ticket
    id: str
    name: str  # written by anybody
    url: str = ""
    about: str = ""  # what tells it from others of that name: its domain, its owner


class Change(Body):
    """One field, in the words of the system's own screens."""

    field: str  # the system's name of it
    label: str
    new: str
    old: str = ""  # "": there was nothing, or nothing is replaced
    is_minor: bool = False  # it follows from what is written, so a card says it in passing
    number: float | None = None  # the larger of both where it is an amount, for rules about amounts


class Option(Body):
    value: str
    label: str


class Field(Body):
    """A value that a person may still choose: a line of the form behind *Edit*, or something the system asked for."""

    name: str  # where it stands in the call's input, with dots: "due", "more.closed_lost_reason"
    label: str
    kind: Literal["line", "text", "day", "moment", "choice"] = "line"
    value: str = ""
    options: tuple[Option, ...] = ()


class Alternative(Body):
    """The same write with another outcome, one tap away."""

    name: str
    label: str  # of its button
    changes: tuple[Change, ...]
    payload: dict[str, Any]


class Action(Body):
    system: str  # hubspot, …
    title: str  # "Log a call with Orchard & Sun"
    record: Record
    changes: tuple[Change, ...]
    payload: dict[str, Any]  # what goes over the wire, in the tool's own shape
    account: str = ""  # the id of the account it belongs to
    owner: str | None = None  # the owner id of that account: whose team may say yes
    whose: Literal["account", "asker"] = "account"  # asker: it concerns no account, so who asks may say yes
    touches: tuple[str, ...] = ()  # "hubspot:deals/201:closedate": a later proposal for the same voids this one
    fields: tuple[Field, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    risk: Risk = "middle"
    notes: tuple[str, ...] = ()  # what a person should know before they say yes

    def chosen(self, alternative: str) -> Action:
        """Itself, or with the alternative's outcome. Raises KeyError for one that was not offered."""
        if not alternative:
            return self
        found = {each.name: each for each in self.alternatives}[alternative]
        return self.model_copy(update={"changes": found.changes, "payload": found.payload})

    @property
    def digest(self) -> str:
        """Of what is executed; an approval is bound to it."""
        exact = json.dumps([self.system, self.record.id, self.payload], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(exact.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Receipt(Body):
    """It was done."""

    told: str  # "Call logged"
    url: str = ""
    is_undoable: bool = True
    kept: dict[str, Any] = pydantic.Field(default_factory=dict)  # what undoing needs, in the tool's own shape


@dataclass(frozen=True)
class Refused:
    """It was certainly not done, and asking again in the same way would not help."""

    told: str
    questions: tuple[Field, ...] = ()  # with answers to these it would be done


@dataclass(frozen=True)
class Busy:
    """It was certainly not done, and may be tried again."""

    told: str
    after: timedelta | None = None  # as the system asked


@dataclass(frozen=True)
class Unsure:
    """It was sent, and no answer came: it may be done."""

    told: str


Result = Receipt | Refused | Busy | Unsure
