"""Plain text: `Name: words`, `[00:01:02] Name: words`, or a line `Name  0:05` above the words.

Lines without a speaker go on with the one before. What stands above the first speaker may say the title, the
day and who takes part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.integrations.dropping import UnreadableError
from app.integrations.transcripts.dating import read_day
from app.integrations.transcripts.names import Spoken, read_speaker, read_spoken
from app.integrations.transcripts.transcript import Speaker, Transcript, Turn, merge

_FIELD = re.compile(r"\s*(title|subject|meeting|date|participants|attendees)\s*:\s*(.{1,2000})", re.IGNORECASE)
NO_SPEAKER = (
    "no line begins with a speaker's name: write `Jane Doe: words` or `[00:01:02] Jane Doe: words`, "
    "or export it with speakers"
)


def read_lines(text: str) -> Transcript:
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if read_spoken(line)), None)
    if first is None:
        raise UnreadableError(1, NO_SPEAKER)
    above = {found[1].lower(): found[2].strip() for line in lines[:first] if (found := _FIELD.fullmatch(line))}
    speakers = {each.key: each for each in _named(above.get("participants") or above.get("attendees") or "")}
    turns = merge(_turns(lines[first:], speakers))
    return Transcript(
        turns,
        speakers,
        title=above.get("title") or above.get("subject") or above.get("meeting"),
        started_at=read_day(above.get("date", "")),
    )


def _turns(lines: list[str], speakers: dict[str, Speaker]) -> Iterator[Turn]:
    speaking: str | None = None
    start: int | None = None
    for line in lines:
        spoken = read_spoken(line)
        if spoken:
            speaking, start = _known(spoken, speakers), spoken.start_ms
        yield Turn(speaking, spoken.text if spoken else line, start)


def _known(spoken: Spoken, speakers: dict[str, Speaker]) -> str:
    """A speaker is told by the name; the address may stand in one place only."""
    speaker = spoken.speaker
    before = speakers.setdefault(speaker.key, speaker)
    if speaker.email and not before.email:
        speakers[speaker.key] = speaker
    return speaker.key


def _named(text: str) -> Iterator[Speaker]:
    for part in re.split(r"[,;]", text):
        if speaker := read_speaker(part):
            yield speaker
