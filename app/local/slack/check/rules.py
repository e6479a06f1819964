"""Small rules that others are made of. A rule takes a value and where it stands, and yields what is wrong with it.

The sentences are in the manner of Slack's own, which end in a pointer to the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Rule = Callable[[Any, str], Iterator[str]]


def wrong(what: str, pointer: str) -> str:
    return f"{what} [json-pointer:{pointer}]"


def anything(value: Any, pointer: str) -> Iterator[str]:
    yield from ()


def string(most: int, least: int = 0) -> Rule:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield wrong("must be a string", pointer)
        elif len(value) > most:
            yield wrong(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            yield wrong(f"must be more than {least - 1} characters", pointer)

    return check


def matching(pattern: str, meaning: str) -> Rule:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield wrong(f"must be {meaning}", pointer)

    return check


def flag(value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield wrong("must be a boolean", pointer)


def number(least: float, most: float) -> Rule:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            yield wrong(f"must be a number from {least} to {most}", pointer)

    return check


def choice(*allowed: str) -> Rule:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if value not in allowed:
            yield wrong(f"must be one of: {', '.join(allowed)}", pointer)

    return check


def items(rule: Rule, most: int, least: int = 1) -> Rule:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield wrong("must be an array", pointer)
            return
        if len(value) > most:
            yield wrong(f"no more than {most} items allowed", pointer)
        elif len(value) < least:
            yield wrong(f"no less than {least} items allowed", pointer)
        for index, each in enumerate(value):
            yield from rule(each, f"{pointer}/{index}")

    return check


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *, is_closed: bool = True) -> Rule:
    """An object. `is_closed`: names that are not listed are refused, as Slack does for its older blocks."""
    every = {**required, **(optional or {}), "type": anything}

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must be an object", pointer)
            return
        yield from (wrong(f"missing required field: {name}", pointer) for name in required if value.get(name) is None)
        for name, each in value.items():
            if name in every:
                yield from () if each is None else every[name](each, f"{pointer}/{name}")
            elif is_closed:
                yield wrong(f"invalid additional property: {name}", pointer)

    return check


def by_type(table: Mapping[str, Rule]) -> Rule:
    def check(value: Any, pointer: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind is None:
            yield wrong("missing required field: type", pointer)
        elif rule := table.get(kind) if isinstance(kind, str) else None:
            yield from rule(value, pointer)
        else:
            yield wrong(f"unsupported type: {kind}", f"{pointer}/type")

    return check


def both(*rules: Rule) -> Rule:
    def check(value: Any, pointer: str) -> Iterator[str]:
        for rule in rules:
            yield from rule(value, pointer)

    return check


def plain_text(most: int) -> Rule:
    return by_type({"plain_text": shape({"text": string(most, 1)}, {"emoji": flag})})


def any_text(most: int) -> Rule:
    marked = shape({"text": string(most, 1)}, {"verbatim": flag})
    return by_type({"plain_text": shape({"text": string(most, 1)}, {"emoji": flag}), "mrkdwn": marked})
