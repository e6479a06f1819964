"""What a person can mean. Each meaning knows which tool call it still needs, given what the tools have said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from app.local.messages.brains.offline.asked import Results
from app.local.messages.turn import ToolUse


class Meaning(Protocol):
    def next_call(self, results: Results) -> ToolUse | None:
        """The call that is needed before there is an answer; None when there is one."""
        ...


@dataclass(frozen=True)
class MyList:
    call = ToolUse("my_list")

    def next_call(self, results: Results) -> ToolUse | None:
        return None if results.of(self.call) else self.call


@dataclass(frozen=True)
class Why:
    account: str = ""  # "" means the row with this rank
    rank: int = 1

    def row(self, results: Results) -> dict[str, Any] | None:
        listed = (results.of(MyList.call) or {}).get("rows", [])
        return next((row for row in listed if row.get("rank") == self.rank), None)

    def explained(self, results: Results) -> ToolUse | None:
        if self.account:
            return ToolUse("explain_row", {"account": self.account})
        row = self.row(results)
        return ToolUse("explain_row", {"account": row["account"]}) if row else None

    def next_call(self, results: Results) -> ToolUse | None:
        if not self.account and results.of(MyList.call) is None:
            return MyList.call
        call = self.explained(results)
        return None if call is None or results.of(call) else call


@dataclass(frozen=True)
class _OneCall:
    @property
    def call(self) -> ToolUse:
        raise NotImplementedError

    def next_call(self, results: Results) -> ToolUse | None:
        return None if results.of(self.call) else self.call


@dataclass(frozen=True)
class Rule(_OneCall):
    rule: str = ""  # "" means all of them

    @property
    def call(self) -> ToolUse:
        return ToolUse("explain_rule", {"rule": self.rule})


@dataclass(frozen=True)
class About(_OneCall):
    account: str
    section: str = ""  # tickets, deals or contacts; "" means all

    @property
    def call(self) -> ToolUse:
        return ToolUse("account_details", {"account": self.account})


@dataclass(frozen=True)
class Scan(_OneCall):
    @property
    def call(self) -> ToolUse:
        return ToolUse("scan_thread")


@dataclass(frozen=True)
class Courtesy:
    kind: str  # hello, thanks or help

    def next_call(self, results: Results) -> ToolUse | None:
        return None
