"""Which posts a log wants: the thread as it should be. Pure; `thread` makes Slack agree with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from app.core.agents import Catalog
from app.core.entries import Chose, Entry, Faltered, Fired, Hushed, Listed, Marked, Noted, Replied, Said, Stopped
from app.core.sessions import Session, Turn, calls_of, text_of
from app.slack.views import escape
from app.slack.views.escape import Allowed, as_mrkdwn, hosts_in
from app.slack.views.kit import Block, context, cut, markdown, moment, section
from app.slack.views.reply import asked_blocks, error_blocks, note_blocks, reply_tail, split_markdown
from app.slack.views.the_list import draw_list, list_text, list_title

as_markdown = lru_cache(maxsize=512)(escape.as_markdown)  # a thread is drawn often, and its past does not change
SHOWN_TOOLS = 6
ENDS = {
    "refusal": "The model declined to answer this. Ask it in other words, or ask another agent.",
    "max_tokens": "The answer reached the model's limit and ends early. Ask it to go on.",
    "model_context_window_exceeded": "This thread has grown too long for the model. Start a new one.",
}


@dataclass(frozen=True)
class Post:
    """One message. A stream may have written `written` already; then only `tail` is missing."""

    key: str
    text: str  # the notification
    tail: tuple[Block, ...]
    written: str = ""  # Markdown above the tail
    is_work: bool = False  # of a turn in which a model worked: its status ends with this post
    title: str = ""  # for the thread that begins with it
    keeps_more: bool = False  # what a stream had shown beyond `written` stays: a person stopped it

    @cached_property
    def blocks(self) -> list[Block]:
        return [*([markdown(self.written)] if self.written.strip() else []), *self.tail]

    @cached_property
    def digest(self) -> str:
        shown = json.dumps([self.text, self.blocks], sort_keys=True).encode()
        return hashlib.sha256(shown).hexdigest()[:16]

    def with_more(self, shown: str) -> Post:
        return replace(self, written=shown) if self.keeps_more and shown.startswith(self.written) else self

    @property
    def metadata(self) -> dict[str, object]:
        """By which a post is found again after a crash. Anybody may read and forge it, so it says nothing more."""
        return {"event_type": "threadwork_post", "event_payload": {"key": self.key}}


def wanted(session: Session, catalog: Catalog, hosts: frozenset[str]) -> tuple[Post, ...]:
    """`hosts`: where any answer may link to."""
    return tuple(_wanted(session, catalog, hosts))


def reply_key(session: Session, turn: Turn, part: int = 1) -> str:
    return f"{session.id}:reply:{turn.id}" + (f":{part}" if part > 1 else "")


def written_by(turn: Turn) -> str:
    """The turn's words so far, raw."""
    return "\n\n".join(text for text in map(text_of, turn.replies) if text)


def allowed_for(session: Session, turn: Turn, hosts: frozenset[str]) -> Allowed:
    """Links to our own systems and to what the asker wrote out; mentions of people who are in this thread."""
    said = [entry.body for entry in session.entries if isinstance(entry.body, Said)]
    asked = hosts_in("\n".join(each.text for each in said if each.by == turn.asker))
    return Allowed(hosts | asked, frozenset({turn.asker, *(each.by for each in said)}))


def thread_title(session: Session) -> str:
    """The first words that were said."""
    said = next((entry.body.text for entry in session.entries if isinstance(entry.body, Said)), "")
    return cut(" ".join(said.split()), 80)


def _wanted(session: Session, catalog: Catalog, hosts: frozenset[str]) -> Iterator[Post]:
    turns = {turn.id: turn for turn in session.turns}
    latest = max((turn.id for turn in turns.values() if turn.is_over), default=0)
    for entry in session.entries:
        key = f"{session.id}:{entry.body.kind}:{entry.seq}"
        match entry.body:
            case Said(ts="", by=by, agent=agent, text=text):
                asked = asked_blocks(by, agent or catalog.default, text)
                yield Post(key, cut(as_mrkdwn(text), 300), tuple(asked), title=thread_title(session))
            case Noted(turn=None, text=text) if text:
                shown = as_markdown(text)
                yield Post(key, cut(as_mrkdwn(text), 300), tuple(note_blocks(shown)))
            case Hushed(by=by, quiet=quiet):
                line = "stay silent here until somebody mentions me" if quiet else "listen here again"
                yield Post(key, f"I {line}", (context(f"<@{by}> asked me to {line}."),))
        if turn := turns.get(entry.seq):
            yield from _of_turn(session, turn, catalog, hosts, is_latest=turn.id == latest)


