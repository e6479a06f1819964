"""A portal's properties: how people write their values, how HubSpot takes them, and how a card shows them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from app.core.actions import Field, Option
from app.integrations.hubspot.writes.moments import read_moment, show_day, show_moment

LONGEST = 60_000  # characters; HubSpot takes 65,536 in a text property
OPTIONS, OPTION_VALUE = 100, 150  # that a menu in Slack can hold, and the characters of each value
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000}


class ValueProblem(ValueError):  # noqa: N818  # it is an answer for whoever wrote the value
    """What is wrong with a value, and what to write instead."""


@dataclass(frozen=True)
class Definition:
    name: str
    label: str
    type: str = "string"  # string, number, bool, date, datetime, enumeration
    options: tuple[tuple[str, str], ...] = ()  # value, label
    is_writable: bool = True
    takes_many: bool = False
    is_long: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)  # other words for an option, in small letters → its value
    others: tuple[tuple[str, str], ...] = ()  # values that stand in records and may not be chosen any more

    def read(self, text: str, zone: ZoneInfo) -> str:
        """What a person or a model wrote, as HubSpot takes it; always a text. Raises ValueProblem."""
        text = text.strip()
        if not text:
            return ""
        match self.type:
            case "number":
                return _read_number(self, text)
            case "date" | "datetime":
                return _read_time(self, text, zone)
            case "bool":
                return self._option(text, (("true", "yes"), ("false", "no")))
        if self.options:
            wanted = text.split(";") if self.takes_many else [text]
            return ";".join(self._option(each.strip(), self.options) for each in wanted)
        if len(text) > LONGEST:
            raise ValueProblem(f"{self.label} has {len(text):,} characters: {LONGEST:,} at most")
        return text

    def show(self, value: str | None, zone: ZoneInfo) -> str:
        """A stored value as a person reads it; "" for none."""
        if not value:
            return ""
        match self.type:
            case "date":
                return show_day(value)
            case "datetime":
                return show_moment(value, zone)
            case "number":
                number = as_number(value)
                return value if number is None else f"{number:,.2f}".removesuffix(".00")
        labels = dict((*self.others, *self.options))
        return ", ".join(labels.get(each, each) for each in (value.split(";") if self.takes_many else [value]))

    def same(self, one: str | None, other: str | None) -> bool:
        """Whether two stored values mean the same; HubSpot writes moments and numbers in more than one way."""
        return self._plain(one) == self._plain(other)

    def form_field(self, name: str, value: str) -> Field:
        """A line of a form that asks for it. `value`: stored."""
        if self.type in ("date", "datetime"):
            is_day = self.type == "date" or not value or value.endswith("T00:00:00Z")
            return Field(
                name=name, label=self.label, kind="day" if is_day else "moment", value=value[:10] if is_day else value
            )
        fits = len(self.options) <= OPTIONS and all(len(each) <= OPTION_VALUE for each, _ in self.options)
        if self.options and fits and not self.takes_many:
            options = tuple(Option(value=each, label=label) for each, label in self.options)
            return Field(name=name, label=self.label, kind="choice", value=value, options=options)
        return Field(name=name, label=self.label, kind="text" if self.is_long else "line", value=value)

    def _option(self, text: str, options: Iterable[tuple[str, str]]) -> str:
        wanted = text.casefold()
        if wanted in self.aliases:
            return self.aliases[wanted]
        for value, label in options:
            if wanted in (value.casefold(), label.casefold()):
                return value
        offered = ", ".join(label for _, label in options)
        raise ValueProblem(f"{self.label} cannot be {text[:80]!r}: it is one of {offered[:1_500]}")

    def _plain(self, value: str | None) -> object:
        if not value:
            return None
        if self.type == "number":
            return as_number(value)
        return _moment(value) or value if self.type in ("date", "datetime") else value


def read_definition(given: Mapping[str, Any]) -> Definition:
    """From the properties API."""
    told = given.get("modificationMetadata") or {}
    options = tuple((str(each["value"]), str(each["label"])) for each in given.get("options") or ())
    return Definition(
        name=str(given["name"]),
        label=str(given.get("label") or given["name"]),
        type=str(given.get("type", "string")),
        options=options if given.get("type") == "enumeration" else (),
        is_writable=not (given.get("calculated") or told.get("readOnlyValue")),
        takes_many=given.get("fieldType") == "checkbox",
        is_long=given.get("fieldType") in ("textarea", "html"),
    )


def as_number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _read_number(definition: Definition, text: str) -> str:
    """`$12,500.50`, `12.5k`, `€ 3m`: a comma separates thousands."""
    found = re.fullmatch(r"[^\d.,-]{0,4}(-?\d[\d,]*(?:\.\d+)?|-?\.\d+) ?([km]?)[^\d.,]{0,4}", text, re.IGNORECASE)
    number = as_number(found[1].replace(",", "")) if found else None
    if found is None or number is None:
        raise ValueProblem(f"{definition.label} cannot be {text[:80]!r}: write a number such as 12500")
    scaled = number * _SCALES[found[2].lower()]
    return f"{scaled:f}".rstrip("0").rstrip(".") if "." in f"{scaled:f}" else f"{scaled:f}"


def _read_time(definition: Definition, text: str, zone: ZoneInfo) -> str:
    """A day stands in a moment's field as midnight UTC, which is how HubSpot itself writes one."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is not None:
        return day.isoformat() if definition.type == "date" else f"{day.isoformat()}T00:00:00Z"
    if definition.type == "date":
        raise ValueProblem(f"{definition.label} cannot be {text[:80]!r}: write a day such as 2027-03-01")
    try:
        return read_moment(text, zone).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError as problem:
        raise ValueProblem(f"{definition.label}: {problem}") from None


def _moment(value: str) -> datetime | None:
    try:
        if value.isdigit():
            return datetime.fromtimestamp(int(value) / 1000, UTC)
        at = datetime.fromisoformat(value)
    except (ValueError, OverflowError, OSError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
