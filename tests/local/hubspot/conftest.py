"""HubSpot on a real port, without waiting for lags, and a client for it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from app.local.clock import WorldClock
from tests.local.hubspot.portal import COMPANY, NOW, Wire
from tests.local.served import served


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    clock = WorldClock()
    clock.set(NOW)
    options = {"search_lag_seconds": 0, "calculated_lag_seconds": 0}
    async with (
        served(COMPANY, clock=clock, options=options) as (world, url),
        aiohttp.ClientSession(headers={"Authorization": "Bearer pat-local-test"}) as session,
    ):
        yield Wire(world, url, session)
