"""`webhook`: a signed JSON post to the trigger's own path. What is not signed with its secret starts nothing.

202 it was taken · 400 no JSON · 401 no valid signature · 404 no such trigger · 409 it came before · 413 too large
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from app.core.errors import ThreadworkError
from app.core.kinds import WebhookTrigger
from app.core.occasions import Occasion
from app.triggers.kinds import Needs, Running

log = logging.getLogger(__name__)

LARGEST = 256 * 1024  # bytes
CHUNK = 64 * 1024  # bytes
SHORTEST = 16  # characters of a secret; less can be guessed
OLDEST = 300  # seconds of real time between a signed timestamp and ours, as Slack and Stripe have it


class SecretError(ThreadworkError):
    pass


def run(triggers: Sequence[WebhookTrigger], needs: Needs) -> Running:
    secrets = {each.name: _secret(each, needs.environment) for each in triggers if each.is_on}
    hooks = Hooks({each.name: each for each in triggers if each.is_on}, secrets, needs)
    return Running(routes=(web.post("/hooks/{name}", hooks.serve),))


def _secret(trigger: WebhookTrigger, environment: Mapping[str, str]) -> bytes:
    secret = environment.get(trigger.secret, "")
    if len(secret) < SHORTEST:
        raise SecretError(
            f"The webhook {trigger.name!r} needs its secret in the variable {trigger.secret}: at least {SHORTEST} "
            "characters, the same as its sender has. Set it, or write `enabled: false` in triggers.yaml."
        )
    return secret.encode()


class Hooks:
    def __init__(self, triggers: Mapping[str, WebhookTrigger], secrets: Mapping[str, bytes], needs: Needs) -> None:
        self._triggers, self._secrets, self._needs = triggers, secrets, needs

    async def serve(self, request: web.Request) -> web.Response:
        trigger = self._triggers.get(request.match_info["name"])
        if trigger is None:
            return _answer(404, "there is no such webhook")
        body = await _read(request)
        if body is None:
            return _answer(413, f"a payload may have {LARGEST} bytes")
        if problem := unsigned(trigger, self._secrets[trigger.name], request.headers, body, time.time()):
            log.warning("a post to %s is refused: %s", trigger.path, problem)
            return _answer(401, problem)
        payload = _payload(body)
        if payload is None:
            return _answer(400, "the payload is no JSON object")
        return await self._fire(trigger, request, body, payload)

    async def _fire(
        self, trigger: WebhookTrigger, request: web.Request, body: bytes, payload: Mapping[str, Any]
    ) -> web.Response:
        named = request.headers.get(trigger.delivery_header, "") if trigger.delivery_header else ""
        key = hashlib.sha256(named.encode() or body).hexdigest()[:32]
        sources = (f"the webhook {trigger.name}",)
        occasion = Occasion(key, self._needs.clock.now(), payload, sources)
        if not await self._needs.occurring.happen(trigger, occasion):
            return _answer(409, "this delivery came before")
        return web.json_response({"ok": True}, status=202)


def unsigned(trigger: WebhookTrigger, secret: bytes, headers: Mapping[str, str], body: bytes, now: float) -> str:
    """Why it is not to be believed; empty where it is signed. `now`: real time, since senders know no other."""
    given = headers.get(trigger.signature_header, "")
    signed = body
    if trigger.timestamp_header:
        stamp = headers.get(trigger.timestamp_header, "")
        if not stamp.isdecimal() or len(stamp) > 12 or abs(now - int(stamp)) > OLDEST:
            return f"{trigger.timestamp_header} is missing, or more than {OLDEST} seconds from now"
        signed = stamp.encode() + b"." + body
    expected = hmac.new(secret, signed, hashlib.sha256).hexdigest()
    is_right = hmac.compare_digest(given.lower().removeprefix("sha256=").encode("utf-8", "replace"), expected.encode())
    return (
        "" if is_right else f"{trigger.signature_header} is not the body's HMAC-SHA256 with the shared secret, in hex"
    )


async def _read(request: web.Request) -> bytes | None:
    """None where it is too large, however long it says it is."""
    if (request.content_length or 0) > LARGEST:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(CHUNK):
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _payload(body: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _answer(status: int, error: str) -> web.Response:
    return web.json_response({"ok": False, "error": error}, status=status)
