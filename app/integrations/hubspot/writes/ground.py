"""What every write here stands on: the portal that is meant, its properties and owners as they are, live records."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

from app.integrations.hubspot.client import HubSpot, Json
from app.integrations.hubspot.directory import Owner, read_owners
from app.integrations.hubspot.errors import WrongPortalError
from app.integrations.hubspot.kinds import KINDS, Fields
from app.integrations.hubspot.writes.definitions import Definition, read_definition
from app.integrations.plug import Setting

T = TypeVar("T")
KEPT = 600.0  # seconds of real time: an admin's new option is there ten minutes later
TYPE_IDS = {kind.name: kind.type_id for kind in KINDS}
STAGES = {"deals": ("pipeline", "dealstage"), "tickets": ("hs_pipeline", "hs_pipeline_stage")}


class Ground:
    def __init__(self, hubspot: HubSpot, fields: Fields, setting: Setting) -> None:
        self.hubspot, self.fields, self.setting = hubspot, fields, setting
        self._kept: dict[str, tuple[float, Any]] = {}
        self._is_right = False

    async def check_portal(self) -> None:
        """Raises WrongPortalError before anything is written to a portal that nobody meant."""
        if self._is_right:
            return
        told, meant = int((await self.hubspot.account())["portalId"]), self.hubspot.settings.portal_id
        if told != meant:
            raise WrongPortalError(
                f"The key belongs to the portal {told}, HUBSPOT_PORTAL_ID says {meant}",
                "Nothing is written. Set the number of the portal that you mean, and a key of that portal",
            )
        self._is_right = True

    async def definitions(self, kind: str) -> Mapping[str, Definition]:
        return await self._keep(f"properties of {kind}", lambda: self._definitions(kind))

    async def stages(self, kind: str, pipeline: str) -> Definition:
        """The stage property with the stages of one pipeline: in another one they mean something else."""
        definition = (await self.definitions(kind))[STAGES[kind][1]]
        found = await self._keep(f"pipelines of {kind}", lambda: self.hubspot.pipelines(kind))
        stages = [stage for each in found if str(each["id"]) == pipeline for stage in each["stages"]]
        options = tuple((str(each["id"]), str(each["label"])) for each in stages)
        return replace(definition, options=options, others=definition.options)

    async def owners(self) -> tuple[Owner, ...]:
        return await self._keep("owners", lambda: read_owners(self.hubspot))

    async def owner_of(self, properties: Mapping[str, str | None]) -> str | None:
        """Nobody where the owner has left."""
        owner = properties.get("hubspot_owner_id") or None
        active = {each.id for each in await self.owners() if each.is_active}
        return owner if owner in active else None

    async def name_of(self, owner: str | None) -> str:
        return next((each.name or each.email for each in await self.owners() if each.id == owner), "nobody")

    async def live(self, kind: str, id_: str, names: Sequence[str]) -> Json | None:
        """A record as it is now; of one merged away the winner, with its id. None: archived, or never there."""
        found = await self.hubspot.read(kind, [id_], names)
        return found[0] if found else None

    async def around(self, kind: str, id_: str, other: str, names: Sequence[str], most: int = 100) -> list[Json]:
        """The newest records of another kind that belong to it, from the primary store, which lags behind nothing."""
        ids = (await self.hubspot.associated(kind, [id_], other)).get(id_, [])
        newest = sorted(dict.fromkeys(ids), key=int, reverse=True)[:most]
        found = await self.hubspot.read(other, newest, names) if newest else []
        return sorted(found, key=lambda each: int(each["id"]), reverse=True)

    def url(self, kind: str, id_: str) -> str:
        it = self.hubspot.settings
        return f"{it.links_url}/contacts/{it.portal_id}/record/{TYPE_IDS[kind]}/{id_}"

    async def _definitions(self, kind: str) -> Mapping[str, Definition]:
        found = {}
        for given in await self.hubspot.properties(kind):
            definition = read_definition(given)
            is_owner = given.get("referencedObjectType") == "OWNER" or definition.name == "hubspot_owner_id"
            found[definition.name] = await self._of_owners(definition) if is_owner else definition
        return found

    async def _of_owners(self, definition: Definition) -> Definition:
        owners = await self.owners()
        return replace(
            definition,
            options=tuple((each.id, each.name or each.email) for each in owners if each.is_active),
            others=tuple((each.id, f"{each.name or each.email} (left)") for each in owners if not each.is_active),
            aliases={each.email: each.id for each in owners if each.is_active and each.email},
        )

    async def _keep(self, what: str, ask: Callable[[], Awaitable[T]]) -> T:
        until, found = self._kept.get(what, (0.0, None))
        if until < time.monotonic():
            found = await ask()
            self._kept[what] = (time.monotonic() + KEPT, found)
        return cast("T", found)
