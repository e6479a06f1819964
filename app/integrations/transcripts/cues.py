"""WebVTT and SRT: cues with times. The speaker is a `<v Name>` tag, or `Name:` before the words as Zoom writes it.

A cue without a speaker goes on with the one before, as subtitles do.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.integrations.dropping import UnreadableError
from app.integrations.transcripts.names import CLOCK, key_of, read_clock, read_spoken
from app.integrations.transcripts.transcript import LONGEST_NAME, Speaker, Transcript, Turn, merge

_TIMES = re.compile(rf"\s*({CLOCK})\s+-->\s+({CLOCK})(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[\w.-]{0,40})?[ \t]+([^<>\n]{1,200})>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>\n]{0,200}>|<>|\{\\[^{}\n]{0,40}\}")


@dataclass(frozen=True)
class Cue:
    line: int
    start_ms: int
    end_ms: int
    text: str


def read_cues(text: str) -> Transcript:
    speakers: dict[str, Speaker] = {}
    return Transcript(merge(_turns(text, speakers)), speakers)


def has_cues(text: str) -> bool:
    return text.lstrip().startswith("WEBVTT") or any(_TIMES.fullmatch(line) for line in text.split("\n", 50)[:50])


def cues_of(text: str) -> Iterator[Cue]:
    """Whatever stands outside of cues (notes, styles, numbers) is passed over."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if "-->" not in lines[at] or lines[at].startswith("NOTE"):
            at += 1
            continue
        start, end = _times(lines[at], at + 1)
        first = at = at + 1
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            at += 1
        yield Cue(first, start, end, "\n".join(lines[first:at]))


def _times(line: str, number: int) -> tuple[int, int]:
    found = _TIMES.fullmatch(line)
    if found is None:
        problem = f"{line.strip()[:60]!r} is no time of a cue: write 00:00:01.000 --> 00:00:04.000"
        raise UnreadableError(number, problem)
    return read_clock(found[1]), read_clock(found[2])


def _turns(text: str, speakers: dict[str, Speaker]) -> Iterator[Turn]:
    speaking: str | None = None
    found = False
    for cue in cues_of(text):
        found = True
        for speaker, words in _voices(cue.text):
            if speaker is not None:
                speaking = speaker.key
                speakers.setdefault(speaking, speaker)
            yield Turn(speaking, words, cue.start_ms, cue.end_ms)
    if not found:
        problem = "there is no cue: a VTT or SRT file has lines like 00:00:01.000 --> 00:00:04.000; save others as .txt"
        raise UnreadableError(1, problem)


def _voices(text: str) -> Iterator[tuple[Speaker | None, str]]:
    """The parts of a cue by their speakers; None: the one before goes on."""
    parts = _VOICE.split(text)
    for name, words in zip([None, *parts[1::2]], parts[::2], strict=True):
        if name is not None:
            plain = " ".join(html.unescape(name).split())[:LONGEST_NAME]
            yield Speaker(key_of(plain), plain), _plain(words)
            continue
        for line in words.split("\n"):
            spoken = read_spoken(_plain(line))
            yield (spoken.speaker, spoken.text) if spoken else (None, _plain(line))


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text))
