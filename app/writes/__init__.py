"""Writes in other systems than Slack: how one is proposed, and how it is done once. Who may is decided in the core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.permissions import Approvals
from app.core.ports import Clock, Directory, Intents
from app.core.tools import ToolSpec, WriteTool
from app.writes.acting import LOOKS, Acting
from app.writes.proposing import Proposing


@dataclass(frozen=True)
class Writes:
    specs: Mapping[str, ToolSpec]
    proposing: Proposing
    acting: Acting

    @staticmethod
    def by(
        tools: Sequence[WriteTool],
        intents: Intents,
        directory: Directory,
        approvals: Approvals,
        clock: Clock,
        looks: Sequence[float] = LOOKS,
    ) -> Writes:
        """`looks`: seconds before each look for a write whose answer was lost."""
        named = {tool.spec.name: tool for tool in tools}
        return Writes(
            {name: tool.spec for name, tool in named.items()},
            Proposing(named, directory, approvals, clock),
            Acting(named, intents, directory, approvals, clock, looks),
        )
