"""What a site holds: people, issues, comments. Values that are replaced, never changed; the wire's shape of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

Json = dict[str, Any]
AccountType = Literal["atlassian", "app", "customer"]
# Name → category. "new" is To Do, "indeterminate" In Progress, "done" Done.
STATUSES = {
    "Open": ("1", "new", "To Do"),
    "In Progress": ("3", "indeterminate", "In Progress"),
    "Waiting for customer": ("10001", "indeterminate", "In Progress"),
    "Resolved": ("5", "done", "Done"),
}
PRIORITIES = {"Highest": "1", "High": "2", "Medium": "3", "Low": "4", "Lowest": "5"}
NEXT = {  # status → where its workflow leads
    "Open": ("In Progress", "Waiting for customer", "Resolved"),
    "In Progress": ("Waiting for customer", "Resolved"),
    "Waiting for customer": ("In Progress", "Resolved"),
    "Resolved": ("Open",),
}
MOST_EMBEDDED = 20  # comments that come with an issue of a search


@dataclass(frozen=True)
class User:
    account_id: str
    name: str
    email: str
    type: AccountType
    hides_email: bool = False

    def as_json(self) -> Json:
        shown = {} if self.hides_email else {"emailAddress": self.email}
        return {
            "accountId": self.account_id,
            "accountType": self.type,
            "displayName": self.name,
            "active": True,
            "timeZone": "Etc/GMT",
            **shown,
        }


@dataclass(frozen=True)
class Comment:
    id: str
    author: User
    at: datetime
    body: Json
    is_public: bool

    def as_json(self) -> Json:
        return {
            "id": self.id,
            "author": self.author.as_json(),
            "body": self.body,
            "created": write_time(self.at),
            "updated": write_time(self.at),
            "jsdPublic": self.is_public,
        }


@dataclass(frozen=True)
class Issue:
    id: int
    key: str
    summary: str
    description: Json | None
    status: str
    status_since: datetime
    priority: str | None
    labels: tuple[str, ...]
    created: datetime
    updated: datetime
    reporter: User
    assignee: User | None = None
    resolved: datetime | None = None
    own_fields: Json = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()

    @property
    def project(self) -> str:
        return self.key.partition("-")[0]

    @property
    def category(self) -> str:
        return STATUSES[self.status][1]


def fields_of(issue: Issue, wanted: set[str], *, all_comments: bool) -> Json:
    """`wanted` names fields, or *all or *navigable."""
    comments = issue.comments if all_comments else issue.comments[-MOST_EMBEDDED:]
    known: Json = {
        "summary": issue.summary,
        "description": issue.description,
        "status": status_json(issue.status),
        "statuscategorychangedate": write_time(issue.status_since),
        "priority": priority_json(issue.priority) if issue.priority else None,
        "labels": list(issue.labels),
        "project": {"id": "10000", "key": issue.project, "name": issue.project},
        "issuetype": {"id": "10004", "name": "Support request", "subtask": False},
        "created": write_time(issue.created),
        "updated": write_time(issue.updated),
        "resolutiondate": write_time(issue.resolved) if issue.resolved else None,
        "reporter": issue.reporter.as_json(),
        "creator": issue.reporter.as_json(),
        "assignee": issue.assignee.as_json() if issue.assignee else None,
        "comment": {
            "comments": [comment.as_json() for comment in comments],
            "total": len(issue.comments),
            "maxResults": len(comments),
            "startAt": 0,
        },
        **issue.own_fields,
    }
    if wanted & {"*all", "*navigable"}:
        return known
    return {name: value for name, value in known.items() if name in wanted}


def status_json(name: str) -> Json:
    id_, key, category = STATUSES[name]
    return {"id": id_, "name": name, "statusCategory": {"id": 2, "key": key, "name": category, "colorName": "green"}}


def priority_json(name: str) -> Json:
    return {"id": PRIORITIES.get(name, "9"), "name": name}


def write_time(at: datetime) -> str:
    """Jira writes offsets without a colon."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def document(text: str) -> Json:
    """A text as Atlassian Document Format: a paragraph a block."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": block}]} for block in blocks]
    return {"type": "doc", "version": 1, "content": paragraphs}


def words_of(node: Any) -> str:
    """All text of a document, for the text search."""
    if isinstance(node, dict):
        return " ".join(filter(None, (str(node.get("text", "")), words_of(node.get("content")))))
    return " ".join(words_of(each) for each in node) if isinstance(node, list) else ""