def _of_turn(
    session: Session, turn: Turn, catalog: Catalog, hosts: frozenset[str], *, is_latest: bool
) -> Iterator[Post]:
    if not turn.is_over:
        yield from _trying_again(session, turn)
        return
    key, end = reply_key(session, turn), _ending(session, turn)
    match end.body if end else None:
        case Listed() as listed if end:
            marks = [entry.body for entry in session.entries if isinstance(entry.body, Marked)]
            yield Post(key, list_text(listed), tuple(draw_list(listed, marks, end.at)), title=list_title(listed))
        case Noted(text=text):
            if text:
                shown = as_markdown(text, allowed_for(session, turn, hosts))
                yield Post(key, cut(as_mrkdwn(text), 300), tuple(note_blocks(shown)), is_work=bool(turn.replies))
        case Faltered(reason=reason):
            yield Post(key, cut(as_mrkdwn(reason), 300), tuple(error_blocks(reason)), is_work=True)
        case Stopped(by=by):
            for post in _answer(session, turn, hosts, [context(f"Stopped by <@{by}>")]):
                yield replace(post, keeps_more=True)
        case _:
            yield from _answer(session, turn, hosts, _tail(session, turn, catalog, is_latest=is_latest))


def _answer(session: Session, turn: Turn, hosts: frozenset[str], tail: list[Block]) -> Iterator[Post]:
    parts = split_markdown(as_markdown(written_by(turn), allowed_for(session, turn, hosts)))
    for number, part in enumerate(parts, start=1):
        is_last = number == len(parts)
        yield Post(
            reply_key(session, turn, number),
            cut(as_mrkdwn(part), 300) or "Answered",
            tuple(tail) if is_last else (),
            written=part,
            is_work=is_last,
        )


def _tail(session: Session, turn: Turn, catalog: Catalog, *, is_latest: bool) -> list[Block]:
    used = [call.name for reply in turn.replies for call in calls_of(reply)]
    last = turn.replies[-1]
    note = ENDS.get(last.stop_reason)
    next_for, next_agent = _chosen(session) if is_latest else ("", "")
    return reply_tail(
        last.agent,
        catalog.agents.values(),
        used=list(dict.fromkeys(used))[:SHOWN_TOOLS],
        notes=[note] if note else [],
        next_for=next_for,
        next_agent=next_agent,
    )


def _chosen(session: Session) -> tuple[str, str]:
    """Who picked an agent for their next message and has not spoken since; the latest of them."""
    for entry in reversed(session.entries):
        if isinstance(entry.body, Chose) and (agent := session.chosen_by(entry.body.by)):
            return entry.body.by, agent
    return "", ""


def _trying_again(session: Session, turn: Turn) -> Iterator[Post]:
    """A first failure is tried again without a word; from the second on people are told."""
    if turn.faltered and turn.faltered.retry_at and turn.faltered.attempt > 1 and not isinstance(turn.asked, Fired):
        again = f"{as_mrkdwn(turn.faltered.reason)} I try again at {moment(turn.faltered.retry_at, '{time_secs}')}."
        shown = section(f":hourglass_flowing_sand: {again}")
        yield Post(reply_key(session, turn), cut(as_mrkdwn(turn.faltered.reason), 300), (shown,))


def _ending(session: Session, turn: Turn) -> Entry | None:
    """The entry that ended a turn that is over."""
    for entry in session.entries:
        match entry.body:
            case Listed(turn=turn.id) | Noted(turn=turn.id) | Faltered(turn=turn.id, retry_at=None):
                return entry
            case Replied(turn=turn.id) as reply if reply is turn.replies[-1] and not turn.open_calls():
                return entry
    return next((e for e in reversed(session.entries) if isinstance(e.body, Stopped) and e.seq > turn.id), None)
