"""hubspot-api-client 12 itself against the room, on the v3 and v4 paths it speaks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from hubspot import Client
from hubspot.crm.associations.v4 import (
    BatchInputPublicFetchAssociationsBatchRequest,
    PublicFetchAssociationsBatchRequest,
)
from hubspot.crm.companies import BatchReadInputSimplePublicObjectId, PublicObjectSearchRequest, SimplePublicObjectId
from hubspot.crm.companies.exceptions import NotFoundException, UnauthorizedException
from hubspot.crm.objects.calls import SimplePublicObjectInputForCreate
from hubspot.crm.objects.calls.exceptions import ApiException

from tests.local.hubspot.portal import ACME, BETA, CALL, NOW, Wire, call_on

T = TypeVar("T")


@pytest.fixture
def client(wire: Wire) -> Any:
    return Client.create(access_token="pat-local-test", host=f"{wire.url}/hubspot")


async def off_loop(act: Callable[[], T]) -> T:
    """The vendor's client blocks; the room answers on the loop meanwhile."""
    return await asyncio.to_thread(act)


async def test_it_lists_reads_and_searches(client: Any) -> None:
    page = await off_loop(lambda: client.crm.companies.basic_api.get_page(limit=2, properties=["name", "domain"]))
    assert [one.id for one in page.results] == ["101", "102"]
    assert page.paging.next.after == "102"
    everything = await off_loop(lambda: client.crm.companies.get_all(properties=["name"]))
    assert len(everything) == 3
    one = await off_loop(lambda: client.crm.companies.basic_api.get_by_id(ACME, associations=["contacts"]))
    assert one.created_at == datetime(2026, 8, 25, 14, tzinfo=UTC)
    assert one.associations["contacts"].results[0].type == "company_to_contact"
    wanted = PublicObjectSearchRequest(
        filter_groups=[{"filters": [{"propertyName": "annualrevenue", "operator": "GTE", "value": "1"}]}],
        sorts=["hs_lastmodifieddate"],
        limit=200,
    )
    found = await off_loop(lambda: client.crm.companies.search_api.do_search(wanted))
    assert (found.total, found.results[0].id) == (1, BETA)


async def test_it_logs_a_call_and_takes_it_back(client: Any, wire: Wire) -> None:
    body = SimplePublicObjectInputForCreate(**call_on(BETA, NOW, hs_call_title="Hello", hs_call_direction="OUTBOUND"))
    calls = client.crm.objects.calls.basic_api
    made = await off_loop(lambda: calls.create(body))
    ids = BatchInputPublicFetchAssociationsBatchRequest([PublicFetchAssociationsBatchRequest(id=BETA)])
    linked = await off_loop(lambda: client.crm.associations.v4.batch_api.get_page("companies", "calls", ids))
    assert str(linked.results[0].to[0].to_object_id) == made.id
    await off_loop(lambda: calls.archive(made.id))
    assert [call.id for call in (await off_loop(calls.get_page)).results] == [CALL]
    assert [method for method, _ in wire.arrivals(effects=True)] == [
        "POST /crm/v3/objects/calls",
        f"DELETE /crm/v3/objects/calls/{made.id}",
    ]


async def test_it_reads_owners_users_pipelines_and_properties(client: Any) -> None:
    owners = await off_loop(lambda: client.crm.owners.owners_api.get_page(archived=False))
    assert [one.id for one in owners.results] == ["501", "502"]
    users = await off_loop(lambda: client.crm.objects.basic_api.get_page("users", properties=["hs_standard_time_zone"]))
    assert users.results[1].properties["hs_standard_time_zone"] == "Europe/Berlin"
    pipelines = await off_loop(lambda: client.crm.pipelines.pipelines_api.get_all("tickets"))
    assert pipelines.results[0].stages[-1].metadata["ticketState"] == "CLOSED"
    properties = await off_loop(lambda: client.crm.properties.core_api.get_all("companies"))
    assert "revenue_tier" in {one.name for one in properties.results}


async def test_a_batch_with_a_gap_is_its_207(client: Any) -> None:
    wanted = BatchReadInputSimplePublicObjectId(
        inputs=[SimplePublicObjectId(ACME), SimplePublicObjectId("999")],
        properties=["name"],
        properties_with_history=[],
    )
    found = await off_loop(lambda: client.crm.companies.batch_api.read(wanted))
    assert (found.num_errors, [one.id for one in found.results]) == (1, [ACME])


async def test_refusals_are_its_exceptions(client: Any, wire: Wire) -> None:
    with pytest.raises(NotFoundException):
        await off_loop(lambda: client.crm.companies.basic_api.get_by_id("999"))
    with pytest.raises(ApiException) as refused:
        await off_loop(
            lambda: client.crm.objects.calls.basic_api.create(SimplePublicObjectInputForCreate(properties={}))
        )
    assert '"hs_timestamp"' in refused.value.body
    stranger = Client.create(access_token="nobody", host=f"{wire.url}/hubspot")
    with pytest.raises(UnauthorizedException):
        await off_loop(lambda: stranger.crm.companies.basic_api.get_page())
