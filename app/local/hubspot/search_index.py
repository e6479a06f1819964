"""What search sees: records as they were until a write of the API has passed into the index, some seconds later."""

from __future__ import annotations

from app.local.hubspot.records import Record, Values


class SearchIndex:
    def __init__(self) -> None:
        self._behind: dict[Record, list[tuple[float, Values | None]]] = {}  # (written, what it was before), in order

    def will_lag(self, record: Record, before: Values | None, written: float) -> None:
        """`before` is None for a record that was not there."""
        self._behind.setdefault(record, []).append((written, before))

    def catch_up(self, real: float, lag: float) -> dict[Record, Values | None]:
        """The records that search still sees otherwise, with what it sees of them (None: nothing)."""
        for record, writes in list(self._behind.items()):
            late = [write for write in writes if write[0] + lag > real]
            if late:
                self._behind[record] = late
            else:
                del self._behind[record]
        return {record: writes[0][1] for record, writes in self._behind.items()}
