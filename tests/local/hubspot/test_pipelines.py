"""Pipelines: a company's own instead of a new portal's, and stages that must belong to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from app.local.company.model import Company
from tests.local.hubspot.portal import Wire
from tests.local.served import served

DEALS = "/crm/objects/2026-09/deals"


def pipeline(id_: str, *stages: tuple[str, str]) -> dict[str, Any]:
    drawn = [{"id": stage, "label": stage, "metadata": {"isClosed": closed}} for stage, closed in stages]
    return {"id": id_, "label": id_.capitalize(), "stages": drawn}


TWO = [pipeline("sales", ("talk", "false"), ("signed", "true")), pipeline("renewals", ("due", "false"))]
STAGED = Company("Northwind", (), (), {"deals": TWO}, {})


@pytest.fixture
async def staged() -> AsyncIterator[Wire]:
    async with (
        served(STAGED) as (world, url),
        aiohttp.ClientSession(headers={"Authorization": "Bearer pat-local-test"}) as session,
    ):
        yield Wire(world, url, session)


async def test_a_companys_pipelines_stand_instead_of_a_new_portals(staged: Wire) -> None:
    deals = (await staged.get("/crm/pipelines/2026-09/deals"))["results"]
    assert [one["id"] for one in deals] == ["sales", "renewals"]
    (tickets,) = (await staged.get("/crm/pipelines/2026-09/tickets"))["results"]
    assert tickets["id"] == "0"
    names = {one["name"] for one in (await staged.get("/crm/properties/2026-09/deals"))["results"]}
    assert {"hs_v2_date_entered_talk", "hs_v2_date_entered_due"} <= names
    assert "hs_v2_date_entered_closedwon" not in names


async def test_a_deal_without_a_pipeline_goes_into_the_first(staged: Wire) -> None:
    made = await staged.post(DEALS, {"properties": {"dealname": "A", "dealstage": "talk"}}, 201)
    assert (await staged.properties("deals", made["id"], "pipeline"))["pipeline"] == "sales"


async def test_a_stage_of_another_pipeline_is_refused(staged: Wire) -> None:
    await staged.post(DEALS, {"properties": {"dealname": "A", "dealstage": "due"}}, 400)
    wanted = {"dealname": "A", "dealstage": "due", "pipeline": "renewals"}
    made = await staged.post(DEALS, {"properties": wanted}, 201)
    path = f"{DEALS}/{made['id']}"
    status, refusal = await staged.ask("PATCH", path, {"properties": {"dealstage": "signed"}})
    assert (status, refusal["errors"][0]["code"]) == (400, "INVALID_OPTION")
    status, _ = await staged.ask("PATCH", path, {"properties": {"dealstage": "signed", "pipeline": "sales"}})
    assert status == 200
