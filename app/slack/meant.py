"""Whether a message in a thread is meant for us. In a thread where people talk to each other the bot stays silent."""

from __future__ import annotations

from app.core.entries import Faltered, Listed, Noted, Replied, Said
from app.core.sessions import Session
from app.slack.reading import Heard


def is_meant_for_us(session: Session, heard: Heard) -> bool:
    """A mention always wins. Without one: not in a quiet thread, nor to somebody else, nor amid people's own talk."""
    if heard.mentions_us:
        return True
    if session.is_quiet:
        return False
    return heard.is_direct or not (heard.mentions_others or _is_amid_talk(session, heard.by))


def _is_amid_talk(session: Session, speaker: str) -> bool:
    """Since our last word, somebody else said something that was not for us: now they are answered, not we."""
    for entry in reversed(session.entries):
        match entry.body:
            case Replied() | Listed() | Noted() | Faltered():
                return False
            case Said(by=by, wants_reply=False) if by != speaker:
                return True
    return False
