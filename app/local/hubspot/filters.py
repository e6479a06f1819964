"""Search filters as HubSpot understands them, each made into a test of one record.

Texts compare without case, except that IN and NOT_IN find nothing for values in capitals: the index is in small letters
and those two operators do not translate. A record without a value matches NEQ, NOT_IN and NOT_CONTAINS_TOKEN.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from app.local.hubspot.errors import RefusedError, invalid
from app.local.hubspot.kinds import Kind
from app.local.hubspot.properties import Property
from app.local.hubspot.records import Record, Values
from app.local.hubspot.times import parse_ms

Comparable = float | str
Reader = Callable[[Record, Values], Comparable | None]
Test = Callable[[Record, Values], bool]

_WORD = re.compile(r"\w+")


def read_filter(given: Any, kind: Kind, properties: dict[str, Property]) -> Test:
    """Raises RefusedError for an unknown property or operator, or a value that is missing or of the wrong type."""
    if not isinstance(given, dict):
        raise invalid("Invalid input JSON: a filter is {propertyName, operator, value}.")
    name, operator = given.get("propertyName"), given.get("operator")
    definition = properties.get(name) if isinstance(name, str) else None
    if definition is None:
        raise invalid(f"There was a problem with the request: {kind.name} have no property {name!r} to filter by.")
    if operator not in _TESTS:
        raise invalid(f"{operator!r} is no operator: use one of {', '.join(_TESTS)}.")
    return _TESTS[operator](_Filter(definition, reader(definition, kind), given))


def reader(definition: Property, kind: Kind) -> Reader:
    """How to read a property so that it compares: as a number, or as a text in small letters."""
    name = definition.name
    if name == kind.modified:  # the two that every sync asks for skip the parsing
        return lambda record, seen: record.updated if seen is record.properties else _as_number(definition, seen[name])
    if name == "hs_object_id":
        return lambda record, seen: record.number
    if definition.type in ("number", "date", "datetime"):
        return lambda record, seen: _as_number(definition, seen.get(name))
    return lambda record, seen: value.lower() if (value := seen.get(name)) else None


def _as_number(definition: Property, value: str | None) -> float | None:
    if not value:
        return None
    try:
        return float(value) if definition.type == "number" else parse_ms(value)
    except ValueError:  # real records hold a few of these, from imports
        return None


class _Filter:
    def __init__(self, definition: Property, read: Reader, given: dict[str, Any]) -> None:
        self.definition = definition
        self.read = read
        self._given = given

    def value(self, name: str = "value") -> Comparable:
        given = self._given.get(name)
        if given is None or isinstance(given, bool | list | dict):
            raise self._refusal(f"{self._given['operator']} needs a {name}")
        return self._comparable(str(given))

    def values(self) -> frozenset[Comparable]:
        given = self._given.get("values")
        if not isinstance(given, list) or not given:
            raise self._refusal(f"{self._given['operator']} needs values, a list")
        if self.definition.type == "string":
            return frozenset(str(one) for one in given)  # as they are: see above
        return frozenset(self._comparable(str(one)) for one in given)

    def words(self) -> list[str]:
        return re.findall(r"[\w*]+", str(self.value()).lower())

    def _comparable(self, text: str) -> Comparable:
        if self.definition.type not in ("number", "date", "datetime"):
            return text.lower()
        try:
            return float(text) if self.definition.type == "number" else parse_ms(text)
        except ValueError as error:
            raise self._refusal(f"{text!r} is no {self.definition.type}") from error

    def _refusal(self, why: str) -> RefusedError:
        return invalid(f"There was a problem with the request: {why}, in the filter on {self.definition.name!r}.")


def _equal(given: _Filter) -> Test:
    read, wanted = given.read, given.value()
    return lambda record, seen: read(record, seen) == wanted


def _below(given: _Filter, *, inclusive: bool) -> Test:
    read, limit = given.read, given.value()
    if inclusive:
        return lambda record, seen: (value := read(record, seen)) is not None and value <= limit  # type: ignore[operator]  # both are what the property's type reads as
    return lambda record, seen: (value := read(record, seen)) is not None and value < limit  # type: ignore[operator]  # as above


def _above(given: _Filter, *, inclusive: bool) -> Test:
    read, limit = given.read, given.value()
    if inclusive:
        return lambda record, seen: (value := read(record, seen)) is not None and value >= limit  # type: ignore[operator]  # as above
    return lambda record, seen: (value := read(record, seen)) is not None and value > limit  # type: ignore[operator]  # as above


def _between(given: _Filter) -> Test:
    read, low, high = given.read, given.value(), given.value("highValue")
    return lambda record, seen: (value := read(record, seen)) is not None and low <= value <= high  # type: ignore[operator]  # as above


def _among(given: _Filter) -> Test:
    read, wanted = given.read, given.values()
    return lambda record, seen: read(record, seen) in wanted


def _has(given: _Filter) -> Test:
    name = given.definition.name
    return lambda record, seen: seen.get(name) is not None


def _contains(given: _Filter) -> Test:
    name, wanted = given.definition.name, given.words()

    def test(record: Record, seen: Values) -> bool:
        value = seen.get(name)
        return value is not None and contains_words(value, wanted)

    return test


def contains_words(text: str, wanted: list[str]) -> bool:
    """Whether every wanted word, which may hold `*`, is a word of the text."""
    text = text.lower()
    if any(one.strip("*") not in text for one in wanted if "*" not in one.strip("*")):
        return False  # quickly: nearly every record of a large search ends here
    words = _WORD.findall(text)
    return all(any(word == one or ("*" in one and fnmatchcase(word, one)) for word in words) for one in wanted)


def _not(test: Callable[[_Filter], Test]) -> Callable[[_Filter], Test]:
    def negated(given: _Filter) -> Test:
        positive = test(given)
        return lambda record, seen: not positive(record, seen)

    return negated


_TESTS: dict[str, Callable[[_Filter], Test]] = {
    "EQ": _equal,
    "NEQ": _not(_equal),
    "LT": lambda given: _below(given, inclusive=False),
    "LTE": lambda given: _below(given, inclusive=True),
    "GT": lambda given: _above(given, inclusive=False),
    "GTE": lambda given: _above(given, inclusive=True),
    "BETWEEN": _between,
    "IN": _among,
    "NOT_IN": _not(_among),
    "HAS_PROPERTY": _has,
    "NOT_HAS_PROPERTY": _not(_has),
    "CONTAINS_TOKEN": _contains,
    "NOT_CONTAINS_TOKEN": _not(_contains),
}
