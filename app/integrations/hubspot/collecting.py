"""One sync's reading: records become rows, each with its account; what is gone is known by name. Nothing is written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from app.core.snapshots import Progress
from app.integrations.hubspot.client import HubSpot, Json
from app.integrations.hubspot.kinds import COMPANIES, KINDS, RELATED, Kind
from app.integrations.hubspot.portal import Portal
from app.integrations.hubspot.reading import changed_since, everything, with_value
from app.integrations.hubspot.rows import Row, Rows, merged_ids, write_moment


class Collecting:
    def __init__(self, hubspot: HubSpot, portal: Portal, rows: Rows, now: datetime, progress: Progress) -> None:
        self._hubspot, self._portal, self._rows, self._progress = hubspot, portal, rows, progress
        self._horizon = write_moment(now - timedelta(days=hubspot.settings.activity_days))
        self._without_account: dict[str, dict[str, Row]] = {}  # kind → HubSpot's id → its row
        self.rows: dict[str, dict[str, Row]] = {kind.table: {} for kind in KINDS}  # table → id → row
        self.gone: dict[str, set[str]] = {kind.table: set() for kind in KINDS}  # table → ids that are no longer there
        self.winners: dict[str, str] = {}  # a merged company's id → the id it has now
        self.newest: dict[str, datetime] = {}  # kind → the latest modification seen

    async def everything(self) -> None:
        for kind in KINDS:
            await self._take(kind, everything(self._hubspot, kind, self._asked(kind), self._progress))

    async def changes(self, since: Mapping[str, datetime]) -> None:
        for kind in KINDS:
            found = changed_since(self._hubspot, kind, self._asked(kind), since[kind.name], self._progress)
            await self._take(kind, found)

    async def accounts_of(self, owners: Sequence[str]) -> None:
        """For owners who came or left: their accounts read differently although HubSpot did not modify them."""
        await self._take_accounts_with("hubspot_owner_id", owners)

    async def related_to_merged(self, known: Mapping[str, str]) -> None:
        """What came to an account by a merge that is not known yet: that did not modify it either."""
        losers = sorted(self.winners.keys() - known.keys())
        accounts = sorted({self.winners[loser] for loser in losers})
        self.winners = {**known, **self.winners}
        await self._take_accounts_with("hs_parent_company_id", losers)
        for kind in RELATED if accounts else ():
            found = await self._hubspot.associated(COMPANIES.name, accounts, kind.name)
            ids = sorted({id_ for some in found.values() for id_ in some})
            self._take_all(kind, await self._hubspot.read(kind.name, ids, self._asked(kind)))

    async def find_accounts(self) -> None:
        """The account of each row that has none yet, by its associations; last of all, for merges move accounts."""
        for kind, rows in self._without_account.items():
            found = await self._hubspot.associated(kind, list(rows), COMPANIES.name)
            for id_, row in rows.items():
                row["account_id"] = next(iter(found.get(id_, ())), None)
        for row in (row for table in self.rows.values() for row in table.values()) if self.winners else ():
            for column in ("account_id", "parent_id"):
                if (winner := self.winners.get(str(row.get(column)))) is not None:
                    row[column] = winner

    async def _take_accounts_with(self, name: str, values: Sequence[str]) -> None:
        asked = self._asked(COMPANIES)
        await self._take(COMPANIES, with_value(self._hubspot, COMPANIES, asked, name, values, self._progress))

    async def _take(self, kind: Kind, records: AsyncIterator[Json]) -> None:
        async for record in records:
            self._take_all(kind, (record,))

    def _take_all(self, kind: Kind, records: Iterable[Json]) -> None:
        for record in records:
            row = self._rows.row(kind, record)
            self._note_newest(kind, record)
            self._note_merged(kind, record)
            if kind.activity and (row["at"] is None or str(row["at"]) < self._horizon):
                self.gone[kind.table].add(str(row["id"]))
                continue
            self.rows[kind.table][str(row["id"])] = row
            if kind is not COMPANIES and row["account_id"] is None:
                self._without_account.setdefault(kind.name, {})[str(record["id"])] = row

    def _note_newest(self, kind: Kind, record: Json) -> None:
        modified = datetime.fromisoformat(record["updatedAt"]).astimezone(UTC)
        self.newest[kind.name] = max(modified, self.newest.get(kind.name, modified))

    def _note_merged(self, kind: Kind, record: Json) -> None:
        losers = merged_ids(record)
        self.gone[kind.table].update(losers)
        if kind is COMPANIES:
            self.winners.update(dict.fromkeys(losers, str(record["id"])))

    def _asked(self, kind: Kind) -> tuple[str, ...]:
        return self._portal.properties[kind.name]
