"""The wire to Intercom: one method a question, plain JSON out, every failure a `VendorError`.

It names its version with every request, for without one Intercom answers in whatever the workspace chose. It knows
nothing of the snapshot or of tools.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Literal

from app.integrations.errors import RequestRefusedError
from app.integrations.intercom.settings import Settings
from app.integrations.pace import Pace, Pause
from app.integrations.picking import records, text
from app.integrations.transport import Exchange, Transport, Vendor

Json = dict[str, Any]
Kind = Literal["conversations", "tickets"]
VERSION = "2.15"
PAGE = 150  # the most that Intercom gives at once
IDS_AT_ONCE = 50  # ids in one IN; more make the query slow
LONGEST_NOTE = 30_000  # characters


class Intercom:
    """One app's conversation with one workspace. Close it at the end."""

    def __init__(
        self, settings: Settings, pause: Pause = asyncio.sleep, record: Callable[[Exchange], None] | None = None
    ) -> None:
        self.settings = settings
        token = settings.access_token.get_secret_value()
        self._wire = Transport(
            VENDOR,
            settings.base_url,
            {"Authorization": f"Bearer {token}", "Intercom-Version": VERSION},
            Pace(settings.calls_in_ten_seconds, 10.0),
            secrets=(token,),
            pause=pause,
            record=record,
        )

    async def search(self, kind: Kind, query: Json, size: int = PAGE) -> AsyncIterator[list[Json]]:
        """Pages of conversations, without what was said in them, or of tickets, with it."""
        async for page in self._followed(f"searching {kind}", f"/{kind}/search", query, kind, size):
            yield page

    async def contacts(self, ids: Sequence[str]) -> list[Json]:
        """These people; who was deleted is left out."""
        found: list[Json] = []
        for start in range(0, len(ids), IDS_AT_ONCE):
            query = {"field": "id", "operator": "IN", "value": list(ids[start : start + IDS_AT_ONCE])}
            async for page in self._followed("reading contacts", "/contacts/search", query, "data", IDS_AT_ONCE):
                found += page
        return found

    async def companies(self) -> AsyncIterator[list[Json]]:
        """All of them by a scroll, of which a workspace has one at a time, for a minute."""
        scroll: dict[str, str] = {}
        while True:
            page = await self._wire.ask("reading companies", "GET", "/companies/scroll", query=scroll)
            found = records(page, "data")
            yield found
            token = text(page, "scroll_param", longest=1000)
            if not found or not token:
                return
            scroll = {"scroll_param": token}

    async def a_company(self) -> bool:
        """Whether there is any that may be read. A scroll would be in the way of the next one for a minute."""
        asked = {"page": 1, "per_page": 1}
        page = await self._wire.ask("reading companies", "POST", "/companies/list", query=asked, repeatable=True)
        return bool(records(page, "data"))

    async def company(self, id_: str) -> Json:
        return await self._object(f"reading the company {id_}", f"/companies/{id_}")

    async def conversation(self, id_: str) -> Json:
        """With its parts, as Intercom keeps them: the last 500."""
        return await self._object(f"reading the conversation {id_}", f"/conversations/{id_}")

    async def ticket(self, id_: str) -> Json:
        return await self._object(f"reading the ticket {id_}", f"/tickets/{id_}")

    async def admins(self) -> list[Json]:
        return records(await self._object("listing teammates", "/admins"), "admins")

    async def me(self) -> Json:
        return await self._object("reading whose token it is", "/me")

    async def note(self, kind: Kind, id_: str, words: str, admin_id: str) -> Json:
        """An internal note, which the customer never sees, in the name of a teammate. Never repeated: look first."""
        if not words.strip() or len(words) > LONGEST_NOTE:
            told = f"A note of {len(words)} characters cannot be added to {id_}"
            raise RequestRefusedError(told, f"Write 1 to {LONGEST_NOTE}")
        body = {"message_type": "note", "type": "admin", "admin_id": admin_id, "body": words}
        made = await self._wire.ask(f"adding a note to {id_}", "POST", f"/{kind}/{id_}/reply", body=body)
        return made if isinstance(made, dict) else {}

    async def close(self) -> None:
        await self._wire.close()

    async def _followed(self, what: str, path: str, query: Json, key: str, size: int) -> AsyncIterator[list[Json]]:
        pages: Json = {"per_page": size}
        while True:
            body = {"query": query, "pagination": pages}
            page = await self._wire.ask(what, "POST", path, body=body, repeatable=True)
            yield records(page, key)
            after = text(page, "pages", "next", "starting_after", longest=10_000)
            if not after or after == pages.get("starting_after"):
                return
            pages = {"per_page": size, "starting_after": after}

    async def _object(self, what: str, path: str) -> Json:
        answer = await self._wire.ask(what, "GET", path)
        return answer if isinstance(answer, dict) else {}


def _reason(body: Any) -> str:
    errors = records(body, "errors")
    return "; ".join(filter(None, (text(error, "message") or text(error, "code") for error in errors)))


VENDOR = Vendor(
    name="Intercom",
    key="In Intercom → Settings → Integrations → Developer Hub → your app copy the token to INTERCOM_ACCESS_TOKEN",
    rights="In the Developer Hub give your app the permissions to read conversations, tickets, people and companies",
    url_variable="INTERCOM_BASE_URL",
    pace_variable="INTERCOM_CALLS_IN_TEN_SECONDS",
    status_page="www.intercomstatus.com",
    reason=_reason,
)
