"""The local Intercom refuses what Intercom refuses, pages as it pages, and keeps time as it keeps it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import pytest

from app.local.company.model import Change
from tests.local.vendor import NOW, Caller, calling

AUTH = {"Authorization": "Bearer intercom-local-1", "Intercom-Version": "2.15"}
SIX_DAYS_AGO = int((NOW - timedelta(days=6)).timestamp())
ANY = {"field": "created_at", "operator": ">", "value": 0}


def change(days: float, kind: str, id_: str, *of: tuple[str, str], **properties: str | None) -> Change:
    return Change(NOW - timedelta(days=days), "create", kind, id_, properties, of)


HISTORY = (
    change(40, "companies", "c1", name="Globex", company_id="41001"),
    change(40, "contacts", "p1", ("companies", "c1"), email="homer@globex.example", name="Homer"),
    *(change(30 - n / 10, "conversations", str(n), ("contacts", "p1"), body=f"No {n}") for n in range(1, 251)),
    change(2, "tickets", "900", ("contacts", "p1"), title="A wish"),
    change(2, "tickets", "901", ("contacts", "p1"), title="Our own", category="Back-office"),
)


def intercom(**more: Any) -> AbstractAsyncContextManager[Caller]:
    return calling("intercom", HISTORY, AUTH, **more)


def reply(kind: str, body: str, admin: str = "7001") -> dict[str, str]:
    return {"message_type": kind, "type": "admin", "admin_id": admin, "body": body}


def of(operator: str, *value: Any) -> dict[str, Any]:
    return {"operator": operator, "value": list(value)}


async def found(it: Caller, query: Any, kind: str = "conversations") -> list[str]:
    answer = await it.post(f"/{kind}/search", {"query": query, "pagination": {"per_page": 150}})
    return [each["id"] for each in answer[kind]]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer x"}, 401),
        ({"Intercom_Version": "2.11"}, 400),
    ],
)
async def test_nobody_comes_in_without_a_token_and_the_version(headers, status):
    async with intercom() as it:
        assert (await it.ask("GET", "/me", **headers))[0] == status


async def test_pages_follow_by_cursor_twenty_at_a_time_and_at_most_150():
    async with intercom() as it:
        first = await it.post("/conversations/search", {"query": ANY})
        assert (len(first["conversations"]), first["total_count"]) == (20, 250)
        seen: list[str] = []
        paging: dict[str, Any] = {"per_page": 150}
        while paging:
            page = await it.post("/conversations/search", {"query": ANY, "pagination": paging})
            seen += [each["id"] for each in page["conversations"]]
            paging = page["pages"].get("next")
        assert len(seen) == len(set(seen)) == 250
        for wrong in ({"per_page": 151}, {"per_page": 0}, {"per_page": 5, "starting_after": "!"}):
            assert (await it.ask("POST", "/conversations/search", {"query": ANY, "pagination": wrong}))[0] == 400


@pytest.mark.parametrize(
    "query",
    [
        None,
        {},
        {"field": "colour", "operator": "=", "value": "red"},
        {"field": "updated_at", "operator": ">", "value": "foobar"},
        {"field": "updated_at", "operator": "~", "value": 1},
        {"field": "state", "operator": ">", "value": "open"},
        {"field": "id", "operator": "IN", "value": "1"},
        {"operator": "AND", "value": []},
        {"operator": "AND", "value": [ANY] * 16},
        {"operator": "AND", "value": [{"operator": "OR", "value": [{"operator": "AND", "value": [ANY]}]}]},
    ],
)
async def test_what_intercom_refuses_is_refused(query):
    async with intercom() as it:
        status, answer, _ = await it.ask("POST", "/conversations/search", {"query": query})
        assert (status, answer["type"], len(answer["errors"])) == (400, "error.list", 1)


@pytest.mark.parametrize(
    ("kind", "query", "count"),
    [
        ("conversations", {"field": "id", "operator": "IN", "value": ["1", "2", "x"]}, 2),
        ("conversations", {"field": "source.body", "operator": "~", "value": "no 24"}, 11),
        ("conversations", {"field": "updated_at", "operator": ">", "value": SIX_DAYS_AGO}, 11),
        ("conversations", {"field": "contact_ids", "operator": "=", "value": "p1"}, 150),
        ("conversations", {"field": "open", "operator": "=", "value": False}, 0),
        ("tickets", {"field": "category", "operator": "=", "value": "request"}, 1),
        ("tickets", {"operator": "OR", "value": [{"field": "title", "operator": "^", "value": "A"}, ANY]}, 2),
        ("tickets", of("AND", of("OR", ANY), of("AND", ANY)), 2),
    ],
)
async def test_queries_mean_what_they_mean_in_intercom(kind, query, count):
    async with intercom() as it:
        assert len(await found(it, query, kind)) == count


async def test_a_search_gives_conversations_without_what_was_said_in_them():
    async with intercom() as it:
        await it.post("/conversations/1/reply", reply("note", "Hm"))
        one = {"query": {"field": "id", "operator": "=", "value": "1"}}
        (listed,) = (await it.post("/conversations/search", one))["conversations"]
        read = await it.get("/conversations/1")
        assert "conversation_parts" not in listed
        assert [part["part_type"] for part in read["conversation_parts"]["conversation_parts"]] == ["note"]
        assert read["waiting_since"] == read["created_at"]  # a note is no answer
        await it.post("/conversations/1/reply", reply("comment", "Hi"))
        answered = await it.get("/conversations/1")
        assert (answered["waiting_since"], "first_admin_reply_at" in answered["statistics"]) == (None, True)
        assert (await it.ask("POST", "/conversations/1/reply", reply("note", "x", admin="1")))[0] == 400


async def test_one_scroll_is_open_at_a_time_and_ends_with_an_empty_page():
    async with intercom() as it:
        first = await it.get("/companies/scroll")
        assert [each["company_id"] for each in first["data"]] == ["41001"]
        status, answer, _ = await it.ask("GET", "/companies/scroll")
        assert (status, answer["errors"][0]["code"]) == (400, "scroll_exists")
        last = await it.get(f"/companies/scroll?scroll_param={first['scroll_param']}")
        assert last["data"] == []
        assert len((await it.get("/companies/scroll"))["data"]) == 1


async def test_too_many_calls_are_turned_away_until_the_window_begins_anew():
    async with intercom(limits=True) as it:
        await it.get("/me")
        for _ in range(1_665):
            it.world.rooms["intercom.door"].take()
        status, answer, headers = await it.ask("GET", "/me")
        assert (status, answer["errors"][0]["code"]) == (429, "rate_limit_exceeded")
        assert (headers["X-RateLimit-Remaining"], "Retry-After" in headers) == ("0", False)
