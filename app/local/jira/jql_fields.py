"""The fields that JQL can ask for, and what each operator means on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from app.local.front import RefusedError
from app.local.jira.records import Issue, words_of

Test = Callable[[Issue, datetime], bool]
_RELATIVE = re.compile(r"([+-]?)(\d+)([wdhm])")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_TIMES: dict[str, Callable[[Issue], datetime | None]] = {
    "created": lambda issue: issue.created,
    "updated": lambda issue: issue.updated,
    "resolved": lambda issue: issue.resolved,
    "resolutiondate": lambda issue: issue.resolved,
}
_CATEGORIES = {"to do": "new", "in progress": "indeterminate", "done": "done", "new": "new"}
_VALUES: dict[str, Callable[[Issue], list[str]]] = {
    "project": lambda issue: [issue.project],
    "key": lambda issue: [issue.key],
    "issuekey": lambda issue: [issue.key],
    "id": lambda issue: [str(issue.id)],
    "status": lambda issue: [issue.status],
    "statuscategory": lambda issue: [issue.category],
    "priority": lambda issue: [issue.priority] if issue.priority else [],
    "labels": lambda issue: list(issue.labels),
    "assignee": lambda issue: [issue.assignee.account_id, issue.assignee.email] if issue.assignee else [],
    "reporter": lambda issue: [issue.reporter.account_id, issue.reporter.email],
}
_TEXTS: dict[str, Callable[[Issue], str]] = {
    "summary": lambda issue: issue.summary,
    "description": lambda issue: words_of(issue.description),
    "comment": lambda issue: " ".join(words_of(comment.body) for comment in issue.comments),
}
_TEXTS["text"] = lambda issue: " ".join(read(issue) for name, read in _TEXTS.items() if name != "text")
_SORTABLE = {*_TIMES, "key", "issuekey", "priority", "status", "summary", "id"}
_OWN = re.compile(r"cf\[(\d+)\]")


def check_field(field: str) -> str:
    if field not in {*_TIMES, *_TEXTS, *_VALUES} and not _OWN.fullmatch(field):
        raise RefusedError(400, f"Field '{field}' does not exist or you do not have permission to view it.")
    return field


def check_sortable(field: str) -> str:
    if field not in _SORTABLE:
        raise RefusedError(400, f"Not able to sort using field '{field}'.")
    return field


def sort_key(issue: Issue, field: str) -> Any:
    if field in _TIMES:
        return _TIMES[field](issue) or datetime.min.replace(tzinfo=UTC)
    if field in ("key", "issuekey"):
        return issue.project, int(issue.key.partition("-")[2])
    return issue.id if field == "id" else (_VALUES.get(field) or (lambda each: [_TEXTS[field](each)]))(issue)


def read(field: str, issue: Issue) -> Any:
    if field in _TIMES:
        return _TIMES[field](issue)
    if field in _TEXTS:
        return _TEXTS[field](issue)
    if field in _VALUES:
        return _VALUES[field](issue)
    own = _OWN.fullmatch(field)
    assert own
    value = issue.own_fields.get(f"customfield_{own[1]}")
    return " ".join(each["name"] for each in value) if isinstance(value, list) else str(value or "")


def compare(field: str, operator: str, values: list[str]) -> Test:
    if field in _TIMES:
        return _timed(field, operator, values[0])
    if operator in ("~", "!~"):
        return _worded(field, operator, values[0])
    if operator not in ("=", "!=", "in", "not in") or (field not in _VALUES and not field.startswith("cf[")):
        raise RefusedError(400, f"The operator '{operator}' is not supported by the '{field}' field.")
    wanted = {_CATEGORIES.get(value.lower(), value.lower()) if field == "statuscategory" else value.lower()
              for value in values}  # fmt: skip
    positive = operator in ("=", "in")

    def test(issue: Issue, _now: datetime) -> bool:
        found = read(field, issue)
        there = {each.lower() for each in (found if isinstance(found, list) else [found])}
        return bool(there & wanted) == positive if positive or there else False  # != never finds what is empty

    return test


def _timed(field: str, operator: str, value: str) -> Test:
    if operator not in ("=", "!=", "<", "<=", ">", ">="):
        raise RefusedError(400, f"The operator '{operator}' is not supported by the '{field}' field.")
    relative = _RELATIVE.fullmatch(value)
    fixed = None if relative else _moment(field, value)

    def test(issue: Issue, now: datetime) -> bool:
        at = _TIMES[field](issue)
        if at is None:
            return False
        limit = fixed or _minute(now) + _offset(relative)
        return {"<": at < limit, "<=": at <= limit, ">": at > limit, ">=": at >= limit, "=": at == limit}.get(
            operator, at != limit
        )

    return test


def _minute(now: datetime) -> datetime:
    """Jira counts in whole minutes."""
    return now.replace(second=0, microsecond=0)


def _offset(match: re.Match[str] | None) -> timedelta:
    assert match
    size = timedelta(**{_UNITS[match[3]]: int(match[2])})
    return -size if match[1] == "-" else size


def _moment(field: str, value: str) -> datetime:
    try:
        return datetime.fromisoformat(value.replace("/", "-")).replace(tzinfo=UTC)
    except ValueError:
        told = f"Date value '{value}' for field '{field}' is invalid. Valid formats include: 'yyyy-MM-dd', '-4w 2d'."
        raise RefusedError(400, told) from None


def _worded(field: str, operator: str, value: str) -> Test:
    if field not in _TEXTS and not field.startswith("cf["):
        raise RefusedError(400, f"The operator '{operator}' is not supported by the '{field}' field.")
    words = re.findall(r"\w+", value.lower())
    if not words:
        raise RefusedError(400, f"The value '{value}' for field '{field}' holds no word to search for.")

    def test(issue: Issue, _now: datetime) -> bool:
        there = set(re.findall(r"\w+", str(read(field, issue)).lower()))
        return all(word in there for word in words) == (operator == "~")

    return test
