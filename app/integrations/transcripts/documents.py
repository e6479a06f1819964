"""JSON transcripts: our own shape, and those that Gong, Fireflies, HubSpot and QMSum give out.

The shape is told by its keys. An item that does not fit is an error at its line: no half call is taken for whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import orjson

from app.integrations.dropping import UnreadableError
from app.integrations.picking import pick, records, text
from app.integrations.transcripts.items import (
    Json,
    email_of,
    items_of,
    moment_of,
    participant,
    seconds_of,
    speaker_by_name,
    turn_of,
)
from app.integrations.transcripts.names import key_of
from app.integrations.transcripts.transcript import Speaker, Transcript, Turn, merge


def read_documents(content: str) -> tuple[Transcript, ...]:
    """One or more: Gong gives many calls at once."""
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise UnreadableError(error.lineno, f"not JSON ({error.msg}): export it again") from error
    if isinstance(pick(value, "callTranscripts"), list):
        return tuple(_gong(value, content))
    inner = pick(value, "data", "transcript") or pick(value, "transcript") or value
    for key, read in _SHAPES.items():
        if isinstance(pick(inner, key), list):
            return (read(inner, content),)
    known = ", ".join(["callTranscripts", *_SHAPES])
    found = ", ".join(sorted(inner)[:8]) if isinstance(inner, dict) else type(inner).__name__
    raise UnreadableError(1, f"no transcript that is known here ({found:.200}): one has a list called {known}")


def _own(value: Json, content: str) -> Transcript:
    speakers = {each.key: each for each in map(participant, records(value, "participants"))}
    turns = [
        turn_of(item, _own_speaker(item, speakers), "text", ("start_ms", "end_ms"))
        for item in items_of(value, "turns", "text", content)
    ]
    return Transcript(
        merge(turns),
        speakers,
        ref=text(value, "source_ref"),
        title=text(value, "title"),
        started_at=moment_of(value, "started_at"),
        duration_s=seconds_of(value, "duration_s"),
        language=text(value, "language", longest=20),
        url=text(value, "url", longest=2000),
    )


def _own_speaker(item: Json, speakers: dict[str, Speaker]) -> str | None:
    """By key, else by a participant's name, else by a name that then stands for itself."""
    named = text(item, "speaker_key") or text(item, "speaker")
    if named is None or named in speakers:
        return named
    known = (key for key, each in speakers.items() if key_of(each.name) == key_of(named))
    return next(known, None) or speaker_by_name(named, None, speakers)


def _gong(value: Json, content: str) -> Iterator[Transcript]:
    """What /v2/calls/transcript answers, with `calls` or `parties` of /v2/calls/extensive beside it for names."""
    about = {text(each, "metaData", "id"): each for each in records(value, "calls")}
    for item in items_of(value, "callTranscripts", None, content):
        ref = text(item, "callId")
        call = about.get(ref, {})
        parties = [*records(call, "parties"), *records(value, "parties")]
        speakers = {each.key: each for each in map(participant, parties)}
        turns = merge(_gong_turns(item, speakers, content))
        yield Transcript(
            turns,
            speakers,
            ref=ref and f"gong:{ref}",
            title=text(call, "metaData", "title"),
            started_at=moment_of(call, "metaData", "started"),
            duration_s=seconds_of(call, "metaData", "duration"),
            language=text(call, "metaData", "language", longest=20),
            url=text(call, "metaData", "url", longest=2000),
        )


def _gong_turns(call: Json, speakers: dict[str, Speaker], content: str) -> Iterator[Turn]:
    for said in records(call, "transcript"):
        key = text(said, "speakerId")
        if key and key not in speakers:
            speakers[key] = Speaker(key, f"Speaker {key[:20]}")
        if not isinstance(said.get("sentences"), list):
            raise UnreadableError(1, f"what {key!r} said has no 'sentences': export the call again")
        for sentence in items_of(said, "sentences", "text", content):
            yield turn_of(sentence, key, "text", ("start", "end"))  # milliseconds


def _fireflies(value: Json, content: str) -> Transcript:
    speakers: dict[str, Speaker] = {}
    for attendee in records(value, "meeting_attendees"):
        email = email_of(attendee)
        speaker_by_name(text(attendee, "displayName") or text(attendee, "name") or email, email, speakers)
    turns = [
        turn_of(
            item, speaker_by_name(text(item, "speaker_name"), None, speakers), "text", ("start_time", "end_time"), 1000
        )
        for item in items_of(value, "sentences", "text", content)
    ]
    ref = text(value, "id")
    return Transcript(
        merge(turns),
        speakers,
        ref=ref and f"fireflies:{ref}",
        title=text(value, "title"),
        started_at=moment_of(value, "date"),
        duration_s=seconds_of(value, "duration", unit=60),
        url=text(value, "transcript_url", longest=2000),
    )


def _hubspot(value: Json, content: str) -> Transcript:
    speakers: dict[str, Speaker] = {}
    turns = []
    for item in items_of(value, "transcriptUtterances", "text", content):
        said = pick(item, "speaker")
        key = speaker_by_name(text(said, "name") or text(said, "id"), email_of(said), speakers)
        turns.append(turn_of(item, key, "text", ("startTimeMillis", "endTimeMillis")))
    ref = text(value, "engagementId") or text(value, "id")
    return Transcript(
        merge(turns),
        speakers,
        ref=ref and f"hubspot:{ref}",
        started_at=moment_of(value, "createdAt"),
        language=text(value, "transcriptUtterances", 0, "languageCode", longest=20),
    )


def _qmsum(value: Json, content: str) -> Transcript:
    """A research format for meetings; it marks sounds in braces: {vocalsound}."""
    speakers: dict[str, Speaker] = {}
    turns = [
        turn_of(item, speaker_by_name(text(item, "speaker"), None, speakers), "content", ("start_ms", "end_ms"))
        for item in items_of(value, "meeting_transcripts", "content", content)
    ]
    return Transcript(merge(replace(each, text=_SOUND.sub(" ", each.text)) for each in turns), speakers)


_SOUND = re.compile(r"\{[a-z]{1,20}\}")
_SHAPES: dict[str, Callable[[Json, str], Transcript]] = {
    "turns": _own,
    "sentences": _fireflies,
    "transcriptUtterances": _hubspot,
    "meeting_transcripts": _qmsum,
}
