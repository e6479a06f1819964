"""The wire to HubSpot: one method a question, plain JSON out, every failure a `VendorError`.

Waits for its turn, repeats what may be repeated, and runs the blocking library in threads. It knows nothing of the
snapshot or of tools.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from app.integrations.errors import BrokenError, UnreachableError, VendorError, patience
from app.integrations.hubspot.errors import refusal
from app.integrations.hubspot.settings import Settings
from app.integrations.hubspot.vendor import Timeouts, close_library, open_library
from app.integrations.pace import Pace, Pause

Json = dict[str, Any]
Call = Callable[[Any], Any]  # the library → its answer
CONNECT, READ = 5.0, 30.0  # seconds; the slowest search pages take a few
LIST_PAGE = 100
SEARCH_PAGE = 200
BATCH = 100
ASSOCIATIONS_BATCH = 1000  # since February 2025


class HubSpot:
    """One key's conversation with one portal. Close it at the end."""

    def __init__(self, settings: Settings, pause: Pause = asyncio.sleep, timeouts: Timeouts = (CONNECT, READ)) -> None:
        self.settings = settings
        self._pause, self._timeouts = pause, timeouts
        self._searches = Pace.a_second(settings.searches_a_second)
        self._others = Pace(settings.calls_in_ten_seconds, 10.0)
        self._library: Any = None
        self._opening = threading.Lock()

    async def pages(self, kind: str, properties: Sequence[str]) -> AsyncIterator[list[Json]]:
        """Every record of a kind from the primary store: it lags behind nothing and has no cap."""
        named: Json = {"limit": LIST_PAGE, "properties": list(properties)}
        async for page in self._followed(f"listing {kind}", "crm.objects.basic_api.get_page", kind, **named):
            yield page

    async def search(self, kind: str, request: Mapping[str, Any]) -> Json:
        """One page. The search index is some seconds behind the primary store."""
        call = _call("crm.objects.search_api.do_search", kind, dict(request))
        return await self._ask(f"searching {kind}", call, self._searches)

    async def read(self, kind: str, ids: Sequence[str], properties: Sequence[str]) -> list[Json]:
        """These records; archived ones are left out, a merged one answers with the winner's id."""
        found: list[Json] = []
        for some in slices(ids, BATCH):
            wanted = {"inputs": [{"id": each} for each in some], "properties": list(properties)}
            call = _call("crm.objects.batch_api.read", kind, {**wanted, "propertiesWithHistory": []})
            found += (await self._ask(f"reading {kind}", call))["results"]
        return found

    async def associated(self, kind: str, ids: Sequence[str], other: str) -> dict[str, list[str]]:
        """id → ids of the other kind, the primary one first."""
        found: dict[str, list[str]] = {}
        waiting: list[Json] = [{"id": each} for each in ids]
        while waiting:
            some, waiting = waiting[:ASSOCIATIONS_BATCH], waiting[ASSOCIATIONS_BATCH:]
            call = _call("crm.associations.v4.batch_api.get_page", kind, other, {"inputs": some})
            for each in (await self._ask(f"reading which {other} belong to {kind}", call))["results"]:
                id_ = str(each["from"]["id"])
                ordered = sorted(each["to"], key=_is_not_primary)
                found.setdefault(id_, []).extend(str(to["toObjectId"]) for to in ordered)
                if after := each.get("paging", {}).get("next", {}).get("after"):
                    waiting.append({"id": id_, "after": after})
        return found

    async def owners(self, *, archived: bool) -> list[Json]:
        named = {"limit": LIST_PAGE, "archived": str(archived).lower()}
        pages = self._followed("listing owners", "crm.owners.owners_api.get_page", **named)
        return [owner async for page in pages for owner in page]

    async def properties(self, kind: str) -> list[Json]:
        call = _call("crm.properties.core_api.get_all", kind)
        return list((await self._ask(f"reading the properties of {kind}", call))["results"])

    async def pipelines(self, kind: str) -> list[Json]:
        call = _call("crm.pipelines.pipelines_api.get_all", kind)
        return list((await self._ask(f"reading the pipelines of {kind}", call))["results"])

    async def account(self) -> Json:
        """The portal: portalId, accountType, timeZone, uiDomain. The library has no method for it, only the wire."""
        wire = "crm.objects.basic_api.api_client.call_api"
        call = _call(wire, "/account-info/v3/details", "GET", {}, [], {}, auth_settings=["oauth2"])
        return await self._ask("reading the account", call)

    async def create(self, kind: str, record: Mapping[str, Any]) -> Json:
        """A new record. Never repeated where it may have been made: HubSpot knows no idempotency key, so look first."""
        call = _call("crm.objects.basic_api.create", kind, dict(record))
        return await self._ask(f"creating one of {kind}", call, is_repeatable=False)

    async def update(self, kind: str, id_: str, properties: Mapping[str, str]) -> Json:
        """Absolute values; "" empties a property. Not repeated either: somebody may have changed it in between."""
        call = _call("crm.objects.basic_api.update", kind, id_, {"properties": dict(properties)})
        return await self._ask(f"changing one of {kind}", call, is_repeatable=False)

    async def archive(self, kind: str, id_: str) -> None:
        """Into HubSpot's recycle bin; done twice it is done."""
        await self._ask(f"archiving one of {kind}", _call("crm.objects.basic_api.archive", kind, id_))

    async def close(self) -> None:
        if self._library is not None:
            close_library(self._library)
            self._library = None

    async def _followed(self, what: str, method: str, *given: Any, **named: Any) -> AsyncIterator[list[Json]]:
        after: str | None = None
        while True:
            page = await self._ask(what, _call(method, *given, **named, **({"after": after} if after else {})))
            yield page["results"]
            after = page.get("paging", {}).get("next", {}).get("after")
            if not after:
                return

    async def _ask(self, what: str, call: Call, pace: Pace | None = None, *, is_repeatable: bool = True) -> Json:
        tries = 0
        while True:
            await (pace or self._others).turn()
            tries += 1
            try:
                return await self._once(what, call)
            except VendorError as error:
                wait = patience(error, tries)
                if wait is None or (error.may_have_happened and not is_repeatable):
                    raise
            await self._pause(wait)

    async def _once(self, what: str, call: Call) -> Json:
        try:
            answer: Json = await asyncio.to_thread(lambda: call(self._opened()))
        except _RefusedAnswer as refused:
            secret = self.settings.access_token.get_secret_value()
            raise refusal(what, refused.status, refused.headers, refused.body, secret) from None
        except _LostAnswer as lost:
            raise _unheard(what, self.settings.base_url, lost.reason) from None
        return answer

    def _opened(self) -> Any:
        """Called in threads."""
        with self._opening:
            if self._library is None:
                it = self.settings
                token = it.access_token.get_secret_value()
                self._library = open_library(
                    token, it.base_url, it.api_version, self._timeouts, _RefusedAnswer, _LostAnswer
                )
            return self._library


