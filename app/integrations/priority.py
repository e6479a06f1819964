"""Priorities as vendors and teams name them, in the snapshot's four words. Pure."""

from __future__ import annotations

from collections.abc import Mapping

WORDS = ("LOW", "MEDIUM", "HIGH", "URGENT")
_KNOWN = {
    "LOW": ("low", "lowest", "minor", "trivial", "p4", "p5", "sev4", "sev5"),
    "MEDIUM": ("medium", "normal", "moderate", "default", "p3", "sev3"),
    "HIGH": ("high", "major", "important", "priority", "p2", "sev2"),
    "URGENT": ("urgent", "highest", "critical", "blocker", "emergency", "p1", "p0", "sev1", "sev0"),
}
_BY_NAME = {name: word for word, names in _KNOWN.items() for name in names}


def read_priority(name: str | None, own: Mapping[str, str]) -> str | None:
    """`own` are the team's own names in small letters. None where nobody said what a name means."""
    plain = (name or "").strip().casefold()
    return own.get(plain) or _BY_NAME.get(plain)


def read_names(text: str) -> dict[str, str]:
    """The setting `Showstopper=URGENT, Whenever=LOW`. Raises ValueError with what to write."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, word = (side.strip() for side in part.partition("="))
        if not name or word.upper() not in WORDS:
            raise ValueError(f"{part!r} should be a name, = and one of {', '.join(WORDS)}")
        found[name.casefold()] = word.upper()
    return found
