"""The keys that triggers of every kind but `daily` have: whose it is, where it posts, what it says, when not."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.content.fields import ClockTime, Email
from app.content.shape import Shape
from app.core.occasions import CatchUp, QuietHours, Terms
from app.core.templates import Template

CHANNEL = re.compile(r"[CG][A-Z0-9]{6,}")
TO = '"owner", "thread", somebody\'s email, or a channel\'s id such as C0123ABCDEF (channel → About, at its end)'


def _to(value: Any) -> str:
    text = str(value).strip()
    if text in ("owner", "thread") or CHANNEL.fullmatch(text):
        return text
    if text.count("@") == 1 and not text.startswith(("@", "#")):
        return text.lower()
    raise ValueError(f"write {TO}")


def _channel(value: Any) -> str:
    if not CHANNEL.fullmatch(str(value)):
        raise ValueError("write a channel's id, such as C0123ABCDEF (channel → About, at its end)")
    return str(value)


To = Annotated[str, BeforeValidator(_to)]
Channel = Annotated[str, BeforeValidator(_channel)]


class Quiet(Shape):
    begins: ClockTime
    ends: ClockTime


class Declared(Shape):
    kind: str
    agent: str
    owner: Email
    to: To = "owner"
    message: Annotated[str, Field(max_length=4_000)] = ""
    enabled: bool = True
    catch_up: CatchUp = "once"
    quiet: Quiet | None = None


def terms_of(name: str, declared: Declared) -> Terms:
    quiet = declared.quiet
    return Terms(
        name,
        declared.agent,
        declared.owner,
        declared.to,
        Template(declared.message),
        declared.enabled,
        declared.catch_up,
        QuietHours(quiet.begins, quiet.ends) if quiet else None,
    )
