"""One payload on its way to the app, and why it did not arrive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["events_api", "interactive", "slash_commands"]


@dataclass(frozen=True)
class Parcel:
    kind: Kind
    payload: dict[str, Any]
    attempt: int = 0  # 0 is the first delivery
    reason: str = ""  # why the delivery before this one failed


class UndeliveredError(Exception):
    """Nobody took it, or nobody said so in time. `is_final`: the app asked for no further try."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final
