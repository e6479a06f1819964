"""Whatever Intercom sends: nothing fails, and what is written fits the tables."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.integrations.intercom.client import Intercom
from app.integrations.intercom.people import People, company_hints
from app.integrations.intercom.rows import (
    Workspace,
    conversation_words,
    has_ticket,
    read_conversation,
    read_ticket,
    ticket_words,
)
from app.local.front import RefusedError
from app.local.intercom.search import page_of
from tests.integrations.hostile import assert_fit, json_with, spoilt
from tests.integrations.intercom.desk import desk, given_settings

GIVEN = given_settings("http://127.0.0.1")
PLACE = Workspace("http://127.0.0.1/a", GIVEN)
WRONG = json_with(
    "id", "contacts", "source", "author", "email", "ticket_parts", "statistics", "company", "data", "body"
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> list[dict[str, Any]]:
    """Items as the stand-in gives them."""

    async def read() -> list[dict[str, Any]]:
        async with desk(tmp_path_factory.mktemp("sound")) as it:
            conversations = [await it.client.conversation(id_) for id_ in ("101", "102", "105")]
            return [*conversations, await it.client.ticket("301"), await it.client.company("c2")]

    return asyncio.run(read())


@settings(deadline=None)
@given(st.data())
def test_any_item_is_read_or_passed_over_and_what_is_read_fits_the_tables(sound, data):
    people = People(Intercom(GIVEN))
    found = []
    for item in sound:
        item = data.draw(spoilt(item, WRONG).filter(lambda value: isinstance(value, dict)))
        found += [each for read in (read_conversation, read_ticket) if (each := read(item, people, PLACE))]
        assert all(word.body for word in (*conversation_words(item), *ticket_words(item)))
        company_hints(item)
        has_ticket(item)
    assert_fit(found)


@given(json_with("query", "operator", "value", "field", "AND", "OR", "id", "pagination", "per_page", "starting_after"))
def test_any_query_is_answered_or_refused(body):
    with suppress(RefusedError):
        page_of([({"id": "1"}, {"id": "1"})], body, 20)
