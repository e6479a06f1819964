"""One request and its answer, free of HTTP: what the API's functions take and give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.local.hubspot.errors import invalid
from app.local.hubspot.paths import Place


@dataclass(frozen=True)
class Ask:
    place: Place
    words: tuple[str, ...]  # what stood in the path where its pattern has a hole
    query: Mapping[str, Sequence[str]]
    body: Any
    url: str  # of the request, without its query

    def first(self, name: str) -> str | None:
        values = self.query.get(name)
        return values[0] if values else None

    def names(self, name: str) -> list[str]:
        """A list in the query: repeated, or separated by commas."""
        return [word for value in self.query.get(name, ()) for word in value.split(",") if word]

    def is_true(self, name: str) -> bool:
        return (self.first(name) or "").lower() == "true"

    def number(self, name: str, default: int, most: int) -> int:
        return read_number(name, self.first(name), default, most)

    def fields(self) -> dict[str, Any]:
        if not isinstance(self.body, dict):
            raise invalid("Invalid input JSON: send an object.")
        return self.body

    def inputs(self, most: int = 100) -> list[dict[str, Any]]:
        inputs = self.fields().get("inputs")
        if not isinstance(inputs, list) or not all(isinstance(one, dict) for one in inputs):
            raise invalid("Some required fields were not set: [inputs]. Send a list of objects.")
        if not 1 <= len(inputs) <= most:
            raise invalid(f"A batch takes 1 to {most} inputs, {len(inputs)} were given: send several batches.")
        return inputs


@dataclass(frozen=True)
class Answer:
    body: Any = None
    status: int = 200
    journal: dict[str, Any] = field(default_factory=dict)  # what the journal shall say of the request
    changed: bool = True  # False for a write that found its work done, or nothing to do


def read_number(name: str, given: Any, default: int, most: int) -> int:
    if given is None or given == "":
        return default
    text = str(given)
    if not text.isdigit() or not 0 < int(text) <= most:
        raise invalid(f"{name}={given} is not allowed: give a number from 1 to {most}.")
    return int(text)


def read_after(given: Any) -> int:
    if given is None or given == "":
        return 0
    if not str(given).isdigit():
        raise invalid(f"after={given} is no cursor: give paging.next.after of the page before.")
    return int(given)


def text_of(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise invalid(f"Some required fields were not set: [{name}].")
    return str(value)
