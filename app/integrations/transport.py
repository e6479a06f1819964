"""The wire to a vendor that speaks JSON over HTTP: one pool, time-outs, a pace, and repeats only where they are safe.

It knows no vendor; a client in a vendor's folder says what to ask. Nothing it raises or logs holds a secret.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import httpx2
import orjson

from app.integrations.errors import (
    LONGEST_WAIT,
    BrokenError,
    DailyLimitError,
    KeyRefusedError,
    RecordGoneError,
    RequestRefusedError,
    ScopeMissingError,
    TooFastError,
    UnreachableError,
    VendorError,
    patience,
)
from app.integrations.pace import Pace, Pause

CONNECT, READ = 5.0, 30.0  # seconds
LARGEST = 64 * 1024 * 1024  # bytes; a page of 5,000 issues has about a tenth
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Query = Mapping[str, str | int | list[str]]


@dataclass(frozen=True)
class Vendor:
    """Whom we speak to, as errors name it."""

    name: str
    key: str  # where a key that works comes from, and in which variables it stands
    rights: str  # where to give the key more rights
    url_variable: str
    pace_variable: str
    status_page: str
    reason: Callable[[Any], str]  # what the vendor says in a refusal's body


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, without headers, so without secrets: what `record` gets."""

    method: str
    path: str
    query: Mapping[str, Any]
    body: Any
    status: int
    answer: Any


class Transport:
    def __init__(
        self,
        vendor: Vendor,
        base_url: str,
        headers: Mapping[str, str],
        pace: Pace,
        *,
        secrets: tuple[str, ...],
        pause: Pause = asyncio.sleep,
        timeouts: tuple[float, float] = (CONNECT, READ),
        record: Callable[[Exchange], None] | None = None,
    ) -> None:
        self._vendor, self._url, self._pace, self._pause = vendor, base_url, pace, pause
        self._headers = {"Accept": "application/json", **headers}
        self._secrets, self._timeouts, self._record = secrets, timeouts, record
        self._http: httpx2.AsyncClient | None = None

    async def ask(
        self,
        what: str,
        method: Method,
        path: str,
        *,
        query: Query | None = None,
        body: Any = None,
        repeatable: bool | None = None,
    ) -> Any:
        """The answer's JSON; None where it has no body. `what` is what we do, such as "reading CS-7".

        After a lost answer only what is repeatable is asked again: a GET, and what is declared so, such as a POST that
        only searches. Anything else is repeated only where it certainly did not happen.
        """
        repeatable = method == "GET" if repeatable is None else repeatable
        tries = 0
        while True:
            await self._pace.turn()
            tries += 1
            try:
                return await self._once(what, method, path, query or {}, body)
            except VendorError as error:
                wait = patience(error, tries)
                if wait is None or (error.may_have_happened and not repeatable):
                    raise
            await self._pause(wait)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    async def _once(self, what: str, method: str, path: str, query: Query, body: Any) -> Any:
        content = None if body is None else orjson.dumps(body)
        headers = {} if body is None else {"Content-Type": "application/json"}
        try:
            async with self._opened().stream(
                method, path, params=dict(query), content=content, headers=headers
            ) as response:
                raw = await self._read(what, response)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._unheard(what, error) from None
        answer = _parse(raw)
        if self._record:
            self._record(Exchange(method, path, dict(query), body, response.status_code, answer))
        if not response.is_success:
            raise self._refusal(what, response, answer)
        if answer is _UNREADABLE:
            raise BrokenError(f"{self._vendor.name}'s answer to {what} is no JSON", self._is_the_url_right())
        return answer

    async def _read(self, what: str, response: httpx2.Response) -> bytes:
        parts, size = [], 0
        async for part in response.aiter_bytes():
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                raise BrokenError(
                    f"{self._vendor.name}'s answer to {what} is larger than {LARGEST >> 20} MB",
                    self._is_the_url_right(),
                )
        return b"".join(parts)

    def _opened(self) -> httpx2.AsyncClient:
        if self._http is None:
            connect, read = self._timeouts
            timeout = httpx2.Timeout(read, connect=connect)
            self._http = httpx2.AsyncClient(base_url=self._url, headers=self._headers, timeout=timeout)
        return self._http

    def _refusal(self, what: str, response: httpx2.Response, answer: Any) -> VendorError:
        """The error that an answer other than 2xx means."""
        it, status = self._vendor, response.status_code
        words = self._without_secrets(it.reason(answer))[:400].rstrip(". ") or "without a reason"
        doing, after = f"{it.name} answered {status} to {what}", _wait_asked(response.headers)
        if status == 401:
            return KeyRefusedError(f"{doing}: it does not accept the key ({words})", it.key)
        if status == 403:
            return ScopeMissingError(f"{doing}: the key may not do this ({words})", it.rights)
        if status in (404, 410):
            return RecordGoneError(f"{doing}: {words}", f"It may be deleted or hidden from the key: look in {it.name}")
        if status == 429:
            return self._limited(doing, response.headers.get("RateLimit-Reason", ""), after)
        if status >= 500:
            told = f"{doing}: it is in trouble itself ({words})"
            return BrokenError(told, f"See {it.status_page}; the next sync tries again", after=after)
        if status < 400:
            return RequestRefusedError(f"{doing}: it points elsewhere", self._is_the_url_right())
        return RequestRefusedError(f"{doing}: {words}", "Correct what was asked")

    def _limited(self, doing: str, policy: str, after: float | None) -> VendorError:
        told = f"{doing}: too many calls ({policy or 'no reason named'})"
        if after is not None and after > LONGEST_WAIT:
            return DailyLimitError(
                f"{told}, and asks to wait {after / 60:.0f} minutes",
                "Until then its last rows are used; see which app of yours uses the quota",
                policy=policy,
            )
        remedy = f"If it stays so, other apps share the limit: lower {self._vendor.pace_variable}"
        return TooFastError(told, remedy, after=after, policy=policy)

    def _unheard(self, what: str, error: Exception) -> VendorError:
        it, name = self._vendor, type(error).__name__
        if isinstance(error, (*_UNSENT, httpx2.InvalidURL)):
            return UnreachableError(
                f"{it.name} cannot be reached at {self._url!r} for {what} ({name})",
                f"Check the network, any proxy, and {it.url_variable}",
                may_have_happened=False,
            )
        return UnreachableError(
            f"{it.name} at {self._url!r} did not answer {what} ({name})",
            f"See {it.status_page}",
            may_have_happened=True,
        )

    def _is_the_url_right(self) -> str:
        return f"Is {self._vendor.url_variable} {self._url!r} right?"

    def _without_secrets(self, words: str) -> str:
        for secret in self._secrets:
            words = words.replace(secret, "[the key]")
        return words


_UNREADABLE = object()


def _parse(raw: bytes) -> Any:
    try:
        return orjson.loads(raw) if raw.strip() else None
    except orjson.JSONDecodeError:
        return _UNREADABLE


def _wait_asked(headers: Mapping[str, str]) -> float | None:
    """Seconds that a refusal asks us to wait: Retry-After, or until the moment at which the limit begins anew."""
    if (asked := headers.get("Retry-After", "")).isdecimal():
        return float(asked)
    reset, sent = headers.get("X-RateLimit-Reset", ""), _seconds_of(headers.get("Date", ""))
    if reset.isdecimal() and sent is not None:  # both by the vendor's clock, so ours may be wrong
        return max(0.1, float(reset) - sent)
    return None


def _seconds_of(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except ValueError:
        return None
