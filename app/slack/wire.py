"""Calls to Slack and what their failures mean. Nothing here repeats a write whose outcome is not known.

SlackError              a call of ours did not do what it should
├── SlackRefusedError   Slack said no: it did not happen
├── SlackUnreachedError it was never sent, or Slack had no room for it: it did not happen, and may be tried again
└── SlackSilentError    it was sent and no answer came: it may have happened, so look before repeating it
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.core.errors import ThreadworkError

Answer = Mapping[str, Any]

PATIENCE = 90.0  # seconds a call waits for room under Slack's limits; a full minute's quota comes back in 60
APART = 1.2  # seconds between calls once Slack said that it is too much: 50 a minute, and one message a second
READS = 3  # tries of a read whose connection failed
TIMEOUT = 30.0  # seconds until a call counts as unanswered
# Slack says ok: false with these where it does not know itself whether it did the work.
UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable", "team_added_to_org"})
BAD_TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_expired", "token_revoked"})


class SlackError(ThreadworkError):
    def __init__(self, method: str, text: str) -> None:
        super().__init__(text)
        self.method = method


class SlackRefusedError(SlackError):
    def __init__(self, method: str, code: str, details: str = "") -> None:
        more = f" ({details})" if details else ""
        token = "SLACK_APP_TOKEN" if method == "apps.connections.open" else "SLACK_BOT_TOKEN"
        remedy = f"Check {token}. " if code in BAD_TOKEN else ""
        super().__init__(
            method, f"Slack refused {method} with {code!r}{more}. {remedy}`threadwork doctor` says what to do."
        )
        self.code = code


class SlackUnreachedError(SlackError):
    pass


class SlackSilentError(SlackError):
    pass


@dataclass(frozen=True)
class Me:
    """Who the bot is, from auth.test."""

    team: str
    user: str
    bot: str
    url: str  # of the workspace, with a slash at the end

    def wrote(self, message: Mapping[str, Any]) -> bool:
        return message.get("bot_id") == self.bot or message.get("user") == self.user


class Wire:
    def __init__(self, client: AsyncWebClient) -> None:
        assert not client.retry_handlers, "the SDK's default handlers repeat writes: pass retry_handlers=[]"
        self._client = client
        self._free_at: dict[tuple[str, str], float] = {}  # (method, channel) → when Slack said to come back
        self._me: Me | None = None

    async def me(self) -> Me:
        if self._me is None:
            answer = await self.read("auth.test")
            self._me = Me(answer["team_id"], answer["user_id"], answer.get("bot_id") or "", answer.get("url") or "")
        return self._me

    async def act(self, method: str, *, patience: float = PATIENCE, **arguments: Any) -> Answer:
        """A write, sent once; only a 429, with which nothing happened, is waited out and sent again."""
        return await self._call(method, arguments, patience, json=_given(arguments))

    async def read(self, method: str, *, patience: float = PATIENCE, **arguments: Any) -> Answer:
        """A read, repeated where its connection fails. As a form: Slack's read methods take no JSON."""
        form = {name: _spelled(value) for name, value in _given(arguments).items()}
        for last in (False,) * (READS - 1) + (True,):
            try:
                return await self._call(method, arguments, patience, data=form)
            except (SlackUnreachedError, SlackSilentError):
                if last:
                    raise
                await asyncio.sleep(0.2)
        raise AssertionError("the last try returns or raises")

    async def _call(self, method: str, arguments: Answer, patience: float, **body: Any) -> Answer:
        key, end = (method, str(arguments.get("channel") or "")), time.monotonic() + patience
        while True:
            await self._room(key, end)
            try:
                response = await self._client.api_call(method, **body)
            except SlackApiError as error:
                pause = _retry_after(error)
                if pause is None:
                    raise _named(method, error) from error
                self._free_at[key] = max(self._free_at.get(key, 0.0), time.monotonic() + pause)
            except aiohttp.ClientConnectorError as error:
                raise SlackUnreachedError(method, f"Slack cannot be reached for {method}: {error}") from error
            except (aiohttp.ClientError, TimeoutError) as error:
                raise SlackSilentError(method, f"Slack did not answer {method}: {error!r}") from error
            else:
                answer: Answer = response.data if isinstance(response.data, dict) else {}
                return answer

    async def _room(self, key: tuple[str, str], end: float) -> None:
        """After a 429 all who want the same go one by one, in the order of asking, not all at once again."""
        now, mine = time.monotonic(), self._free_at.get(key, 0.0)
        if mine <= now:
            return
        if mine > end:
            raise SlackUnreachedError(key[0], f"Slack has no room for {key[0]} in the next {mine - now:.0f} seconds.")
        self._free_at[key] = mine + APART
        await asyncio.sleep(mine - now)


def _given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _status(error: SlackApiError) -> int:
    response = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)


def _retry_after(error: SlackApiError) -> float | None:
    """The seconds that Slack asks us to wait; None where it was no rate limit."""
    if _status(error) != 429:
        return None
    headers = getattr(error.response, "headers", {})
    named = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(named) if str(named).isdigit() else 30.0


def _named(method: str, error: SlackApiError) -> SlackError:
    answer = getattr(error.response, "data", None)
    answer = answer if isinstance(answer, dict) else {}
    code = str(answer.get("error") or "")
    if _status(error) >= 500 or not code or code in UNSURE:
        return SlackSilentError(method, f"Slack answered {method} with {_status(error)} {code}: it may have happened.")
    details = answer.get("errors") or answer.get("response_metadata", {}).get("messages") or []
    needed = [f"needs {answer['needed']}"] if answer.get("needed") else []
    return SlackRefusedError(method, code, "; ".join(map(str, [*details, *needed])))
