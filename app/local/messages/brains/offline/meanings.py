"""What a person can mean. Each meaning knows which tool call it still needs, given what the tools have said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

from app.local.messages.brains.offline.asked import Results
from app.local.messages.turn import ToolUse

SPOKEN_OF, LAST, NEXT = 0, -1, -2  # instead of a rank: the account spoken of, the last row, the first that is open


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
class OfAccount:
    """Something about one account: by name, by its place on the list, or the one that was spoken of."""

    account: str = ""
    rank: int = SPOKEN_OF  # where there is no name
    tool: ClassVar[str]

    def row(self, results: Results) -> dict[str, Any] | None:
        listed: list[dict[str, Any]] = (results.of(MyList.call) or {}).get("rows", [])
        if self.rank == LAST:
            return listed[-1] if listed else None
        if self.rank == NEXT:
            return next((row for row in listed if not row.get("handled")), None)
        return next((row for row in listed if row.get("rank") == self.rank), None)

    def asked_of(self, results: Results) -> ToolUse | None:
        """None where the list has no such row."""
        if self.account:
            return ToolUse(self.tool, {"account": self.account})
        row = self.row(results)
        return ToolUse(self.tool, {"account": row.get("id") or row["account"]}) if row else None

    def next_call(self, results: Results) -> ToolUse | None:
        if not self.account and results.of(MyList.call) is None:
            return MyList.call
        call = self.asked_of(results)
        return None if call is None or results.of(call) else call


@dataclass(frozen=True)
class Why(OfAccount):
    tool = "explain_row"


@dataclass(frozen=True)
class About(OfAccount):
    section: str = ""  # tickets, deals or contacts; "" means all
    tool = "account_details"


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
class Scan(_OneCall):
    @property
    def call(self) -> ToolUse:
        return ToolUse("scan_thread")


@dataclass(frozen=True)
class Recap(_OneCall):
    @property
    def call(self) -> ToolUse:
        return ToolUse("read_thread")


@dataclass(frozen=True)
class Courtesy:
    kind: str  # hello, thanks, help, or changes, which no tool can tell

    def next_call(self, results: Results) -> ToolUse | None:
        return None


def with_account(meaning: Meaning | None, spoken_of: str) -> Meaning | None:
    """ "it" is the account that was spoken of; where there was none, the first of the list."""
    if isinstance(meaning, OfAccount) and not meaning.account and meaning.rank == SPOKEN_OF:
        return replace(meaning, account=spoken_of, rank=SPOKEN_OF if spoken_of else 1)
    return meaning
