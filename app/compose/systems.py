"""The outside systems that are connected: every folder of app/integrations whose variables are set.

A folder is a system when its package has `SWITCH`, `Settings` and `connect(settings, setting)`.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

import app.integrations
from app.content.workspace import Workspace
from app.core.checks import Check
from app.integrations.plug import Connected, Latest, Setting
from app.settings import read_if_set

__all__ = ["Check", "System", "connect", "folders"]

System = Connected
CRM = "hubspot"  # read first: the rows of the others are joined to its accounts


def connect(workspace: Workspace, latest: Latest, environment: Mapping[str, str] = os.environ) -> list[System]:
    """Makes no call yet. Raises SettingsError where a system's variables are incomplete."""
    found: list[System] = []
    for name, package in folders():
        if settings := read_if_set(package.Settings, package.SWITCH, environment):
            found.append(package.connect(settings, _setting(name, workspace, latest)))
    return found


def folders() -> Iterator[tuple[str, Any]]:
    """Every system that there is, connected or not: its name and its package; the CRM first."""
    names = [module.name for module in pkgutil.iter_modules(app.integrations.__path__) if module.ispkg]
    for name in sorted(names, key=lambda name: (name != CRM, name)):
        package = importlib.import_module(f"app.integrations.{name}")
        if hasattr(package, "connect"):
            yield name, package


def _setting(name: str, workspace: Workspace, latest: Latest) -> Setting:
    own = getattr(workspace, name, None)
    return Setting(latest, workspace.unowned_to, own.model_dump() if own is not None else {})
