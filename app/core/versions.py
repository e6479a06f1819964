"""Versions of a playbook, and which one is live for whom. A roll-back points back; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

EVERYONE = "everyone"
ME, TEAM = "me:", "team:"  # followed by an email: whose own, or whose team's
FILE = "agents/"  # the author of a version that was read from the folder
SHOWN_FOR = timedelta(days=7)  # how long lists say whose change they show


@dataclass(frozen=True)
class Version:
    """Immutable. Numbers count within a playbook, from 1: the folder as it was first read."""

    playbook: str
    number: int
    version: str  # as in core.playbooks.Playbook: what decides
    digest: str  # of all four files
    texts: Mapping[str, str]  # file → text
    author: str  # a person's name, or FILE
    note: str  # what changed, in words
    base: int | None  # the number it was made from
    file_digest: str  # of the folder as it stood then
    scope: str
    created_at: datetime

    @property
    def is_file(self) -> bool:
        return self.author == FILE


@dataclass(frozen=True)
class Pointer:
    """From then on this version is live in this scope; with `until`, only up to that moment."""

    playbook: str
    scope: str
    number: int | None  # None: the scope has no version of its own any more
    at: datetime
    by: str  # for people
    note: str = ""
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.at <= now and (self.until is None or now < self.until)


def live_pointer(pointers: Iterable[Pointer], scope: str, now: datetime) -> Pointer | None:
    """The last word that still holds: what was approved for a week ends by itself. `pointers`: the oldest first."""
    held = [each for each in pointers if each.scope == scope and each.holds(now)]
    return held[-1] if held else None


def pointer_for(pointers: Sequence[Pointer], scopes: Sequence[str], now: datetime) -> Pointer | None:
    """The first of these scopes that has a version of its own."""
    found = (live_pointer(pointers, scope, now) for scope in scopes)
    return next((each for each in found if each is not None and each.number is not None), None)


def scopes_of(email: str, managers: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Of one person, the narrowest first. `managers`: manager → whose accounts they see."""
    own = email.lower()
    if not own:
        return (EVERYONE,)
    teams = [TEAM + lead.lower() for lead, team in managers.items() if own in (lead.lower(), *map(str.lower, team))]
    return (ME + own, *teams, EVERYONE)


def scope_words(scope: str) -> str:
    if scope.startswith(ME):
        return f"only {scope.removeprefix(ME)}"
    if scope.startswith(TEAM):
        return f"the team of {scope.removeprefix(TEAM)}"
    return EVERYONE


def news_of(pointer: Pointer, version: Version, now: datetime) -> str:
    """What a list says for a week about the version it shows; "" where there is nothing to say."""
    ends = f", until {pointer.until:%a} {pointer.until.day} {pointer.until:%b}" if pointer.until else ""
    own = "" if pointer.scope == EVERYONE else f" for {scope_words(pointer.scope)}"
    is_begin = version.number == 1 and not pointer.note
    if pointer.scope == EVERYONE and (is_begin or now >= pointer.at + SHOWN_FOR):
        return ""
    if pointer.note:  # it was put back, or pushed: that is the news
        return f"{pointer.note} (version {version.number}{own}, by {pointer.by}{ends})."
    if version.is_file:
        return f"New: {version.note} (version {version.number}, from {FILE})."
    return f"New: {version.note} (version {version.number}{own}, asked for by {version.author}{ends})."
