"""Jira's issues as rows of the snapshot, and whose they are. Pure: an issue and the settings in, rows and hints out.

Whether a customer waits is read off the comments, for Jira has no field of it. `reopened_at` stays empty: only the
changelog knows, and a customer who writes again is seen by the comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.integrations.answering import Word, activity, first_reply, in_order, waiting_since
from app.integrations.filling import Found
from app.integrations.jira.adf_reading import to_text
from app.integrations.jira.settings import Settings
from app.integrations.joining import Hints, hints_in
from app.integrations.picking import moment, pick, records, text, texts
from app.integrations.priority import read_priority

Json = dict[str, Any]
SYSTEM = "jira"
FIELDS = (
    *("summary", "status", "priority", "labels", "project", "created", "updated", "resolutiondate"),
    *("statuscategorychangedate", "reporter", "assignee", "comment"),
)
LONGEST_BODY = 2000  # characters
MOST_COMMENTS = 20  # kept of an issue, the newest


def read_issue(issue: Json, settings: Settings) -> Found | None:
    """None where it has no key or no date: that is no issue."""
    key, created = text(issue, "key"), moment(issue, "fields", "created")
    if key is None or created is None:
        return None
    id_, summary = f"{SYSTEM}:{key}", text(issue, "fields", "summary")
    words = read_words(issue, settings)
    is_closed = pick(issue, "fields", "status", "statusCategory", "key") == "done"
    ticket = {
        "id": id_,
        "system": SYSTEM,
        "subject": summary,
        "priority": read_priority(text(issue, "fields", "priority", "name"), settings.priority_names),
        "stage": text(issue, "fields", "status", "name"),
        "is_closed": int(is_closed),
        "created_at": created,
        "closed_at": _closed_at(issue) if is_closed else None,
        "first_reply_at": first_reply(words),
        "waiting_since": None if is_closed else waiting_since(created, words),
        "url": settings.link(key),
    }
    title = f"{key} {summary or ''}".strip()
    link = f"{settings.link(key)}?focusedCommentId="
    activities = tuple(activity(id_, title, f"{link}{word.id}", word) for word in words[-MOST_COMMENTS:])
    email = text(issue, "fields", "assignee", "emailAddress")
    return Found(ticket, hints_of(issue, settings), activities, email.lower() if email else None)


def read_words(issue: Json, settings: Settings) -> list[Word]:
    """The oldest first."""
    return in_order(list(_words(issue, settings)))


def hints_of(issue: Json, settings: Settings) -> Hints:
    """By the account's own field, the project, a label, the reporter's address."""
    stated = [value for field in settings.field_ids for value in _values(pick(issue, "fields", field))]
    project = (text(issue, "fields", "project", "key") or "").upper()
    named = hints_in((*stated, settings.account_of_project.get(project, "")))
    prefix, labels = settings.account_label, texts(issue, "fields", "labels")
    domains = [label.removeprefix(prefix) for label in labels if prefix and label.startswith(prefix)]
    reporter = text(issue, "fields", "reporter", "emailAddress")
    theirs = [reporter] if reporter and not is_of_team(reporter, settings) else []
    return Hints(named.ids, (*named.domains, *filter(None, domains)), (*named.emails, *theirs), named.names)


def is_of_team(email: str, settings: Settings) -> bool:
    return email.rpartition("@")[2].lower() in settings.domains_of_team


def _words(issue: Json, settings: Settings) -> Iterator[Word]:
    reporter = text(issue, "fields", "reporter", "accountId")
    for comment in records(issue, "fields", "comment", "comments"):
        at, id_, author = moment(comment, "created"), text(comment, "id"), pick(comment, "author")
        if at is None or id_ is None or pick(comment, "jsdPublic") is False or pick(author, "accountType") == "app":
            continue
        is_theirs = _is_customer(author, settings)
        yield Word(
            id=id_,
            at=at,
            author=text(author, "displayName") or "somebody",
            is_theirs=is_theirs,
            is_ours=not is_theirs and (reporter is None or text(author, "accountId") != reporter),
            body=to_text(pick(comment, "body"), LONGEST_BODY),
        )


def _is_customer(author: Any, settings: Settings) -> bool:
    """Of a service desk; or with a Jira account of their own, whose address is not of the team."""
    if pick(author, "accountType") == "customer":
        return True
    email = text(author, "emailAddress")
    return email is not None and not is_of_team(email, settings)


def _closed_at(issue: Json) -> str | None:
    return moment(issue, "fields", "resolutiondate") or moment(issue, "fields", "statuscategorychangedate")


def _values(field: Any) -> Iterator[str]:
    """The texts of a field of any kind: a text, a choice, an organisation, a list of these."""
    for each in field if isinstance(field, list) else [field]:
        if isinstance(each, dict):
            yield from filter(None, (text(each, name) for name in ("value", "name", "label")))
            yield from _values(each.get("child"))
        elif found := text(each):
            yield found
