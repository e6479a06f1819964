"""What the JSON shapes of transcripts share: their items, each checked, and how these become turns and speakers."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from app.integrations.dropping import UnreadableError
from app.integrations.picking import moment, pick, text
from app.integrations.transcripts.names import key_of
from app.integrations.transcripts.transcript import LONGEST_NAME, Side, Speaker, Turn

Json = dict[str, Any]
_SIDES: dict[str, Side] = {"us": "us", "internal": "us", "them": "them", "external": "them"}


def items_of(value: Json, key: str, words: str | None, content: str) -> list[Json]:
    """The objects of a list, each with its words as text; where one does not fit, an error at its line."""
    items: list[Json] = value[key] if isinstance(value[key], list) else []
    for at, item in enumerate(items):
        if not isinstance(item, dict) or (words and not isinstance(item.get(words), str)):
            needed = f"an object whose {words!r} is text" if words else "an object"
            problem = f"item {at + 1} of {key!r} is {item!r:.60}: each is {needed}"
            raise UnreadableError(_line_of(content, key, at), problem)
    return items


def turn_of(value: Json, speaker: str | None, words: str, times: tuple[str, str], unit: int = 1) -> Turn:
    """`unit`: how many milliseconds its numbers of time mean."""
    start, end = (_milliseconds(value.get(name), unit) for name in times)
    return Turn(speaker, value[words], start, end)


def participant(value: Json) -> Speaker:
    """Of ours {key, name, email, side}, of Gong's {speakerId, name, emailAddress, affiliation}."""
    email = email_of(value)
    name = text(value, "name", longest=LONGEST_NAME) or email or "?"
    key = text(value, "key") or text(value, "speakerId") or key_of(name)
    side = (text(value, "side") or text(value, "affiliation") or "").lower()
    return Speaker(key, name, email, _SIDES.get(side, "unknown"))


def speaker_by_name(name: str | None, email: str | None, speakers: dict[str, Speaker]) -> str | None:
    """The key of the one so named, who is added where not yet known."""
    if not name:
        return None
    key = key_of(name[:LONGEST_NAME])
    if key not in speakers or (email and not speakers[key].email):
        speakers[key] = Speaker(key, " ".join(name[:LONGEST_NAME].split()), email)
    return key


def email_of(value: Any) -> str | None:
    found = text(value, "email") or text(value, "emailAddress")
    return found.lower() if found and "@" in found else None


def moment_of(value: Any, *path: str) -> datetime | None:
    """Also milliseconds since 1970, as Fireflies gives them."""
    found = pick(value, *path)
    if isinstance(found, int | float) and not isinstance(found, bool) and abs(found) > 1e11:
        found = found / 1000
    written = moment(found)
    return datetime.fromisoformat(written).astimezone(UTC) if written else None


def seconds_of(value: Any, *path: str, unit: float = 1) -> int | None:
    """A length; `unit`: how many seconds its number means."""
    found = pick(value, *path)
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return round(found * unit) if is_number and 0 <= found < 1_000_000 else None


def _milliseconds(value: Any, unit: int) -> int | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value * unit) if is_number and 0 <= value < 1e10 else None


def _line_of(content: str, key: str, wanted: int) -> int:
    """The line of one item of a list; of the list where it cannot be told."""
    found = re.search(rf'"{re.escape(key)}"\s*:\s*\[', content)
    if found is None:
        return 1
    at, decoder = found.end(), json.JSONDecoder()
    try:
        for number in range(wanted + 1):
            at = re.compile(r"[\s,]*").match(content, at).end()  # type: ignore[union-attr]  # it matches nothing, too
            if number < wanted:
                _, at = decoder.raw_decode(content, at)
    except (ValueError, RecursionError):
        at = found.end()
    return content.count("\n", 0, at) + 1
