"""A call as everybody's words in order, whatever file or system it came from: the one shape of a transcript.

Everything but the words may be absent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from app.integrations.dropping import UnreadableError, tidy

Side = Literal["us", "them", "unknown"]
MOST_TURNS = 50_000
LONGEST_TURN = 20_000  # characters; a longer monologue becomes several turns
LONGEST_NAME = 80


@dataclass(frozen=True)
class Speaker:
    key: str
    name: str
    email: str | None = None
    side: Side = "unknown"


@dataclass(frozen=True)
class Turn:
    """What one speaker said until another spoke."""

    speaker: str | None  # key
    text: str
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True)
class Transcript:
    turns: tuple[Turn, ...]
    speakers: Mapping[str, Speaker] = field(default_factory=dict)  # by key; also those who said nothing
    ref: str | None = None  # the vendor's own id
    title: str | None = None
    started_at: datetime | None = None  # aware
    duration_s: int | None = None
    language: str | None = None
    url: str | None = None

    def name_of(self, turn: Turn) -> str | None:
        speaker = self.speakers.get(turn.speaker or "")
        return speaker.name if speaker else None

    def side_of(self, turn: Turn) -> Side:
        speaker = self.speakers.get(turn.speaker or "")
        return speaker.side if speaker else "unknown"

    def with_sides(self, sides: Mapping[str, Side]) -> Transcript:
        speakers = {key: replace(each, side=sides.get(key, each.side)) for key, each in self.speakers.items()}
        return replace(self, speakers=speakers)

    def digest(self) -> str:
        """Of what is said and by whom, so that one call exported twice is one."""
        said = "\n".join(f"{self.name_of(turn) or ''}\t{turn.text}" for turn in self.turns)
        return hashlib.sha256(said.encode()).hexdigest()


def merge(sentences: Iterable[Turn]) -> tuple[Turn, ...]:
    """Consecutive sentences of one speaker as one turn; empty ones are left out."""
    turns = tuple(_merged(sentences))
    if not turns:
        raise UnreadableError(1, "nobody says anything in it: export it again with its text")
    if len(turns) > MOST_TURNS:
        raise UnreadableError(1, f"more than {MOST_TURNS:,} turns: split it")
    return turns


def _merged(sentences: Iterable[Turn]) -> Iterator[Turn]:
    last: Turn | None = None
    parts: list[str] = []
    size = 0
    for each in sentences:
        text = tidy(each.text)[:LONGEST_TURN]
        if not text:
            continue
        if last is not None and each.speaker == last.speaker and size + len(text) < LONGEST_TURN:
            last = replace(last, end_ms=each.end_ms if each.end_ms is not None else last.end_ms)
        else:
            if last is not None:
                yield replace(last, text=" ".join(parts))
            last, parts, size = each, [], 0
        parts.append(text)
        size += len(text) + 1
    if last is not None:
        yield replace(last, text=" ".join(parts))
