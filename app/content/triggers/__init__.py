"""agents/triggers.yaml: every trigger declared in files, on one screen. One module here a kind, named like it.

A kind's module has `Declared`, the keys that people write, and `trigger(name, declared, wrong)`, which makes the
trigger of it or says by `wrong(key, what)` why not.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.content.lines import Lined, parse
from app.content.shape import fit
from app.core.agents import Agent
from app.core.errors import ContentError
from app.core.nearest import nearest
from app.core.occasions import Trigger

Complain = Callable[[ContentError], None]
SHARED = "terms"  # the module that is no kind


def kinds() -> dict[str, Any]:
    """The kinds of triggers that can be declared, by name."""
    names = [each.name for each in pkgutil.iter_modules(__path__) if each.name != SHARED]
    return {name: importlib.import_module(f"{__name__}.{name}") for name in sorted(names)}


def read_triggers(folder: Path, agents: Mapping[str, Agent], complain: Complain) -> tuple[Trigger, ...]:
    path = folder / "triggers.yaml"
    if not path.exists():
        return ()
    file = f"{folder.name}/triggers.yaml"
    try:
        lined = parse(file, path.read_text(encoding="utf-8"))
    except ContentError as error:
        complain(error)
        return ()
    if lined.value is None:
        return ()
    if not isinstance(lined.value, dict):
        complain(lined.error((), "expected a name and its keys per trigger, for example `morning-list:`."))
        return ()
    found = [_read(str(name), lined, agents, complain) for name in lined.value]
    return tuple(each for each in found if each)


def _read(name: str, lined: Lined, agents: Mapping[str, Agent], complain: Complain) -> Trigger | None:
    value = lined.value.get(name)
    named = value.get("kind") if isinstance(value, dict) else None
    known = kinds()
    if isinstance(value, dict) and "kind" not in value:
        complain(lined.error((name,), f"'kind' is missing: add it. There are: {', '.join(known)}."))
        return None
    kind = known.get(named) if isinstance(named, str) else None
    if isinstance(value, dict) and kind is None:
        complain(lined.error((name, "kind"), f"there is no kind {named!r}.{nearest(str(named), known)}"))
        return None
    shape = (kind or known["daily"]).Declared
    declared = fit(shape, lined, complain, (name,))
    if declared is None or kind is None:
        return None
    mistakes: list[ContentError] = []

    def wrong(key: str, what: str) -> None:
        mistakes.append(lined.error((name, key), what))

    _check_agent(declared, agents, wrong)
    trigger: Trigger | None = kind.trigger(name, declared, wrong)
    for mistake in mistakes:
        complain(mistake)
    return None if mistakes else trigger


def _check_agent(declared: Any, agents: Mapping[str, Agent], wrong: Callable[[str, str], None]) -> None:
    agent = agents.get(declared.agent)
    if agent is None:
        wrong("agent", f"there is no agent {declared.agent!r}.{nearest(declared.agent, agents)}")
    elif not agent.playbook and not declared.message:
        wrong("message", f"{agent.name} has no playbook, so say in `message` what it shall do.")
