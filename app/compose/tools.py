"""The tools that the program offers its agents."""

from __future__ import annotations

from app.integrations.hubspot.tools import AccountDetails

LISTS = ("my_list", "explain_row", "explain_rule")
THREAD = ("scan_thread", "read_thread")


def known_tools() -> set[str]:
    """Every tool there is, also of systems that are not connected here."""
    return {*LISTS, *THREAD, AccountDetails.spec.name}
