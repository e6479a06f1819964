"""Checks requests and answers by a vendor's own OpenAPI file, where it lies beside the repository; else tests skip.

Enough of JSON Schema for Jira's and Intercom's files: $ref, allOf, oneOf, anyOf, types, nullable, enum, required,
properties, additionalProperties, items.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.integrations.transport import Exchange

FOLDER = Path(__file__).parents[3] / "shared" / "specs"
_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "number": (int, float)}
Json = dict[str, Any]


class Spec:
    def __init__(self, document: Json) -> None:
        self._document = document
        exact_first = sorted(document["paths"].items(), key=lambda item: item[0].count("{"))
        self._paths = [(_pattern(path), operations) for path, operations in exact_first]

    def faults(self, exchange: Exchange) -> list[str]:
        """What is wrong with the request, and with the answer."""
        operation, shared = self._operation(exchange.method, exchange.path)
        return [
            *(f"request: {fault}" for fault in self._request(operation, shared, exchange)),
            *(f"answer: {fault}" for fault in self._answer(operation, exchange)),
        ]

    def _operation(self, method: str, path: str) -> tuple[Json, list[Json]]:
        for pattern, operations in self._paths:
            if pattern.fullmatch(path) and method.lower() in operations:
                return operations[method.lower()], operations.get("parameters", [])
        raise AssertionError(f"the vendor's file has no {method} {path}")

    def _request(self, operation: Json, shared: list[Json], exchange: Exchange) -> Iterator[str]:
        parameters = [self._followed(each) for each in (*shared, *operation.get("parameters", []))]
        known = {each["name"] for each in parameters if each["in"] == "query"}
        yield from (f"no parameter {name!r}" for name in exchange.query if name not in known)
        required = {each["name"] for each in parameters if each["in"] == "query" and each.get("required")}
        yield from (f"parameter {name!r} is missing" for name in required - exchange.query.keys())
        body = operation.get("requestBody")
        if body is None:
            yield from ["a body where none is taken"] if exchange.body is not None else []
        elif exchange.body is not None or body.get("required"):
            yield from self.check(_schema(body), exchange.body, "body")

    def _answer(self, operation: Json, exchange: Exchange) -> Iterator[str]:
        found = operation["responses"].get(str(exchange.status))
        if found is None:
            yield f"status {exchange.status} is not foreseen"
        elif (schema := _schema(self._followed(found))) and exchange.answer is not None:
            yield from self.check(schema, exchange.answer, "body")

    def check(self, schema: Json, value: Any, where: str) -> Iterator[str]:
        schema = self._followed(schema)
        if value is None:
            yield from [] if schema.get("nullable") or _says_nothing(schema) else [f"{where} is null"]
            return
        for part in schema.get("allOf", ()):
            yield from self.check(part, value, where)
        for kind in ("oneOf", "anyOf"):
            if kind in schema and not any(not list(self.check(each, value, where)) for each in schema[kind]):
                yield f"{where} is none of what it may be: {value!r:.80}"
        kind = schema.get("type")
        if kind and (not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
            yield f"{where} is no {kind}: {value!r:.80}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{where} is {value!r}, not one of {schema['enum']}"
        if isinstance(value, dict):
            yield from self._members(schema, value, where)
        if isinstance(value, list) and "items" in schema:
            for number, each in enumerate(value):
                yield from self.check(schema["items"], each, f"{where}[{number}]")

    def _members(self, schema: Json, value: Json, where: str) -> Iterator[str]:
        properties, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        yield from (f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, each in value.items():
            if name in properties:
                yield from self.check(properties[name], each, f"{where}.{name}")
            elif more is False:
                yield f"{where}.{name} is unknown"
            elif isinstance(more, dict) and more:
                yield from self.check(more, each, f"{where}.{name}")

    def _followed(self, schema: Json) -> Json:
        while "$ref" in schema:
            found: Any = self._document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = {**found, **({"nullable": True} if schema.get("nullable") else {})}
        return schema


def conforms(spec: Spec, exchanges: list[Exchange]) -> None:
    """Fails with all that is wrong."""
    assert exchanges
    told = [f"{each.method} {each.path}: {fault}" for each in exchanges for fault in spec.faults(each)]
    assert not told, "\n".join(dict.fromkeys(told))


@cache
def read_spec(name: str) -> Spec:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the vendor's file {name} does not lie beside the repository")
    text = gzip.decompress(path.read_bytes())
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Spec(json.loads(text) if ".json" in name else yaml.load(text, loader))


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(path)))


def _schema(holder: Json) -> Json:
    return holder.get("content", {}).get("application/json", {}).get("schema", {})


def _says_nothing(schema: Json) -> bool:
    return not schema.keys() - {"description", "example", "title"}
