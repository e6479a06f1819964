"""`schedule`: a cron line in one zone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from app.content.fields import Zone
from app.content.triggers import terms
from app.core.cron import Cron, read_cron
from app.core.kinds import ScheduleTrigger


def _cron(value: Any) -> Cron:
    if not isinstance(value, str):
        raise ValueError('write five fields in quotes, such as "0 9 * * mon-fri"')  # noqa: TRY004  # pydantic's way
    return read_cron(value)


class Declared(terms.Declared):
    kind: Literal["schedule"]
    cron: Annotated[Cron, BeforeValidator(_cron)]
    zone: Zone


def trigger(name: str, declared: Declared, wrong: Callable[[str, str], None]) -> ScheduleTrigger:
    found = ScheduleTrigger(terms.terms_of(name, declared), declared.cron, declared.zone)
    if places := found.terms.message.places:
        wrong("message", f"{{{places[0]}}} is filled with nothing: a schedule has no payload.")
    if declared.to == "thread":
        wrong("to", "a schedule has no thread: write owner, an email or a channel's id.")
    return found
