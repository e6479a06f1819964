"""The Web API's methods. A module here is the registration: what its METHODS names is served."""

from __future__ import annotations

import importlib
import pkgutil

from app.local.slack.methods.call import Method


def discover_methods() -> dict[str, Method]:
    found: dict[str, Method] = {}
    for module in pkgutil.iter_modules(__path__):
        found |= getattr(importlib.import_module(f"{__name__}.{module.name}"), "METHODS", {})
    return found
