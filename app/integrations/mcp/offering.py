"""What a server says of its tools, looked at before anybody relies on it.

A definition that the model's API would refuse would break every request of a session, so it is left out with a reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.pins import Definition

MOST_TOOLS = 100  # of one server; a model that must choose among more chooses badly
NAME_LIMIT = 80  # characters; 128 with the server's name before it is what the Messages API takes
DESCRIPTION_LIMIT = 8_000  # characters
SCHEMA_LIMIT = 32_000  # characters of JSON
PROPERTY = re.compile(r"[a-zA-Z0-9_.-]{1,64}")  # what the Messages API takes
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Described:
    """A tool as it came over the wire."""

    name: str
    description: str
    input_schema: Mapping[str, Any]
    writes: bool | None = None


@dataclass(frozen=True)
class Offer:
    definitions: tuple[Definition, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)  # tool → why


def read_offer(described: Iterable[Described], secrets: Iterable[str] = ()) -> Offer:
    kept: dict[str, Definition] = {}
    left_out: dict[str, str] = {}
    for each in described:
        name = UNPRINTABLE.sub("?", each.name)[:NAME_LIMIT]
        if problem := next(_problems(each, kept, tuple(secrets)), None):
            left_out[name] = problem
        else:
            kept[plain_name(name)] = Definition(each.name, each.description, each.input_schema, each.writes)
    return Offer(tuple(kept.values()), left_out)


def plain_name(tool: str) -> str:
    """With only the characters that the Messages API takes in a tool's name."""
    return re.sub(r"[^a-zA-Z0-9_-]", "_", tool)


def _problems(each: Described, kept: Mapping[str, Definition], secrets: tuple[str, ...]) -> Iterator[str]:
    if not each.name or len(each.name) > NAME_LIMIT:
        yield f"its name has {len(each.name)} characters: 1 to {NAME_LIMIT} can be used"
    if plain_name(each.name) in kept:
        yield f"another tool is already called {plain_name(each.name)!r}"
    if len(kept) >= MOST_TOOLS:
        yield f"the server offers more than {MOST_TOOLS} tools"
    if len(each.description) > DESCRIPTION_LIMIT:
        yield f"its description has {len(each.description):,} characters: {DESCRIPTION_LIMIT:,} at most"
    yield from _schema_problems(each.input_schema)
    said = each.name + each.description + json.dumps(each.input_schema, ensure_ascii=False)
    if UNPRINTABLE.search(said):
        yield "its description holds characters that cannot be shown"
    if any(secret in said for secret in secrets):
        yield "its description holds a credential that it was given"


def _schema_problems(schema: Mapping[str, Any]) -> Iterator[str]:
    if schema.get("type") != "object":
        yield "its input is no object"
    if len(json.dumps(schema)) > SCHEMA_LIMIT:
        yield f"its input schema is longer than {SCHEMA_LIMIT:,} characters"
    if together := {"oneOf", "anyOf", "allOf"} & set(schema):
        yield f"its input schema has {sorted(together)[0]!r} at the top, which the Messages API refuses"
    properties = schema.get("properties", {})
    if not isinstance(properties, dict) or not all(PROPERTY.fullmatch(str(name)) for name in properties):
        yield "its input schema names properties in a way that the Messages API refuses"
    if foreign := [ref for ref in _references(schema) if not str(ref).startswith("#")]:
        yield f"its input schema refers to another document ({str(foreign[0])[:80]!r})"
    if problem := _is_no_schema(schema):
        yield f"its input schema is none ({problem})"


def _references(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key == "$ref":
                yield each
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)


def _is_no_schema(schema: Mapping[str, Any]) -> str | None:
    from jsonschema import Draft202012Validator, SchemaError  # with the client library: 60 ms, only where it is used

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return str(error.message)[:120]
    except RecursionError:
        return "it is nested too deeply"
    return None
