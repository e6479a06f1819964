"""Delivery to a request URL: signed with the app's secret, acknowledged by a 2xx answer in time."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from app.local.slack.delivery.parcel import Parcel, UndeliveredError
from app.local.slack.identity import SIGNING_SECRET


class Endpoint:
    def __init__(self, url: str, ack_seconds: float) -> None:
        self.url = url
        self._session = ClientSession(timeout=ClientTimeout(total=ack_seconds))

    async def carry(self, parcel: Parcel) -> dict[str, Any] | None:
        body, content_type = _body(parcel)
        headers = {"Content-Type": content_type, **sign(body), **_retry(parcel)}
        try:
            async with self._session.post(self.url, data=body, headers=headers, allow_redirects=False) as response:
                return await _acknowledgement(response)
        except TimeoutError:
            raise UndeliveredError("http_timeout") from None
        except ClientError:
            raise UndeliveredError("connection_failed") from None

    async def close(self) -> None:
        await self._session.close()


def sign(body: bytes) -> dict[str, str]:
    """The two headers by which the app knows that Slack sent this, https://docs.slack.dev/authentication."""
    stamp = str(int(time.time()))  # real time: the app compares it with its own clock
    seal = hmac.new(SIGNING_SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={seal}"}


def _body(parcel: Parcel) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    match parcel.kind:
        case "events_api":
            return json.dumps(parcel.payload).encode(), "application/json"
        case "interactive":
            return urlencode({"payload": json.dumps(parcel.payload)}).encode(), form
        case "slash_commands":
            return urlencode(parcel.payload).encode(), form


def _retry(parcel: Parcel) -> dict[str, str]:
    if not parcel.attempt:
        return {}
    return {"X-Slack-Retry-Num": str(parcel.attempt), "X-Slack-Retry-Reason": parcel.reason}


async def _acknowledgement(response: ClientResponse) -> dict[str, Any] | None:
    if not 200 <= response.status < 300:
        raise UndeliveredError("http_error", is_final=response.headers.get("X-Slack-No-Retry") == "1")
    text = await response.text()
    if response.content_type == "application/json":
        answer = json.loads(text or "null")
        return answer if isinstance(answer, dict) else None
    return {"text": text} if text.strip() else None
