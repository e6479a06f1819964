"""The tools that the program offers its agents."""

from __future__ import annotations

from app.compose.systems import folders
from app.core.delegating import RUN_AGENT
from app.core.tools import ToolSpec
from app.playbooks.tools import ExplainRow, ExplainRule, MyList
from app.slack.tools import ReadThread, ScanThread

OWN = (MyList.spec, ExplainRow.spec, ExplainRule.spec, ScanThread.spec, ReadThread.spec, RUN_AGENT)


def specs() -> dict[str, ToolSpec]:
    """Every tool there is, also of systems that are not connected here; MCP servers say theirs when they are asked."""
    of_systems = [spec for _, package in folders() for spec in getattr(package, "SPECS", ())]
    return {spec.name: spec for spec in (*OWN, *of_systems)}


def known_tools() -> set[str]:
    return set(specs())
