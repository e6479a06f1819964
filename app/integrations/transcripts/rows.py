"""A call as rows of the snapshot. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from app.core.snapshots import Row
from app.integrations.joining import Hints, Link
from app.integrations.transcripts.signals import read_signals
from app.integrations.transcripts.transcript import Transcript

SYSTEM = "transcripts"
MOST_PARTICIPANTS = 200


@dataclass(frozen=True)
class Dated:
    at: datetime
    by: str  # content, name, modified


@dataclass(frozen=True)
class Ready:
    """A call of which everything is known; `transcript` has its sides."""

    id: str
    ref: str
    transcript: Transcript
    dated: Dated
    link: Link
    hints: Hints
    url: str | None


def transcript_id(transcript: Transcript) -> str:
    return f"{SYSTEM}:{transcript.digest()[:20]}"


def transcript_row(ready: Ready) -> Row:
    said = ready.transcript
    people = [
        {"key": key, "name": each.name, "email": each.email, "side": each.side} for key, each in said.speakers.items()
    ]
    return {
        "id": ready.id,
        "system": SYSTEM,
        "ref": ready.ref,
        "account_id": ready.link.account_id,
        "title": said.title,
        "started_at": _moment(ready),
        "dated_by": ready.dated.by,
        "duration_s": _duration(said),
        "language": said.language,
        "participants": orjson.dumps(people[:MOST_PARTICIPANTS]).decode(),
        "turns": len(said.turns),
        "their_turns": sum(said.side_of(turn) == "them" for turn in said.turns),
        "url": ready.url,
    }


def turn_rows(ready: Ready) -> Iterator[Row]:
    for number, turn in enumerate(ready.transcript.turns):
        yield {
            "id": f"{ready.id}#{number}",
            "transcript_id": ready.id,
            "number": number,
            "speaker": ready.transcript.name_of(turn),
            "side": ready.transcript.side_of(turn),
            "start_ms": turn.start_ms,
            "end_ms": turn.end_ms,
            "text": turn.text,
        }


def signal_rows(ready: Ready) -> Iterator[dict[str, Any]]:
    for number, signal in enumerate(read_signals(ready.transcript, ready.dated.at.date())):
        turn = ready.transcript.turns[signal.turn]
        yield {
            "id": f"{ready.id}#{signal.turn}.{number}",
            "transcript_id": ready.id,
            "account_id": ready.link.account_id,
            "at": _moment(ready),
            "speaker": ready.transcript.name_of(turn),
            "side": ready.transcript.side_of(turn),
            "quote": signal.quote,
            "document": signal.document,
            "blocker": signal.blocker,
            "is_settled": int(signal.is_settled),
            "next_step_on": signal.next_step_on.isoformat() if signal.next_step_on else None,
            "url": ready.url,
            "ref": ready.ref,
        }


def link_row(ready: Ready) -> Row:
    link = ready.link
    return {
        "id": ready.id,
        "system": SYSTEM,
        "account_id": link.account_id,
        "linked_by": link.linked_by,
        "confidence": link.confidence,
        "candidates": orjson.dumps(link.candidates).decode() if link.candidates else None,
        "hints": ready.hints.as_json(),
    }


def _moment(ready: Ready) -> str:
    return ready.dated.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _duration(said: Transcript) -> int | None:
    """As told, else until the last word ends."""
    ends = [turn.end_ms for turn in said.turns if turn.end_ms is not None]
    return said.duration_s if said.duration_s is not None else max(ends) // 1000 if ends else None
