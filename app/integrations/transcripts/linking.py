"""Which account a call belongs to: as folder.yaml says, by its people's addresses, by its folders, by its name.

A weaker way may choose among the accounts of a stronger one and not overrule it. Where several remain, or none, the
call stays without account: it is counted and shown, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from app.core.matching import NONE, Accounts
from app.integrations.joining import CONFIDENCE, UNMATCHED, Hints, Link
from app.integrations.transcripts.roster import Roster
from app.integrations.transcripts.sides import Sides
from app.integrations.transcripts.transcript import Transcript


def hints_of(transcript: Transcript, ref: str, sides: Sides) -> Hints:
    """`names`: folders from the nearest on, the file, the title."""
    side = sides.of(transcript)
    emails = sorted({each.email for key, each in transcript.speakers.items() if each.email and side[key] != "us"})
    path = PurePosixPath(ref)
    folders = tuple(part.name for part in path.parents if part.name)
    return Hints(emails=tuple(emails), names=(*folders, path.stem, *filter(None, [transcript.title])))


def link(hints: Hints, ref: str, accounts: Accounts, roster: Roster) -> Link:
    named = roster.account_of(ref)
    if named is not None:
        found = accounts.by_id(named) or accounts.by_domain(named) or accounts.by_name(named)
        return Link(next(iter(found)), "id", 1.0) if len(found) == 1 else Link(None, None, None, tuple(sorted(found)))
    possible = NONE
    for way, found in _found(hints, accounts):
        if found:
            possible = (possible & found) or possible or found
        if len(possible) == 1:
            return Link(next(iter(possible)), way, CONFIDENCE[way])
    return Link(None, None, None, tuple(sorted(possible))) if possible else UNMATCHED


def _found(hints: Hints, accounts: Accounts) -> Iterator[tuple[str, frozenset[str]]]:
    yield "email", frozenset().union(*(accounts.by_email(email) for email in hints.emails))
    for name in hints.names:
        yield "name", accounts.by_name(name) or (accounts.by_domain(name) if "." in name else NONE)
    for name in hints.names:
        yield "name", accounts.named_in(name)
