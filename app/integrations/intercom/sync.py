"""What is read of Intercom: what matters once a night, what has changed in between; each matter once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from app.integrations.errors import KeyRefusedError
from app.integrations.filling import Found
from app.integrations.intercom import queries
from app.integrations.intercom.client import Intercom, Json, Kind
from app.integrations.intercom.people import People
from app.integrations.intercom.rows import Workspace, has_ticket, read_conversation, read_ticket
from app.integrations.picking import text
from app.integrations.ticketing import Gone, Page

_KINDS: tuple[Kind, Kind] = ("conversations", "tickets")


class Reading:
    def __init__(self, intercom: Intercom) -> None:
        self._intercom = intercom
        self.people = People(intercom)
        self._workspace: Workspace | None = None

    async def pages(self, since: datetime | None, now: datetime) -> AsyncIterator[Page]:
        if since is None:
            await self.people.refresh()
        workspace, days = await self.workspace(), self._intercom.settings.closed_days
        for kind in _KINDS:
            wanted = queries.everything(kind, now, days) if since is None else queries.changed(kind, since)
            async for page in self._intercom.search(kind, wanted):
                await self.people.know(page)
                yield [self._read(kind, item, workspace) for item in page]

    async def one(self, kind: Kind, item: Json) -> Found | None:
        await self.people.know((item,))
        read = read_ticket if kind == "tickets" else read_conversation
        return read(item, self.people, await self.workspace())

    async def workspace(self) -> Workspace:
        """Raises KeyRefusedError where the token is of no workspace."""
        if self._workspace is None:
            app, settings = text(await self._intercom.me(), "app", "id_code"), self._intercom.settings
            if app is None:
                raise KeyRefusedError("Intercom does not say of which workspace the token is", "Make a new one")
            self._workspace = Workspace(f"{settings.links_url}/a/apps/{app}/conversations", settings)
        return self._workspace

    def _read(self, kind: Kind, item: Json, workspace: Workspace) -> Found | Gone | None:
        if kind == "tickets":
            return read_ticket(item, self.people, workspace)
        found = read_conversation(item, self.people, workspace)
        return Gone(found.ticket["id"]) if found and has_ticket(item) else found
