"""The wire to Intercom: what is repeated and what never, what a refusal says, and the vendor's own description kept."""

from __future__ import annotations

import pytest

from app.integrations.errors import RecordGoneError, RequestRefusedError, TooFastError, UnreachableError, VendorError
from app.integrations.transport import Exchange
from app.local.faults import Fault
from tests.integrations.intercom.desk import SECRET, Desk, desk
from tests.integrations.spec import conforms, read_spec

SPEC = "intercom/api.intercom.io-2.15.yaml.gz"
ALL = {"field": "created_at", "operator": ">", "value": 0}


async def ids(desk: Desk, query: dict) -> list[str]:
    return [item["id"] async for page in desk.client.search("conversations", query) for item in page]


async def test_all_requests_and_answers_are_as_the_vendor_describes_them(tmp_path):
    spec = read_spec(SPEC)
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        await it.sync()
        await it.intercom.checks()
        await it.client.conversation("102")
        await it.client.ticket("301")
        await it.client.company("c1")
        await it.client.note("conversations", "102", "Seen by us", "7001")
        await it.client.note("tickets", "301", "Seen by us", "7001")
        conforms(spec, it.exchanges)
        assert len({each.path for each in it.exchanges}) > 10


async def test_the_comparison_finds_what_is_wrong():
    spec = read_spec(SPEC)
    asked = {"query": {"field": "id", "operator": "LIKE", "value": "1"}, "pagination": {"per_page": "9"}}
    wrong = {"type": "conversations", "conversations": [{"id": 7, "state": "new"}]}
    assert len(spec.faults(Exchange("POST", "/conversations/search", {}, asked, 200, wrong))) == 5
    with pytest.raises(AssertionError, match="has no POST /nothing"):
        spec.faults(Exchange("POST", "/nothing", {}, None, 200, None))


async def test_every_request_names_the_version(tmp_path):
    async with desk(tmp_path) as it:
        assert len(await ids(it, ALL)) == 6  # the stand-in refuses what names another version, or none


@pytest.mark.parametrize("kind", ["lose_reply", "refuse", "status"])
async def test_a_note_that_may_have_been_added_is_never_added_again(tmp_path, kind):
    async with desk(tmp_path) as it:
        it.world.faults.active = [Fault("intercom", "", kind, times=1)]
        with pytest.raises(VendorError) as caught:
            await it.client.note("conversations", "102", "Once", "7001")
        assert caught.value.may_have_happened
        assert it.asked() == ["POST /conversations/102/reply"]


async def test_a_search_is_repeated_after_a_lost_answer_although_it_is_a_post(tmp_path):
    async with desk(tmp_path) as it:
        it.world.faults.active = [Fault("intercom", "", "lose_reply", times=2)]
        assert len(await ids(it, ALL)) == 6
        assert it.pauses == [0.5, 1.0]


async def test_a_note_is_internal_and_in_a_teammates_name(tmp_path):
    async with desk(tmp_path) as it:
        await it.client.note("conversations", "102", "Ask <finance>", "7001")
        part = it.world.rooms["intercom"].items["conversations"]["102"].parts[-1]
        assert (part.kind, part.author_email, part.body) == ("note", "ann@acme.example", "Ask <finance>")
        for words, admin in (("Hi", "1"), ("", "7001"), ("x" * 30_001, "7001")):
            with pytest.raises(RequestRefusedError):
                await it.client.note("conversations", "102", words, admin)
        with pytest.raises(RecordGoneError, match="Resource Not Found"):
            await it.client.note("tickets", "102", "Hi", "7001")


async def test_limits_are_waited_for_until_the_window_begins_anew(tmp_path):
    async with desk(tmp_path, limits=True) as it:
        it.world.rooms["intercom"].catch_up()
        for _ in range(1_666):
            it.world.rooms["intercom.door"].take()
        with pytest.raises(TooFastError, match="INTERCOM_CALLS_IN_TEN_SECONDS"):
            await it.client.me()
        assert len(it.pauses) == 3
        assert all(0 < seconds <= 10 for seconds in it.pauses)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"field": "colour", "operator": "=", "value": "red"}, "no field that can be searched"),
        ({"field": "updated_at", "operator": "~", "value": 1}, "does not fit updated_at"),
        ({"field": "updated_at", "operator": ">", "value": "yesterday"}, "does not fit updated_at"),
        ({"operator": "AND", "value": [ALL] * 16}, "1 to 15 filters"),
        ({"operator": "OR", "value": [{"operator": "AND", "value": [{"operator": "OR", "value": [ALL]}]}]}, "2 deep"),
    ],
)
async def test_a_query_that_intercom_refuses_is_told_and_not_asked_twice(tmp_path, query, told):
    async with desk(tmp_path) as it:
        with pytest.raises(RequestRefusedError, match=told):
            await ids(it, query)
        assert len(it.asked()) == 1


async def test_no_secret_is_in_an_error_although_the_answer_echoes_it(tmp_path):
    async with desk(tmp_path) as it:
        with pytest.raises(RequestRefusedError) as caught:
            await ids(it, {"field": SECRET, "operator": "=", "value": "1"})
        assert "[the key]" in str(caught.value)
        assert "hush" not in f"{caught.value}{it.client.settings!r}"


async def test_a_silent_host_is_named(tmp_path):
    async with desk(tmp_path) as it:
        it.world.faults.active = [Fault("intercom", "", "lose_reply", times=-1)]
        with pytest.raises(UnreachableError, match=f"Intercom at '{it.url}/intercom' did not answer"):
            await it.client.me()
