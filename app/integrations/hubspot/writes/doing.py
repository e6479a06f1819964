"""A frozen payload done, looked for and undone in HubSpot. It decides nothing about who may: that is settled before.

A payload is {do: create, kind, properties, associations, body, beside, for} or {do: update, kind, id, before, after};
`body` names the property that carries our mark, `beside` the record that a new one is found again by.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from app.core.actions import Action, Busy, Receipt, Refused, Result
from app.integrations.errors import VendorError
from app.integrations.hubspot.writes.definitions import LONGEST, Definition
from app.integrations.hubspot.writes.ground import Ground
from app.integrations.hubspot.writes.results import of_read, of_write
from app.integrations.plain_text import plain_text

Payload = Mapping[str, Any]
PLAIN_BODIES = frozenset({"hs_email_text"})  # every other body is HTML


class Doing:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def act(self, action: Action, key: str) -> Result:
        payload, definitions = action.payload, dict[str, Definition]()
        try:
            await self._ground.check_portal()
            definitions |= await self._ground.definitions(payload["kind"])
            if why := await self._has_moved(action):
                return Refused(why)
            if payload["do"] == "update" and (found := await self._before_update(action, definitions)):
                return found
        except VendorError as error:
            return of_read(error)
        try:
            return await (self._create(action, key) if payload["do"] == "create" else self._update(action))
        except VendorError as error:
            return of_write(error, definitions)

    async def look(self, action: Action, key: str) -> Receipt | Busy | None:
        try:
            if action.payload["do"] == "create":
                return await self._created(action, key)
            return await self._updated(action)
        except VendorError as error:
            found = of_read(error)
            return found if isinstance(found, Busy) else None

    async def undo(self, action: Action, receipt: Receipt) -> Receipt | Refused | Busy:
        try:
            await self._ground.check_portal()
            if receipt.kept["do"] == "create":
                return await self._archive(action, receipt.kept)
            return await self._put_back(receipt.kept)
        except VendorError as error:
            return of_read(error) if not error.may_have_happened else Busy(str(error))  # it looks first, so once more

    async def _has_moved(self, action: Action) -> str:
        """The account must still be there, and still be whose it was when somebody said yes."""
        found = await self._ground.live("companies", action.account, ("name", "hubspot_owner_id"))
        if found is None:
            return "The account was archived in HubSpot since, so nothing was written."
        if str(found["id"]) != action.account:
            return "The account was merged into another one since, so nothing was written. Ask for it again."
        owner = await self._ground.owner_of(found["properties"])
        if owner != action.owner:
            whose = await self._ground.name_of(owner)
            return f"The account belongs to {whose} by now, so nothing was written. Ask for it again."
        return ""

    async def _create(self, action: Action, key: str) -> Receipt:
        payload = action.payload
        properties = {**payload["properties"], payload["body"]: signed(payload, key)}
        record = {"properties": properties, "associations": payload["associations"]}
        made = await self._ground.hubspot.create(payload["kind"], record)
        return self._made(action, str(made["id"]), properties)

    async def _created(self, action: Action, key: str) -> Receipt | None:
        payload = action.payload
        names = tuple({*payload["properties"], payload["body"]})
        kind, id_ = payload["beside"]
        for each in await self._ground.around(kind, id_, payload["kind"], names):
            if mark_of(key) in (each["properties"].get(payload["body"]) or ""):
                sent = {**payload["properties"], payload["body"]: signed(payload, key)}
                return self._made(action, str(each["id"]), sent)
        return None

    def _made(self, action: Action, id_: str, properties: Mapping[str, str]) -> Receipt:
        payload = action.payload
        kept = {"do": "create", "kind": payload["kind"], "id": id_, "properties": dict(properties)}
        return Receipt(told=payload["done"], url=self._ground.url(payload["kind"], id_), kept=kept)

    async def _before_update(self, action: Action, definitions: Mapping[str, Definition]) -> Receipt | Refused | None:
        """None: the record is as it was shown. What somebody else did meanwhile is not done again."""
        payload = action.payload
        now = await self._values(payload["kind"], payload["id"], payload["after"])
        if now is None:
            return Refused("The record was archived or merged in HubSpot since, so nothing was written.")
        if _all_same(definitions, now, payload["after"]):
            url = self._ground.url(payload["kind"], payload["id"])
            return Receipt(told="It was so already", url=url, is_undoable=False)
        for name, before in payload["before"].items():
            if not definitions[name].same(now[name], before):
                label = definitions[name].label
                return Refused(f"{label} was changed in HubSpot since, so nothing was written. Ask for it again.")
        return None

    async def _update(self, action: Action) -> Receipt:
        payload = action.payload
        await self._ground.hubspot.update(payload["kind"], payload["id"], payload["after"])
        return self._changed(payload)

    async def _updated(self, action: Action) -> Receipt | None:
        payload = action.payload
        definitions = await self._ground.definitions(payload["kind"])
        now = await self._values(payload["kind"], payload["id"], payload["after"])
        return self._changed(payload) if now and _all_same(definitions, now, payload["after"]) else None

    def _changed(self, payload: Payload) -> Receipt:
        kept = {name: payload[name] for name in ("do", "kind", "id", "before", "after")}
        return Receipt(told=payload["done"], url=self._ground.url(payload["kind"], payload["id"]), kept=kept)

    async def _archive(self, action: Action, kept: Payload) -> Receipt | Refused:
        definitions = await self._ground.definitions(kept["kind"])
        now = await self._values(kept["kind"], kept["id"], kept["properties"])
        if now is None:
            return Receipt(told="It was archived in HubSpot already", is_undoable=False)
        for name, sent in kept["properties"].items():
            if not _still(definitions[name], now[name], sent):
                label = definitions[name].label
                return Refused(f"{label} was changed in HubSpot since, so it stays. Archive it there if it shall go.")
        await self._ground.hubspot.archive(kept["kind"], kept["id"])
        return Receipt(told=action.payload["undone"], is_undoable=False)

    async def _put_back(self, kept: Payload) -> Receipt | Refused:
        definitions = await self._ground.definitions(kept["kind"])
        now = await self._values(kept["kind"], kept["id"], kept["after"])
        if now is None:
            return Refused("The record was archived or merged in HubSpot since, so it cannot be put back.")
        if not _all_same(definitions, now, kept["before"]):
            for name, after in kept["after"].items():
                if not definitions[name].same(now[name], after):
                    label = definitions[name].label
                    return Refused(f"{label} was changed in HubSpot since, so nothing is put back.")
            before = {name: value or "" for name, value in kept["before"].items()}
            await self._ground.hubspot.update(kept["kind"], kept["id"], before)
        return Receipt(told="The old values are back", is_undoable=False)

    async def _values(self, kind: str, id_: str, names: Mapping[str, Any]) -> dict[str, str | None] | None:
        """None where the record is archived, or lives on as another one."""
        found = await self._ground.live(kind, id_, tuple(names))
        if found is None or str(found["id"]) != id_:
            return None
        return {name: found["properties"].get(name) for name in names}


def mark_of(key: str) -> str:
    """By which a record of ours is found again; anybody may read it, so it says nothing more."""
    return f"[ref {key}]"


def signed(payload: Payload, key: str) -> str:
    """The body as it is sent: what was approved, and below it who wrote it on whose word."""
    body, line = payload["properties"].get(payload["body"], ""), f"Written by Threadwork for {payload['for']}"
    if payload["body"] in PLAIN_BODIES:
        return f"{body}\n\n{line} {mark_of(key)}"
    return f"{body}<p><em>{html.escape(line)} {mark_of(key)}</em></p>"


def _still(definition: Definition, now: str | None, sent: str) -> bool:
    """Whether a record of ours says what it said. Bodies are compared as read: HubSpot writes its own HTML."""
    return definition.same(now, sent) or plain_text(now or "", LONGEST) == plain_text(sent, LONGEST)


def _all_same(
    definitions: Mapping[str, Definition], now: Mapping[str, str | None], wanted: Mapping[str, str | None]
) -> bool:
    return all(definitions[name].same(now[name], value) for name, value in wanted.items())
