"""What a person's message becomes: the entries it adds to a session, or to a new one. Pure."""

from __future__ import annotations

from app.core.agents import Catalog, Wording, read_wording
from app.core.entries import Chose, EntryBody, Hushed, Noted, Paused, Resumed, Said
from app.core.sessions import Session
from app.core.turns import unknown_agent
from app.slack.meant import is_meant_for_us
from app.slack.reading import LONGEST, Heard
from app.slack.views.agents import HELP, agents_markdown, armed_text
from app.slack.views.sessions import NOT_HERE, why_markdown


def entries_for(heard: Heard, session: Session | None, catalog: Catalog) -> tuple[EntryBody, ...]:
    """At least one. Without a session the message is a direct one or mentions us."""
    wording = read_wording(heard.text)
    if wording.command in ("quiet", "listen"):
        return (Hushed(by=heard.by, quiet=wording.command == "quiet"),)
    if wording.command in ("pause", "resume"):
        return _switch(heard, session, is_pause=wording.command == "pause")
    if wording.command == "fork":  # without a session; with one it never comes here
        return (Noted(text=NOT_HERE),)
    if wording.command == "why":
        return (Noted(text=why_markdown(session, catalog) if session else NOT_HERE),)
    if wording.command == "help" or not (heard.text or heard.files):
        return (Noted(text=HELP),)
    if wording.command == "agent" and not wording.text:
        return _choice(heard, wording, catalog)
    if len(heard.text) > LONGEST:
        return (Noted(text=_too_long(heard)),)
    return (_said(heard, wording, session),)


def _switch(heard: Heard, session: Session | None, *, is_pause: bool) -> tuple[EntryBody, ...]:
    if session is None:
        return (Noted(text=NOT_HERE),)
    if session.is_paused == is_pause:
        return (Noted(text="It is paused already." if is_pause else "Nothing is paused here."),)
    return (Paused(by=heard.by) if is_pause else Resumed(by=heard.by),)


def _choice(heard: Heard, wording: Wording, catalog: Catalog) -> tuple[EntryBody, ...]:
    """`!agent` alone lists them; with a name and nothing to ask it is for the next message."""
    if wording.agent is None:
        return (Noted(text=agents_markdown(catalog)),)
    if catalog.find(wording.agent) is None:
        return (Noted(text=unknown_agent(wording.agent, catalog)),)
    return Chose(by=heard.by, agent=wording.agent), Noted(text=armed_text(wording.agent))


def _said(heard: Heard, wording: Wording, session: Session | None) -> Said:
    is_meant = session is None or wording.command == "agent" or is_meant_for_us(session, heard)
    chosen = wording.agent or (session.chosen_by(heard.by) if session else None)
    return Said(
        key=heard.key,
        ts=heard.ts,
        by=heard.by,
        text=wording.text,
        agent=chosen if is_meant else None,
        wants_reply=is_meant,
        files=heard.files,
    )


def _too_long(heard: Heard) -> str:
    return (
        f"Your message has {len(heard.text):,} characters, and I read up to {LONGEST:,}. Attach it as a file instead."
    )
