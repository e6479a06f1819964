"""Who decides what the stand-in says. One file a brain, found by its name; each has `answer(room, request) -> Turn`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.local.messages.request import Request
from app.local.messages.turn import Turn

if TYPE_CHECKING:
    from app.local.messages.room import Room

Answer = Callable[["Room", Request], Turn]


def names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def find(name: str) -> Answer:
    if name not in names():
        raise LookupError(f"There is no brain {name!r}: choose one of {', '.join(names())}.")
    answer: Answer = importlib.import_module(f"{__name__}.{name}").answer
    return answer
