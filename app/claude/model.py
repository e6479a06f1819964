"""The call itself: one streamed request, every failure a value. Retries are scheduled by the caller, not slept here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

from app.claude.blocks import Assembly, BadReplyError, Event, FailedMidwayError, called_in, read_event
from app.claude.failures import Failure, failure_of, kind_of
from app.claude.frame import frame
from app.claude.request import BETAS, LARGER, MAX_TOKENS, to_request
from app.core.agents import Agent, Catalog
from app.core.entries import Faltered, Framed, Replied
from app.core.ports import Clock, Live
from app.core.sessions import Session, Turn
from app.core.tools import ToolSpec

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic, AsyncStream

log = logging.getLogger(__name__)

NO_KEY = "No model is connected: set ANTHROPIC_API_KEY. The daily list and its buttons work without one."
CUT = "cut inside a call"


class ClaudeModel:
    """Implements the Model port. The vendor's package is imported at the first call: it costs 0.8 s and 75 MB."""

    def __init__(self, key: str | None, base_url: str | None, clock: Clock) -> None:
        self._key, self._base_url, self._clock = key, base_url, clock
        self._client: AsyncAnthropic | None = None
        self._starting = asyncio.Lock()

    def frame(self, catalog: Catalog, tools: Mapping[str, ToolSpec]) -> Framed:
        return frame(catalog, tools)

    async def reply(self, session: Session, turn: Turn, agent: Agent, live: Live) -> Replied | Faltered:
        attempt = turn.faltered.attempt + 1 if turn.faltered else 1
        if self._key is None:
            return Faltered(turn=turn.id, attempt=attempt, reason=NO_KEY)
        room = LARGER if turn.faltered and turn.faltered.detail == CUT else MAX_TOKENS
        request = to_request(session, turn, agent, room)
        try:
            assembly, request_id = await self._stream(request, live)
            return _replied(assembly, request_id, session, turn, agent)
        except BadReplyError as error:
            failure = failure_of("broken", str(error), attempt)
        except Exception as error:
            read = _read_failure(error, attempt)
            if read is None:
                raise
            failure = read
        log.warning("model call of %s failed (try %d): %s", session.id, attempt, failure.detail)
        retry_at = self._clock.now() + failure.retry_in if failure.retry_in else None
        return Faltered(
            turn=turn.id, attempt=attempt, reason=failure.reason, detail=failure.detail[:2000], retry_at=retry_at
        )

    async def _stream(self, request: dict[str, Any], live: Live) -> tuple[Assembly, str]:
        client = await self._connect()
        assembly = Assembly()
        stream = await client.beta.messages.create(**request, betas=list(BETAS))
        async with stream:
            async for event in _events(stream):
                if text := assembly.add(event):
                    await live.text(text)
                if called := called_in(event):
                    await live.working(called)
        return assembly, stream.response.headers.get("request-id", "")

    async def _connect(self) -> AsyncAnthropic:
        async with self._starting:
            if self._client is None:
                self._client = await asyncio.to_thread(_client, self._key or "", self._base_url)
        return self._client

    async def close(self) -> None:
        if self._client:
            await self._client.close()


def _client(key: str, base_url: str | None) -> AsyncAnthropic:
    import httpx2
    from anthropic import AsyncAnthropic, DefaultAioHttpClient

    # A live stream pings every few seconds, so a minute of silence is a dead one.
    timeout = httpx2.Timeout(connect=5, read=60, write=30, pool=30)
    http = DefaultAioHttpClient(timeout=timeout)  # which Slack's client has loaded already; half the CPU of the other
    return AsyncAnthropic(api_key=key, base_url=base_url, max_retries=0, timeout=timeout, http_client=http)


async def _events(stream: AsyncStream[Any]) -> AsyncIterator[Event]:
    """As the wire has them: the blocks go back as they came, and made into the SDK's types they cost twice as much."""
    async for sent in stream.raw_events(stream.response):
        if not sent.data:
            continue
        event = read_event(sent.data)
        if event.get("type") == "error":
            raise FailedMidwayError(event)
        yield event


def _replied(assembly: Assembly, request_id: str, session: Session, turn: Turn, agent: Agent) -> Replied | Faltered:
    attempt = turn.faltered.attempt + 1 if turn.faltered else 1
    if assembly.stop_reason == "refusal":
        reason = "Claude declined to answer this. Say it differently, or ask for something else."
        return Faltered(turn=turn.id, attempt=attempt, reason=reason, detail=str(assembly.stop_details))
    if assembly.stop_reason == "max_tokens" and assembly.blocks and assembly.blocks[-1].get("type") == "tool_use":
        raise BadReplyError(CUT)
    return Replied(
        turn=turn.id,
        agent=agent.name,
        model=agent.model,
        blocks=assembly.finish(),
        stop_reason=assembly.stop_reason or "",
        usage=assembly.counted(),
        request_id=request_id,
        seen=session.seq,
    )


def _read_failure(error: Exception, attempt: int) -> Failure | None:
    """None: not the model's failure but ours."""
    import httpx2
    from anthropic import APIConnectionError, APIError, APIStatusError

    if isinstance(error, APIStatusError):
        kind = kind_of(error.status_code, error.body)
        return failure_of(
            kind, f"{error.status_code} {error.message}", attempt, error.response.headers.get("retry-after")
        )
    if isinstance(error, APIConnectionError | httpx2.TransportError):
        return failure_of("broken", f"{type(error).__name__}: {error}", attempt)
    if isinstance(error, FailedMidwayError):
        return failure_of(kind_of(200, error.event), str(error), attempt)
    if isinstance(error, APIError):
        return failure_of(kind_of(200, error.body), str(error), attempt)
    return None
