"""Search with pages by token and without a total; it lags behind writes except for the issues that the caller names."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from app.local.front import Answer, Ask, RefusedError
from app.local.jira.jql import parse
from app.local.jira.records import Issue, Json, fields_of
from app.local.jira.site import Site

_KNOWN = {
    *("jql", "fields", "fieldsByKeys", "expand", "maxResults", "nextPageToken", "properties", "reconcileIssues"),
}
MOST_WITH_FIELDS, MOST_OF_KEYS = 100, 5000  # a page is smaller where more than ids and keys are asked for
MOST_RECONCILED = 50


def search(site: Site, ask: Ask) -> Answer:
    body = ask.fields()
    _check(body)
    size = _size(body)
    found = _found(site, body.get("jql"), set(body.get("reconcileIssues") or ()))
    start = _start(body)
    page, end = found[start : start + size], start + size
    wanted = set(body.get("fields") or ("id",))
    answer: Json = {"issues": [_drawn(issue, wanted) for issue in page], "isLast": end >= len(found)}
    if end < len(found):
        answer["nextPageToken"] = _token(body, end)
    return Answer(answer)


def count(site: Site, ask: Ask) -> Answer:
    return Answer({"count": len(_found(site, ask.fields().get("jql"), set()))})


def _found(site: Site, query: Any, reconciled: set[int]) -> list[Issue]:
    seen = (site.seen(id_, reconciled=id_ in reconciled) for id_ in list(site.issues))
    return parse(query).ask([issue for issue in seen if issue is not None], site.now())


def _drawn(issue: Issue, wanted: set[str]) -> Json:
    drawn: Json = {"id": str(issue.id), "key": issue.key, "expand": "names,schema,changelog"}
    fields = fields_of(issue, wanted, all_comments=False)
    return {
        **drawn,
        "self": f"https://jira.example/rest/api/3/issue/{issue.id}",
        **({"fields": fields} if fields else {}),
    }


def _check(body: Json) -> None:
    if unknown := sorted(body.keys() - _KNOWN):
        raise RefusedError(400, f"Unrecognized field {unknown[0]!r}: pages are followed by nextPageToken.")
    if not isinstance(body.get("fields", []), list):
        raise RefusedError(400, "fields should be a list of texts.")
    reconciled = body.get("reconcileIssues", [])
    if not isinstance(reconciled, list) or not all(isinstance(each, int) for each in reconciled):
        raise RefusedError(400, "reconcileIssues should be a list of issue ids, as numbers.")
    if len(reconciled) > MOST_RECONCILED:
        raise RefusedError(400, f"reconcileIssues takes at most {MOST_RECONCILED} ids.")


def _size(body: Json) -> int:
    asked = body.get("maxResults", 50)
    if not isinstance(asked, int) or isinstance(asked, bool) or asked < 1:
        raise RefusedError(400, "maxResults should be a number from 1.")
    is_bare = set(body.get("fields") or ("id",)) <= {"id", "key"}
    return min(asked, MOST_OF_KEYS if is_bare else MOST_WITH_FIELDS)


def _start(body: Json) -> int:
    token = body.get("nextPageToken")
    if token is None:
        return 0
    try:
        mark, _, start = base64.urlsafe_b64decode(str(token)).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        mark, start = "", ""
    if mark != _mark(body) or not start.isdecimal():
        raise RefusedError(400, "The nextPageToken is not of this search: repeat it as it was, with the token added.")
    return int(start)


def _token(body: Json, end: int) -> str:
    return base64.urlsafe_b64encode(f"{_mark(body)}:{end}".encode()).decode()


def _mark(body: Json) -> str:
    """A token belongs to one search, its reconciled issues included."""
    about = f"{body.get('jql')}|{body.get('fields')}|{body.get('reconcileIssues')}"
    return hashlib.sha256(about.encode()).hexdigest()[:16]
