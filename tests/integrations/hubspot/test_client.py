"""What HubSpot refuses or fails to answer becomes an error with a remedy; reads are repeated, creates are not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.integrations.errors import (
    BrokenError,
    DailyLimitError,
    KeyRefusedError,
    RequestRefusedError,
    ScopeMissingError,
    TooFastError,
    UnreachableError,
    VendorError,
    patience,
)
from app.integrations.hubspot.client import HubSpot
from app.integrations.hubspot.errors import refusal
from app.integrations.hubspot.vendor import dated
from app.integrations.pace import Pace
from app.local.faults import Fault
from tests.integrations.hubspot.desk import Desk, desk, given_settings, iso

CALL = {"properties": {"hs_timestamp": iso(0), "hs_call_title": "Left a message"}}


def faulty(desk: Desk, **fault: Any) -> None:
    desk.world.faults.active = [Fault("hubspot", "", **fault)]


async def account(desk: Desk) -> Any:
    return await desk.client.account()


async def test_a_wrong_key_says_where_to_make_one_and_does_not_print_it(tmp_path):
    async with desk(tmp_path, settings={"access_token": "pat-na1-hush"}) as it:
        with pytest.raises(
            KeyRefusedError, match="Service keys: make or rotate one and set it as HUBSPOT_ACCESS_"
        ) as caught:
            await account(it)
        assert caught.value.is_permanent
        assert (it.pauses, "hush" in str(caught.value)) == ([], False)


async def test_a_missing_scope_is_named(tmp_path):
    async with desk(tmp_path, hubspot_missing_scopes=["crm.objects.companies.read"]) as it:
        with pytest.raises(
            ScopeMissingError, match=r"listing companies: the key lacks the scope crm\.objects\.companies\.read"
        ):
            await it.sync(full=True)


async def test_a_busy_second_is_waited_for_and_then_answered(tmp_path):
    async with desk(tmp_path, limits=True) as it:
        await it.sync(full=True)
        it.when_pausing.append(it.world.rooms["hubspot"].limits._searches.clear)  # a second passes
        await it.sync()  # nine searches at once, of five a second; our own pace is far too high here
        assert it.pauses == [1.0]


async def test_our_share_of_the_limits_is_kept(tmp_path):
    async with desk(tmp_path, limits=True, settings={"searches_a_second": 4}) as it:
        await it.sync(full=True)
        await it.sync()
        assert it.pauses == []


@pytest.mark.parametrize(("status", "waits"), [(502, [0.5]), (503, [0.5]), (423, [2.0]), (429, [2.0])])
async def test_what_passes_is_tried_again(tmp_path, status, waits):
    async with desk(tmp_path) as it:
        faulty(it, kind="status", status=status)
        assert (await account(it))["portalId"] == 4242
        assert it.pauses == waits


async def test_retry_after_is_obeyed(tmp_path):
    async with desk(tmp_path) as it:
        faulty(it, kind="status", status=503, retry_after=7)
        await account(it)
        assert it.pauses == [7.0]


async def test_trouble_that_stays_is_told_after_four_tries(tmp_path):
    async with desk(tmp_path) as it:
        faulty(it, kind="status", status=500, times=-1)
        with pytest.raises(BrokenError, match=r"answered 500 to reading the account: .+status\.hubspot\.com") as caught:
            await account(it)
        assert len(it.asked()) == 4
        assert not caught.value.is_permanent


async def test_a_lost_answer_is_asked_for_again(tmp_path):
    async with desk(tmp_path) as it:
        faulty(it, kind="lose_reply", times=2)
        assert (await account(it))["portalId"] == 4242
        faulty(it, kind="lose_reply", times=-1)
        with pytest.raises(UnreachableError, match=f"HubSpot at '{it.url}/hubspot' did not answer reading the account"):
            await account(it)


async def test_a_slow_answer_is_not_waited_for_forever(tmp_path):
    async with desk(tmp_path) as it:
        hubspot = HubSpot(given_settings(it.url), it.client._pause, timeouts=(1.0, 0.1))
        faulty(it, kind="slow", seconds=0.5)
        assert (await hubspot.account())["portalId"] == 4242
        assert it.pauses == [0.5]
        await hubspot.close()


async def test_an_unreachable_host_is_named_and_nothing_may_have_happened():
    hubspot = HubSpot(given_settings("http://127.0.0.1:1"), _no_pause)
    with pytest.raises(
        UnreachableError, match=r"cannot be reached at 'http://127\.0\.0\.1:1/hubspot'.+HUBSPOT_BASE_URL"
    ) as caught:
        await hubspot.account()
    assert not caught.value.may_have_happened
    await hubspot.close()


@pytest.mark.parametrize("kind", ["lose_reply", "status"])
async def test_a_create_that_may_have_happened_is_never_repeated(tmp_path, kind):
    async with desk(tmp_path) as it:
        faulty(it, kind=kind, times=1)
        with pytest.raises(VendorError) as caught:
            await it.client.create("calls", CALL)
        assert caught.value.may_have_happened
        assert it.asked() == ["POST /crm/objects/2026-09/calls"]


async def test_a_create_that_was_turned_away_is_repeated_and_happens_once(tmp_path):
    async with desk(tmp_path) as it:
        faulty(it, kind="status", status=429)
        made = await it.client.create("calls", CALL)
        effects = [arrival for arrival in it.world.journal.find("hubspot") if arrival.effect]
        assert [arrival.arguments["id"] for arrival in effects] == [made["id"]]


async def test_a_required_field_is_told_as_a_person_can_answer_it(tmp_path):
    async with desk(tmp_path, hubspot_required={"calls": ["hs_call_disposition"]}) as it:
        with pytest.raises(RequestRefusedError, match='"hs_call_disposition" is required and was not set'):
            await it.client.create("calls", CALL)


async def test_one_connection_serves_many_calls(tmp_path):
    async with desk(tmp_path) as it:
        await it.sync(full=True)
        pool = it.client._library.crm.owners.owners_api.api_client.rest_client.pool_manager
        assert pool.connection_from_url(it.url).num_connections == 1
        assert len(it.asked()) > 25


def test_the_days_limit_is_not_waited_for_and_its_end_is_told():
    body = b'{"message": "daily limit", "policyName": "DAILY"}'
    error = refusal("listing deals", 429, {}, body, "secret")
    assert isinstance(error, DailyLimitError)
    assert "midnight in the portal's time zone" in str(error)
    assert patience(error, 1) is None


def test_ten_seconds_are_waited_for_ten_seconds():
    error = refusal("listing deals", 429, {}, b'{"policyName": "TEN_SECONDLY_ROLLING"}', "secret")
    assert isinstance(error, TooFastError)
    assert [patience(error, tries) for tries in (1, 2, 3, 4)] == [10.0, 20.0, 30.0, None]


def test_a_key_that_is_echoed_does_not_get_into_the_message():
    body = b'{"message": "the token pat-1 is odd", "errors": [{"message": "pat-1 again"}]}'
    assert str(refusal("reading deals", 400, {}, body, "pat-1")) == (
        "HubSpot answered 400 to reading deals: the token [the key] is odd ([the key] again). Correct what was asked."
    )


def test_paths_get_their_date():
    assert dated("/crm/v3/objects/deals/7", "2026-09") == "/crm/objects/2026-09/deals/7"
    assert dated("/crm/v3/owners/", "2026-09") == "/crm/owners/2026-09"
    assert dated("/crm/v4/associations/deals/companies/batch/read", "2026-09") == (
        "/crm/associations/2026-09/deals/companies/batch/read"
    )
    assert dated("/account-info/v3/details", "2026-09") == "/account-info/2026-09/details"
    assert dated("/crm/v3/owners/", "v3") == "/crm/v3/owners"


async def test_turns_come_in_order_and_no_more_than_the_limit_in_any_window():
    time, taken = 0.0, []

    async def pause(seconds: float) -> None:
        nonlocal time
        time += seconds
        await asyncio.sleep(0)

    pace = Pace.a_second(2, lambda: time, pause)

    async def take(number: int) -> None:
        await pace.turn()
        taken.append((number, time))

    await asyncio.gather(*(take(number) for number in range(5)))
    assert taken == [(0, 0.0), (1, 0.0), (2, 1.0), (3, 1.0), (4, 2.0)]


async def _no_pause(_seconds: float) -> None:
    """Tests wait for nothing."""
