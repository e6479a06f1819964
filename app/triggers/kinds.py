"""The kinds of triggers at work: one module here a kind, named like it, with `run(triggers, needs)`.

`daily` is put together by itself: it fires for each person and needs their roster.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

import app.triggers
from app.core.occasions import Trigger
from app.core.ports import Clock
from app.core.snapshots import Snapshot
from app.slack.people import People
from app.slack.wire import Me
from app.store.firings import Cursors
from app.store.triggers import TriggerRows
from app.triggers.occurring import ByEmail, Occurring
from app.triggers.ticker import Chore

Heard = Callable[[Mapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Needs:
    """What kinds may lean on; each takes what it needs."""

    occurring: Occurring
    rows: TriggerRows
    cursors: Cursors
    by_email: ByEmail
    people: People
    me: Callable[[], Awaitable[Me]]
    latest: Callable[[], Awaitable[Snapshot | None]]
    find: Callable[[str], Awaitable[Snapshot | None]]  # a snapshot by its hash
    environment: Mapping[str, str]
    clock: Clock


@dataclass(frozen=True)
class Running:
    """What a kind wants to be called for: moments, requests, Slack's events, and when it is known who is there."""

    chores: Sequence[Chore] = ()
    routes: Sequence[web.RouteDef] = ()
    hear: Heard | None = None
    enrol: Callable[[], Awaitable[None]] | None = None


def run_kinds(triggers: Iterable[Trigger], needs: Needs) -> list[Running]:
    """Every kind that something is declared of."""
    declared = list(triggers)
    names = sorted(
        {each.kind for each in declared} & {each.name for each in pkgutil.iter_modules(app.triggers.__path__)}
    )
    modules = {name: importlib.import_module(f"app.triggers.{name}") for name in names}
    return [
        module.run([each for each in declared if each.kind == name], needs)
        for name, module in modules.items()
        if hasattr(module, "run")
    ]
