"""The door of the API: keys, scopes, limits, faults, and what the journal tells."""

from __future__ import annotations

from datetime import UTC, datetime

import aiohttp
import pytest

from app.local.faults import Fault
from app.local.hubspot.errors import RefusedError
from app.local.hubspot.limits import REQUESTS_A_DAY, Limits
from tests.local.hubspot.portal import ACME, NOW, Wire, call_on

COMPANIES = "/crm/objects/2026-09/companies"
WALL = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("token", [None, "Bearer xoxb-1", "pat-local-1"])
async def test_a_wrong_key_gets_hubspots_401(wire: Wire, token: str | None) -> None:
    headers = {"Authorization": token} if token else {}
    async with (
        aiohttp.ClientSession(headers=headers) as stranger,
        stranger.get(f"{wire.url}/hubspot{COMPANIES}") as response,
    ):
        body = await response.json()
    assert (response.status, body["status"], body["category"]) == (401, "error", "INVALID_AUTHENTICATION")
    assert body["correlationId"]


@pytest.mark.parametrize(
    ("scope", "method", "path", "body"),
    [
        ("crm.objects.companies.read", "GET", COMPANIES, None),
        ("crm.objects.owners.read", "GET", "/crm/owners/2026-09", None),
        ("tickets", "POST", "/crm/objects/2026-09/tickets/search", {}),
        ("crm.objects.contacts.write", "POST", "/crm/objects/2026-09/calls", call_on(ACME, NOW)),
        ("crm.schemas.deals.read", "GET", "/crm/properties/2026-09/deals", None),
    ],
)
async def test_a_missing_scope_is_named(wire: Wire, scope: str, method: str, path: str, body: object) -> None:
    wire.world.options["hubspot_missing_scopes"] = [scope]
    status, answer = await wire.ask(method, path, body)
    assert (status, answer["category"]) == (403, "MISSING_SCOPES")
    assert answer["errors"][0]["context"]["requiredGranularScopes"] == [scope]
    await wire.get("/account-info/2026-09/details")  # takes no scope


async def test_the_sixth_search_within_a_second_is_refused() -> None:
    limits = Limits("UTC")
    for number in range(5):
        assert limits.take(search=True, real=10 + number / 10, wall=WALL) == {}
    with pytest.raises(RefusedError) as refused:
        limits.take(search=True, real=10.9, wall=WALL)
    assert (refused.value.http, refused.value.body()["policyName"]) == (429, "SECONDLY")
    assert refused.value.headers == {}
    assert limits.take(search=True, real=11.0, wall=WALL) == {}


async def test_the_191st_request_within_ten_seconds_is_refused_with_headers() -> None:
    limits = Limits("UTC")
    for number in range(190):
        headers = limits.take(search=False, real=number / 100, wall=WALL)
    assert headers["X-HubSpot-RateLimit-Remaining"] == "0"
    with pytest.raises(RefusedError) as refused:
        limits.take(search=False, real=9.99, wall=WALL)
    assert refused.value.body()["policyName"] == "TEN_SECONDLY_ROLLING"
    assert refused.value.headers["X-HubSpot-RateLimit-Max"] == "190"
    limits.take(search=False, real=10.0, wall=WALL)


async def test_the_day_has_its_own_end_at_the_portals_midnight() -> None:
    limits = Limits("America/New_York")
    for number in range(REQUESTS_A_DAY):
        limits.take(search=False, real=number, wall=WALL)
    with pytest.raises(RefusedError) as refused:
        limits.take(search=False, real=REQUESTS_A_DAY, wall=WALL)
    assert refused.value.body()["policyName"] == "DAILY"
    limits.take(search=False, real=REQUESTS_A_DAY, wall=WALL.replace(day=24))


async def test_limits_hold_on_the_wire_and_benchmarks_switch_them_off(wire: Wire) -> None:
    statuses = [(await wire.ask("POST", f"{COMPANIES}/search", {}))[0] for _ in range(12)]
    assert 429 in statuses
    wire.world.limits = False
    assert {(await wire.ask("POST", f"{COMPANIES}/search", {}))[0] for _ in range(12)} == {200}


async def test_the_journal_tells_reads_writes_and_refusals_apart(wire: Wire) -> None:
    await wire.get(COMPANIES, limit="2", properties="name")
    made = await wire.post("/crm/objects/2026-09/calls", call_on(ACME, NOW, hs_call_title="Hello"), 201)
    await wire.post("/crm/objects/2026-09/notes", {"properties": {}}, 400)
    (effect,) = wire.arrivals(effects=True)
    assert effect[0] == "POST /crm/objects/2026-09/calls"
    assert effect[1]["id"] == made["id"]
    assert effect[1]["properties"]["hs_call_title"] == "Hello"
    assert effect[1]["associations"][0]["to"] == {"id": ACME}
    assert wire.arrivals() == [
        (f"GET {COMPANIES}", {"limit": "2"}),
        effect,
        ("POST /crm/objects/2026-09/notes", {"refused": 400}),
    ]


async def test_a_write_that_finds_its_work_done_is_no_effect(wire: Wire) -> None:
    for _ in range(2):
        await wire.ask("DELETE", f"{COMPANIES}/{ACME}")
    await wire.post(f"{COMPANIES}/batch/archive", {"inputs": [{"id": ACME}]}, 204)
    missing = {"inputs": [{"id": "999", "properties": {"name": "x"}}]}
    await wire.post(f"{COMPANIES}/batch/update", missing)
    assert wire.arrivals(effects=True) == [(f"DELETE {COMPANIES}/{ACME}", {"id": ACME})]
    assert len(wire.arrivals()) == 4


async def test_a_lost_reply_leaves_its_effect(wire: Wire) -> None:
    wire.world.faults.active = [Fault("hubspot", "POST /crm/objects/2026-09/calls", "lose_reply")]
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await wire.post("/crm/objects/2026-09/calls", call_on(ACME, NOW), 201)
    assert len(wire.arrivals(effects=True)) == 1
    assert len((await wire.get("/crm/objects/2026-09/calls"))["results"]) == 2


async def test_a_refused_connection_leaves_nothing(wire: Wire) -> None:
    wire.world.faults.active = [Fault("hubspot", "POST /crm/objects/2026-09/calls", "refuse")]
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await wire.post("/crm/objects/2026-09/calls", call_on(ACME, NOW), 201)
    assert not wire.arrivals(effects=True)
    assert len((await wire.get("/crm/objects/2026-09/calls"))["results"]) == 1


async def test_an_ordered_status_looks_like_hubspots(wire: Wire) -> None:
    wire.world.faults.active = [Fault("hubspot", "GET /crm/objects", "status", status=503, retry_after=7)]
    async with wire.session.get(f"{wire.url}/hubspot{COMPANIES}") as response:
        body = await response.json()
    assert (response.status, response.headers["Retry-After"], body["status"]) == (503, "7", "error")
    await wire.get(COMPANIES)


@pytest.mark.parametrize(
    ("body", "says"), [(b"{", "Invalid input JSON"), (b"[]", "send an object"), (b"", "send an object")]
)
async def test_a_body_that_is_no_object_is_refused(wire: Wire, body: bytes, says: str) -> None:
    async with wire.session.post(f"{wire.url}/hubspot{COMPANIES}", data=body) as response:
        answer = await response.json()
    assert response.status == 400
    assert says in answer["message"]
