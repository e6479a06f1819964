"""Who wrote what in a ticket, and what follows: when we answered first, and since when the customer waits. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """Something that the customer can read, by a person."""

    id: str
    at: str  # a moment as the snapshot writes it
    author: str
    is_theirs: bool
    is_ours: bool  # neither: a colleague who opened the ticket, adding to it
    body: str

    @property
    def side(self) -> str:
        return "customer" if self.is_theirs else "team"


def in_order(words: Sequence[Word]) -> list[Word]:
    """The oldest first."""
    return sorted(words, key=lambda word: (word.at, word.id))


def first_reply(words: Sequence[Word]) -> str | None:
    return next((word.at for word in words if word.is_ours), None)


def waiting_since(created: str, words: Sequence[Word]) -> str | None:
    """The unanswered beginning, or the first thing they wrote since we wrote last. `words` in order."""
    answered = [number for number, word in enumerate(words) if word.is_ours]
    if not answered:
        return created
    return next((word.at for word in words[answered[-1] + 1 :] if word.is_theirs), None)


def activity(ticket: str, title: str, url: str | None, word: Word) -> dict[str, str | None]:
    """The word as a row of the snapshot's activities."""
    return {
        "id": f"comment:{ticket}:{word.id}",
        "kind": "comment",
        "at": word.at,
        "title": title,
        "body": word.body or None,
        "outcome": f"by the {word.side}",
        "url": url,
    }