class _RefusedAnswer(Exception):  # noqa: N818  # inside this file only, on its way to a VendorError
    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body


class _LostAnswer(Exception):  # noqa: N818
    def __init__(self, reason: Exception) -> None:
        self.reason = reason


def slices(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _call(method: str, *given: Any, **named: Any) -> Call:
    """A method of the library by its dotted name, with its arguments."""
    return lambda library: attrgetter(method)(library)(*given, **named)


def _is_not_primary(to: Mapping[str, Any]) -> bool:
    return all(each.get("label") != "Primary" for each in to["associationTypes"])


def _unheard(what: str, url: str, reason: Exception) -> VendorError:
    """No usable answer: whether we reached HubSpot decides whether a write may have happened."""
    if isinstance(reason, ValueError):
        return BrokenError(f"HubSpot's answer to {what} is no JSON", f"Is HUBSPOT_BASE_URL {url!r} right?")
    name = type(reason).__name__
    if name in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "SSLError", "ApiException"):
        told, remedy = f"HubSpot cannot be reached at {url!r} for {what} ({name})", "Check the network, any proxy, and "
        return UnreachableError(told, f"{remedy}HUBSPOT_BASE_URL", may_have_happened=False)
    return UnreachableError(
        f"HubSpot at {url!r} did not answer {what} ({name})", "See status.hubspot.com", may_have_happened=True
    )
