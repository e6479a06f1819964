"""Intercom's search: filters in groups, two deep and 15 in each, pages of at most 150 by cursor. Refused as there."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from app.local.front import RefusedError
from app.local.intercom.records import Json

MOST_A_PAGE, MOST_FILTERS, DEEPEST = 150, 15, 2
Test = Callable[[Json], bool]
_NUMBERS = ("created_at", "updated_at", "waiting_since", "snoozed_until", "admin_assignee_id", "team_assignee_id")
_FLAGS = ("open", "read")
_TEXTS = (
    *("id", "state", "priority", "title", "category", "ticket_type_id", "contact_ids", "email", "email_domain", "name"),
    *("role", "source.body", "source.subject", "source.author.email", "source.type", "external_id"),
)
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda found, value: found == value,
    "!=": lambda found, value: found != value,
    "IN": lambda found, value: found in value,
    "NIN": lambda found, value: found not in value,
    ">": lambda found, value: found is not None and found >= value,  # "greater or equal", as documented
    "<": lambda found, value: found is not None and found <= value,
    "~": lambda found, value: value.lower() in str(found or "").lower(),
    "!~": lambda found, value: value.lower() not in str(found or "").lower(),
    "^": lambda found, value: str(found or "").startswith(value),
    "$": lambda found, value: str(found or "").endswith(value),
}
_FOR_NUMBERS = {"=", "!=", "IN", "NIN", ">", "<"}
_FOR_TEXTS = {"=", "!=", "IN", "NIN", "~", "!~", "^", "$"}


def page_of(rows: list[tuple[Json, Json]], body: Any, default: int) -> tuple[list[Json], Json, int]:
    """`rows` are what is searched and what is drawn of each. Gives the page, `pages`, and the total."""
    if not isinstance(body, dict) or not isinstance(body.get("query"), dict):
        raise RefusedError(400, "query is required and should be an object", code="parameter_invalid")
    test = _test(body["query"], 1)
    found = [drawn for searched, drawn in rows if test(searched)]
    size, start = _paging(body.get("pagination") or {}, default)
    total_pages = max(1, -(-len(found) // size))
    pages: Json = {"type": "pages", "page": start // size + 1, "per_page": size, "total_pages": total_pages}
    if start + size < len(found):
        pages["next"] = {"per_page": size, "starting_after": _cursor(start + size)}
    return found[start : start + size], pages, len(found)


def _paging(paging: Any, default: int) -> tuple[int, int]:
    size = paging.get("per_page", default) if isinstance(paging, dict) else None
    if not isinstance(size, int) or not 1 <= size <= MOST_A_PAGE:
        raise RefusedError(400, f"per_page should be a number from 1 to {MOST_A_PAGE}", code="parameter_invalid")
    after = paging.get("starting_after")
    if after is None:
        return size, 0
    try:
        start = base64.urlsafe_b64decode(str(after)).decode()
    except (binascii.Error, UnicodeDecodeError):
        start = ""
    if not start.isdecimal():
        raise RefusedError(400, "starting_after is no cursor of ours", code="parameter_invalid")
    return size, int(start)


def _cursor(start: int) -> str:
    return base64.urlsafe_b64encode(str(start).encode()).decode()


def _test(query: Any, depth: int) -> Test:
    operator, value = (query.get("operator"), query.get("value")) if isinstance(query, dict) else (None, None)
    if operator in ("AND", "OR") and "field" not in query:
        return _group(operator, value, depth)
    field = query.get("field") if isinstance(query, dict) else None
    kinds = {**dict.fromkeys(_NUMBERS, int), **dict.fromkeys(_FLAGS, bool), **dict.fromkeys(_TEXTS, str)}
    if not isinstance(field, str) or field not in kinds:
        raise RefusedError(400, f"{field!r} is no field that can be searched", code="invalid_field")
    allowed = _FOR_NUMBERS if kinds[field] is int else _FOR_TEXTS if kinds[field] is str else {"=", "!="}
    if operator not in allowed:
        raise RefusedError(400, f"{operator!r} does not fit {field}", code="invalid_operator")
    values = value if operator in ("IN", "NIN") else [value]
    if not isinstance(values, list) or not all(_fits(each, kinds[field]) for each in values):
        raise RefusedError(400, f"{value!r:.80} does not fit {field}", code="invalid_value")
    return lambda row: _compare(row.get(field), str(operator), value)


def _group(operator: str, value: Any, depth: int) -> Test:
    if depth > DEEPEST:
        raise RefusedError(400, f"filters nest at most {DEEPEST} deep", code="parameter_invalid")
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_FILTERS:
        raise RefusedError(400, f"a group holds 1 to {MOST_FILTERS} filters", code="parameter_invalid")
    tests = [_test(each, depth + 1) for each in value]
    every = all if operator == "AND" else any
    return lambda row: every(test(row) for test in tests)


def _fits(value: Any, kind: type) -> bool:
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _compare(found: Any, operator: str, value: Any) -> bool:
    """A field with several values, such as contact_ids, is met by any of them."""
    compare = _COMPARED[operator]
    return any(compare(each, value) for each in found) if isinstance(found, list) else compare(found, value)
