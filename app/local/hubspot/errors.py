"""Refusals in HubSpot's shape: {status: "error", message, correlationId, category, errors?, context?}.

RefusedError    one request, answered with `http` and this body
Problem         one thing wrong with one property; a refusal carries all of them
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any, NoReturn

PORTAL_ID = 4242


@dataclass(frozen=True)
class Problem:
    property: str
    code: str  # HubSpot's: PROPERTY_DOESNT_EXIST, INVALID_OPTION, ...
    message: str

    def as_json(self) -> dict[str, Any]:
        return {"message": self.message, "code": self.code, "context": {"propertyName": [self.property]}}


@dataclass
class RefusedError(Exception):
    http: int
    category: str
    message: str
    errors: list[dict[str, Any]] = field(default_factory=list)
    context: dict[str, list[str]] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)  # further members of the body
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "status": "error",
            "message": self.message,
            "correlationId": str(uuid.uuid4()),
            "category": self.category,
        }
        if self.errors:
            body["errors"] = self.errors
        if self.context:
            body["context"] = self.context
        return {**body, **self.extra}

    def in_batch(self, **context: list[str]) -> dict[str, Any]:
        """The same as one of the errors of a batch that otherwise went through."""
        return {
            "status": "error",
            "category": self.category,
            "message": self.message,
            "context": {**self.context, **context},
            "links": {},
            "errors": self.errors,
        }


def invalid(message: str, **more: Any) -> RefusedError:
    return RefusedError(400, "VALIDATION_ERROR", message, **more)


def not_found(kind: str, id_: str) -> RefusedError:
    return RefusedError(404, "OBJECT_NOT_FOUND", f"There is no {kind} with the id {id_!r}: it may be archived.")


def refuse_values(problems: list[Problem]) -> NoReturn:
    """HubSpot repeats the problems inside the message, as JSON, and clients are known to read them there."""
    told = [
        {"isValid": False, "message": p.message, "error": p.code, "name": p.property, "portalId": PORTAL_ID}
        for p in problems
    ]
    raise invalid(
        f"Property values were not valid: {json.dumps(told)}", errors=[problem.as_json() for problem in problems]
    )


def refuse_missing(kind: str, names: list[str], doing: str = "creating") -> NoReturn:
    raise invalid(
        f"Error {doing} {kind.upper()}. Some required properties were not set.",
        errors=[Problem(name, "REQUIRED_FIELD", f'"{name}" is required and was not set').as_json() for name in names],
        context={"properties": names},
    )
