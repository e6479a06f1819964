"""What to ask Intercom's search for. Pure. It nests groups two deep, with at most 15 filters in each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]
CUSTOMERS_TICKETS: Json = {"field": "category", "operator": "=", "value": "request"}  # search's word for it


def everything(kind: str, now: datetime, closed_days: int) -> Json:
    """All that is open, and what changed lately."""
    still_open = _filter("state", "IN", ["open", "snoozed"]) if kind == "conversations" else _filter("open", "=", True)
    lately = _since(now - timedelta(days=closed_days))
    return _of_customers(kind, {"operator": "OR", "value": [still_open, lately]})


def changed(kind: str, since: datetime) -> Json:
    return _of_customers(kind, _since(since))


def _since(moment: datetime) -> Json:
    """In whole seconds; `>` is "or equal" in Intercom."""
    return _filter("updated_at", ">", int(moment.timestamp()))


def _of_customers(kind: str, query: Json) -> Json:
    """A group holds filters or groups, not both."""
    if kind == "conversations":
        return query
    own = CUSTOMERS_TICKETS if "field" in query else {"operator": "AND", "value": [CUSTOMERS_TICKETS]}
    return {"operator": "AND", "value": [own, query]}


def _filter(field: str, operator: str, value: Any) -> Json:
    return {"field": field, "operator": operator, "value": value}
