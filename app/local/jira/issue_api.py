"""One issue: read, created, commented on, moved along its workflow, assigned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.local.front import Answer, Ask, RefusedError
from app.local.jira.records import (
    NEXT,
    PRIORITIES,
    Comment,
    Issue,
    Json,
    User,
    fields_of,
    status_json,
    words_of,
)
from app.local.jira.site import Site, moved

LONGEST_COMMENT = 32_767  # characters


def read(site: Site, ask: Ask) -> Answer:
    issue = site.find(ask.words["key"])
    wanted = set(filter(None, ask.query.get("fields", "*all").split(",")))
    drawn = {"id": str(issue.id), "key": issue.key, "self": f"https://jira.example/rest/api/3/issue/{issue.id}"}
    return Answer({**drawn, "fields": fields_of(issue, wanted, all_comments=True)})


def comments(site: Site, ask: Ask) -> Answer:
    found = site.find(ask.words["key"]).comments
    start, size = ask.number("startAt", 0, len(found)), ask.number("maxResults", 100, 100)
    page = [comment.as_json() for comment in found[start : start + size]]
    return Answer({"comments": page, "startAt": start, "maxResults": size, "total": len(found)})


def comment(site: Site, ask: Ask, author: User) -> Answer:
    issue, body = site.find(ask.words["key"]), ask.fields()
    words = _document(body.get("body"), "body")
    if not words.strip():
        raise RefusedError(400, "Comment body can not be empty!")
    if len(words) > LONGEST_COMMENT:
        raise RefusedError(400, f"The entered text is too long. It exceeds the limit of {LONGEST_COMMENT} characters.")
    made = Comment(str(site.new_id()), author, site.now(), body["body"], not _is_internal(body))
    site.put(replace(issue, comments=(*issue.comments, made), updated=made.at), by_api=True)
    return Answer(made.as_json(), 201)


def create(site: Site, ask: Ask, author: User) -> Answer:
    fields = ask.fields().get("fields")
    if not isinstance(fields, dict):
        raise RefusedError(400, "fields: is required")
    project, summary = (fields.get("project") or {}).get("key"), fields.get("summary")
    if project not in site.projects():
        raise RefusedError(400, "project: valid project is required")
    if not isinstance(summary, str) or not summary.strip() or "\n" in summary:
        raise RefusedError(400, "summary: You must specify a summary of the issue, in one line.")
    priority = (fields.get("priority") or {}).get("name", "Medium")
    if priority not in PRIORITIES:
        raise RefusedError(400, f"priority: The priority selected is invalid: {priority}")
    if fields.get("description") is not None:
        _document(fields["description"], "description")
    now = site.now()
    issue = Issue(
        site.new_id(), site.new_key(project), summary, fields.get("description"), "Open", now, priority,
        tuple(fields.get("labels") or ()), now, now, author,
        own_fields={name: value for name, value in fields.items() if name.startswith("customfield_")},
    )  # fmt: skip
    site.put(issue, by_api=True)
    return Answer({"id": str(issue.id), "key": issue.key, "self": f"https://jira.example/issue/{issue.id}"}, 201)


def transitions(site: Site, ask: Ask) -> Answer:
    issue = site.find(ask.words["key"])
    return Answer({"expand": "transitions", "transitions": list(_possible(issue).values())})


def transition(site: Site, ask: Ask) -> Answer:
    issue = site.find(ask.words["key"])
    chosen = ask.fields().get("transition")
    found = _possible(issue).get(str(chosen.get("id")) if isinstance(chosen, dict) else "")
    if found is None:
        raise RefusedError(400, "It seems that you have tried to perform a workflow operation that is not valid.")
    site.put(replace(issue, **moved(issue, found["to"]["name"], site.now())), by_api=True)
    return Answer(None, 204)


def assign(site: Site, ask: Ask) -> Answer:
    issue, body = site.find(ask.words["key"]), ask.fields()
    if "accountId" not in body:
        raise RefusedError(400, "accountId is missing: name whom, or null for nobody.")
    wanted = body["accountId"]
    user = next((each for each in site.users.values() if each.account_id == wanted), None)
    if wanted is not None and (user is None or user.type != "atlassian"):
        raise RefusedError(400, f"assignee: User '{wanted}' cannot be assigned issues.")
    changed = issue.assignee != user
    if changed:
        site.put(replace(issue, assignee=user, updated=site.now()), by_api=True)
    return Answer(None, 204, changed=changed)


def _possible(issue: Issue) -> dict[str, Json]:
    """Transition's id → what it is."""
    found = {}
    for number, status in enumerate(NEXT[issue.status], 1):
        id_ = f"{number}1"
        found[id_] = {"id": id_, "name": f"To {status}", "to": status_json(status), "hasScreen": False}
    return found


def _document(value: Any, name: str) -> str:
    """Its words. Version 3 takes documents only, not texts."""
    is_document = isinstance(value, dict) and (value.get("type"), value.get("version")) == ("doc", 1)
    if not is_document or not _is_sound(value):
        raise RefusedError(400, f"{name}: Operation value must be an Atlassian Document (see the ADF documentation).")
    return words_of(value)


def _is_sound(node: Any) -> bool:
    if not isinstance(node, dict) or not isinstance(node.get("type"), str):
        return False
    if node["type"] == "text" and not (isinstance(node.get("text"), str) and node["text"]):
        return False
    content = node.get("content", [])
    return isinstance(content, list) and all(_is_sound(each) for each in content)


def _is_internal(body: Json) -> bool:
    marks = [each for each in body.get("properties") or () if each.get("key") == "sd.public.comment"]
    return any((mark.get("value") or {}).get("internal") is True for mark in marks)
