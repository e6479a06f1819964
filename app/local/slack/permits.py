"""What an interaction lets the app do for a short while: open a view (trigger_id) and answer (response_url)."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from app.local.slack.refusal import RefusedError

RESPONSE_USES = 5  # https://docs.slack.dev/interactivity/handling-user-interaction
RESPONSE_SECONDS = 30 * 60


@dataclass
class Trigger:
    user: str
    given: float  # time.monotonic()
    is_used: bool = False


@dataclass
class ResponseUrl:
    user: str
    channel: str
    message_ts: str | None  # what replace_original and delete_original mean; None after a command
    thread_ts: str | None
    given: float
    uses: int = 0


@dataclass
class Permits:
    trigger_seconds: float
    triggers: dict[str, Trigger] = field(default_factory=dict)
    responses: dict[str, ResponseUrl] = field(default_factory=dict)

    def give_trigger(self, user: str) -> str:
        key = f"{len(self.triggers) + 1}.{int(time.time())}.{secrets.token_hex(8)}"
        self.triggers[key] = Trigger(user, time.monotonic())
        return key

    def exchange(self, key: str) -> Trigger:
        trigger = self.triggers.get(key)
        if trigger is None:
            raise RefusedError("invalid_trigger_id")
        if trigger.is_used:
            raise RefusedError("exchanged_trigger_id")
        if time.monotonic() - trigger.given > self.trigger_seconds:
            raise RefusedError("expired_trigger_id")
        trigger.is_used = True
        return trigger

    def give_response(
        self, user: str, channel: str, message_ts: str | None = None, thread_ts: str | None = None
    ) -> str:
        key = secrets.token_hex(12)
        self.responses[key] = ResponseUrl(user, channel, message_ts, thread_ts, time.monotonic())
        return key

    def use_response(self, key: str) -> ResponseUrl:
        response = self.responses.get(key)
        if response is None or time.monotonic() - response.given > RESPONSE_SECONDS:
            raise RefusedError("expired_url")
        if response.uses >= RESPONSE_USES:
            raise RefusedError("used_url")
        response.uses += 1
        return response
