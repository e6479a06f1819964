"""How long things last in real time. Slack's own spans; tests shorten them through `world.options`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pace:
    stream_life: float = 300.0  # seconds in total, however often it is appended to; measured, not documented
    ack: float = 3.0  # seconds an app has to acknowledge
    trigger: float = 3.0  # seconds a trigger_id may be exchanged in
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)  # seconds before each further delivery of an event
    status: float = 120.0  # seconds until assistant.threads.setStatus fades
    processing: float = 3600.0  # seconds until a session that says `processing` is `active` again


def read_pace(options: Mapping[str, Any]) -> Pace:
    usual = Pace()
    return Pace(
        stream_life=float(options.get("stream_life_seconds", usual.stream_life)),
        ack=float(options.get("ack_seconds", usual.ack)),
        trigger=float(options.get("trigger_id_seconds", usual.trigger)),
        retries=tuple(float(each) for each in options.get("event_retry_seconds", usual.retries)),
        status=float(options.get("thread_status_seconds", usual.status)),
        processing=float(options.get("processing_seconds", usual.processing)),
    )
