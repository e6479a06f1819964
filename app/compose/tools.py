"""The tools that the program offers its agents."""

from __future__ import annotations

from app.compose.systems import folders
from app.core.delegating import RUN_AGENT

LISTS = ("my_list", "explain_row", "explain_rule")
THREAD = ("scan_thread", "read_thread")


def known_tools() -> set[str]:
    """Every tool there is, also of systems that are not connected here."""
    of_systems = (spec.name for _, package in folders() for spec in getattr(package, "SPECS", ()))
    return {*LISTS, *THREAD, RUN_AGENT.name, *of_systems}
