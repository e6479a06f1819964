"""One office for all stories that leave it as they found it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.stories.office import Office
from tests.stories.office import office as an_office


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running_office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    home: Path = tmp_path_factory.mktemp("office")
    async with an_office(home) as there:
        yield there


@pytest_asyncio.fixture(loop_scope="session")
async def office(running_office: Office) -> AsyncIterator[Office]:
    """Nothing is broken in it when a story begins, and nothing is under way when it ends."""
    await running_office.setting.faults()
    await running_office.world.post("/messages/_control/faults", [])
    await running_office.model_says()
    yield running_office
    await running_office.setting.faults()
    await running_office.world.post("/messages/_control/faults", [])
    await running_office.setting.settled()
