"""Who speaks, as files write it: `Jane Doe: …`, `[00:01:02] Jane Doe <jane@acme.example>: …`, `Jane Doe  0:05`.

A line that merely holds a colon is no speaker: a name is a few words, each of which begins like a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.integrations.transcripts.transcript import LONGEST_NAME, Speaker

CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_TIMED = re.compile(rf"[\[(]?({CLOCK})[\])]?\s*[-–—]?\s*(?=\S)")
_SPOKEN = re.compile(r"([^:\n]{1,120}):(?:\s+|$)(.*)")
_BETWEEN = re.compile(rf"(.{{1,120}}?)\s*[\[(]({CLOCK})[\])]\s*:?\s*(.*)")  # Jane Doe (00:12): words
_ALONE = re.compile(rf"(.{{1,120}}?)\s+({CLOCK})")  # a line above the words
_BRACKETS = re.compile(r"[<(\[][^<>()\[\]]{0,80}[>)\]]")
_NAME_WORD = re.compile(r"[\w.'’/&#-]+,?")
_PARTICLES = frozenset("al bin da de del della den der di dos du el la le of ten ter the van von y zu".split())  # noqa: SIM905
_NO_NAMES = frozenset(
    "action actions agenda answer attendees company conclusion date decision decisions duration example file host "  # noqa: SIM905
    "http https language link location meeting note notes organizer participants question recording subject summary "
    "time title todo topic topics transcript url warning".split()
)


@dataclass(frozen=True)
class Spoken:
    """A line with its speaker taken off. `text` may be empty: the words stand below."""

    speaker: Speaker
    text: str
    start_ms: int | None = None


def read_spoken(line: str) -> Spoken | None:
    """None for a line that begins with nobody's name."""
    line = line.strip()
    timed = _TIMED.match(line)
    start = read_clock(timed[1]) if timed else None
    rest = line[timed.end() :] if timed else line
    if (found := _BETWEEN.fullmatch(rest)) and (speaker := read_speaker(found[1])):
        return Spoken(speaker, found[3], read_clock(found[2]))
    if (found := _SPOKEN.fullmatch(rest)) and (speaker := read_speaker(found[1])):
        return Spoken(speaker, found[2], start)
    if (found := _ALONE.fullmatch(rest)) and (speaker := read_speaker(found[1])):
        return Spoken(speaker, "", read_clock(found[2]))
    return None


def read_speaker(text: str) -> Speaker | None:
    """From `Jane Doe (Acme)`, `Jane Doe <jane@acme.example>` or an address alone."""
    found = EMAIL.search(text)
    email = found[0].lower() if found else None
    name = " ".join(_BRACKETS.sub(" ", text).split()).strip(" -–—*_")
    if email and name.lower() in ("", email):
        name = email
    elif not is_name(name):
        return None
    return Speaker(key_of(name), name, email)


def is_name(text: str) -> bool:
    words = text.split()
    if not words or len(words) > 6 or len(text) > LONGEST_NAME or words[0].lower() in _NO_NAMES:
        return False
    if not all(_NAME_WORD.fullmatch(word) for word in words) or not any(map(str.isalpha, text)):
        return False
    return all(not word[0].islower() or word in _PARTICLES for word in words)


def key_of(name: str) -> str:
    return " ".join(name.casefold().split())


def read_clock(text: str) -> int:
    """`1:02:03.5` in milliseconds."""
    seconds, _, fraction = text.replace(",", ".").partition(".")
    whole = 0
    for part in seconds.split(":"):
        whole = whole * 60 + int(part)
    return whole * 1000 + int(f"{fraction}000"[:3])
