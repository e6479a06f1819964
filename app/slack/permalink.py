"""The permalink of a session's thread, without asking Slack for it."""

from __future__ import annotations

from app.core.sessions import Session
from app.slack.wire import Me


def link_to(session: Session, me: Me) -> str:
    """As chat.getPermalink builds it."""
    place = session.place
    return f"{me.url}archives/{place.channel}/p{place.thread_ts.replace('.', '')}" if place.thread_ts else ""
