"""The outside systems that are connected: every folder of app/integrations whose variables are set."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from app.content.workspace import Workspace
from app.core.snapshots import Snapshot, Source
from app.core.tools import Tool
from app.integrations import hubspot
from app.settings import read_if_set

Latest = Callable[[], Awaitable[Snapshot | None]]


class Check(Protocol):
    """One question of `threadwork doctor`."""

    @property
    def name(self) -> str: ...
    @property
    def ok(self) -> bool: ...
    @property
    def detail(self) -> str: ...
    @property
    def remedy(self) -> str: ...


class System(Protocol):
    """One connected system."""

    @property
    def source(self) -> Source: ...
    @property
    def tools(self) -> tuple[Tool, ...]: ...

    async def checks(self, emails: Sequence[str] = ()) -> Sequence[Check]: ...

    async def close(self) -> None: ...


def connect(workspace: Workspace, latest: Latest, environment: Mapping[str, str] = os.environ) -> list[System]:
    """Makes no call yet. Raises SettingsError where a system's variables are incomplete."""
    found: list[System] = []
    if settings := read_if_set(hubspot.Settings, hubspot.SWITCH, environment):
        fields = hubspot.Fields(**workspace.hubspot.model_dump())
        found.append(hubspot.connect(settings, fields, latest, unowned_to=workspace.unowned_to))
    return found
