"""The site's state: people and issues, what search knows of them, and the company's history as it comes due."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.local.company.model import Change
from app.local.front import RefusedError
from app.local.jira.records import PRIORITIES, Comment, Issue, User, document
from app.local.world import World

LAG = 4.0  # seconds of real time that search is behind what was written through the API
ACCOUNT_FIELD = "customfield_10050"  # "Customer", a text
FIELDS = {ACCOUNT_FIELD: "Customer", "customfield_10002": "Organizations"}


class Site:
    def __init__(self, world: World) -> None:
        self.world = world
        self.issues: dict[int, Issue] = {}
        self.priorities = list(PRIORITIES)
        self.users = {person.email: _colleague(person.email, person.name) for person in world.company.people}
        self._indexed: dict[int, tuple[Issue | None, float]] = {}  # id → what search still sees, and until when
        self._lag = float(world.options.get("jira_search_lag_seconds", LAG))
        self._history = iter(world.company.elsewhere.get("jira", ()))
        self._next = next(self._history, None)
        self._ids = itertools.count(990_000)
        self._numbers: dict[str, int] = {}

    def now(self) -> datetime:
        return self.world.now()

    def catch_up(self) -> None:
        """Plays what has happened by now; people's own changes are searchable at once."""
        while self._next is not None and self._next.at <= self.now():
            self.play(self._next)
            self._next = next(self._history, None)

    def play(self, change: Change) -> Issue:
        if change.object_type == "comments":
            id_ = next(other for kind, other in change.associations if kind == "issues")
            return self.put(_commented(self.issues[int(id_)], self._comment(change)))
        if change.op == "create":
            return self.put(self._made(change))
        if change.op == "archive":
            return self.issues.pop(int(change.id))
        return self.put(self._updated(self.issues[int(change.id)], change.properties, change.at))

    def put(self, issue: Issue, *, by_api: bool = False) -> Issue:
        if by_api:
            before = self.seen(issue.id) if issue.id in self.issues else None
            self._indexed[issue.id] = (before, time.monotonic() + self._lag)
        self.issues[issue.id] = issue
        number = int(issue.key.partition("-")[2])
        self._numbers[issue.project] = max(number, self._numbers.get(issue.project, 0))
        return issue

    def seen(self, id_: int, *, reconciled: bool = False) -> Issue | None:
        """An issue as search knows it; `reconciled`: looked up afresh."""
        stale, until = self._indexed.get(id_, (None, 0.0))
        if not reconciled and time.monotonic() < until:
            return stale
        return self.issues.get(id_)

    def find(self, key_or_id: str) -> Issue:
        key = key_or_id.upper()
        found = next((each for each in self.issues.values() if key in (each.key, str(each.id))), None)
        if found is None:
            raise RefusedError(404, "Issue does not exist or you do not have permission to see it.")
        return found

    def new_key(self, project: str) -> str:
        return f"{project}-{self._numbers.get(project, 0) + 1}"

    def new_id(self) -> int:
        return next(self._ids)

    def projects(self) -> list[str]:
        return sorted({issue.project for issue in self.issues.values()} | {"CS"})

    def user(self, email: str, name: str = "", type_: Any = "customer", *, hides_email: bool = False) -> User:
        """The person of that address, who is new here where nobody has it."""
        if email not in self.users:
            self.users[email] = User(f"qm:{email}", name or email, email, type_, hides_email)
        return self.users[email]

    def _made(self, change: Change) -> Issue:
        given = change.properties
        issue = Issue(
            id=int(change.id),
            key=str(given["key"]),
            summary=str(given["summary"]),
            description=document(given.get("description") or ""),
            status="Open",
            status_since=change.at,
            priority=given.get("priority"),
            labels=tuple((given.get("labels") or "").split()),
            created=change.at,
            updated=change.at,
            reporter=self._person(given, "reporter"),
            own_fields=dict(_own_fields(given)),
        )
        return self._updated(issue, {k: v for k, v in given.items() if k in ("status", "assignee")}, change.at)

    def _updated(self, issue: Issue, given: Mapping[str, str | None], at: datetime) -> Issue:
        changes: dict[str, Any] = {"updated": at, "own_fields": {**issue.own_fields, **dict(_own_fields(given))}}
        if status := given.get("status"):
            changes |= moved(issue, status, at)
        if assignee := given.get("assignee"):
            changes["assignee"] = self.user(assignee)
        changes |= {name: str(given[name]) for name in ("summary", "priority") if given.get(name)}
        if "labels" in given:
            changes["labels"] = tuple((given["labels"] or "").split())
        return replace(issue, **changes)

    def _comment(self, change: Change) -> Comment:
        given = change.properties
        author, body = self._person(given, "author"), document(given.get("body") or "")
        return Comment(change.id, author, change.at, body, given.get("public") != "false")

    def _person(self, given: Mapping[str, str | None], role: str) -> User:
        hides = given.get(f"{role}_hides_email") == "true"
        type_ = given.get(f"{role}_type") or "customer"
        return self.user(given.get(role) or "", given.get(f"{role}_name") or "", type_, hides_email=hides)


def moved(issue: Issue, status: str, at: datetime) -> dict[str, Any]:
    """What changes with the status."""
    is_done = status == "Resolved"
    return {"status": status, "status_since": at, "updated": at, "resolved": at if is_done else None}


def _commented(issue: Issue, comment: Comment) -> Issue:
    return replace(issue, comments=(*issue.comments, comment), updated=comment.at)


def _own_fields(given: Mapping[str, str | None]) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        if name.startswith("customfield_"):
            yield name, [{"id": "1", "name": value}] if FIELDS.get(name) == "Organizations" else value


def _colleague(email: str, name: str) -> User:
    return User(f"qm:{email}", name, email, "atlassian")
