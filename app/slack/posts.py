"""Which posts a log wants: the thread as it should be. Pure; `thread` makes Slack agree with it.

A post says which lines of the log it shows, and is made only where Slack does not show these yet. So a long thread
costs little, and a program that words things anew leaves alone what was said before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

from app.core.agents import Catalog
from app.core.approvals import Declined, Reminded
from app.core.branches import Branched, Forked
from app.core.delegating import CHILD
from app.core.entries import (
    Chose,
    Entry,
    Faltered,
    Fired,
    Hushed,
    Listed,
    Marked,
    Noted,
    Paused,
    Replied,
    Resumed,
    Said,
    Stopped,
)
from app.core.sessions import GOES_ON, Session, Turn, calls_of, text_of
from app.slack.cards import Card, cards_of, reminder
from app.slack.views import escape
from app.slack.views.card import card_text, draw_card
from app.slack.views.escape import Allowed, as_mrkdwn, hosts_in
from app.slack.views.kit import Block, context, cut, markdown, moment, section
from app.slack.views.reply import LIMIT, asked_blocks, error_blocks, note_blocks, reply_tail, split_markdown
from app.slack.views.sessions import branched_blocks, forked_blocks, paused_blocks
from app.slack.views.the_list import draw_list, list_text, list_title

as_markdown = lru_cache(maxsize=64)(escape.as_markdown)  # the parts of one answer are made one after the other
Leaves = Literal["active", "suspended", ""]  # "": nothing is said
CALL_TOOL = "log_call"  # where some agent has it, a row offers to log a call
SHOWN_TOOLS = 6
ENDS = {
    "refusal": "The model declined to answer this. Ask it in other words, or ask another agent.",
    "max_tokens": "The answer reached the model's limit and ends early. Ask it to go on.",
    "model_context_window_exceeded": "This thread has grown too long for the model. Start a new one.",
}


@dataclass(frozen=True)
class Content:
    text: str  # the notification
    tail: tuple[Block, ...]
    written: str = ""  # Markdown above the tail; a stream may have written it already

    @property
    def blocks(self) -> list[Block]:
        return [*([markdown(self.written)] if self.written.strip() else []), *self.tail]


@dataclass(frozen=True)
class Post:
    """One message."""

    key: str
    shows: str  # the lines of the log in it; where its row says the same, it stands as it should
    make: Callable[[], Content]
    leaves: Leaves = "active"  # what the thread says the bot does, after this post
    is_card: bool = False  # it says that by itself, whether a model worked or not
    is_work: bool = False  # of a turn in which a model worked: its status ends with this post
    title: str = ""  # for the thread that begins with it
    keeps_more: bool = False  # what a stream had shown beyond `written` stays: a person stopped it

    @cached_property
    def content(self) -> Content:
        return self.make()

    def with_more(self, shown: str) -> Content:
        is_more = self.keeps_more and shown.startswith(self.content.written)
        return replace(self.content, written=shown) if is_more else self.content

    @property
    def metadata(self) -> dict[str, object]:
        """By which a post is found again after a crash. Anybody may read and forge it, so it says nothing more."""
        return {"event_type": "threadwork_post", "event_payload": {"key": self.key}}


def wanted(session: Session, catalog: Catalog, hosts: frozenset[str]) -> tuple[Post, ...]:
    """`hosts`: where any answer may link to."""
    if session.place.channel == CHILD:
        return ()
    return tuple(_Wanted(session, catalog, hosts).posts())


def reply_key(session: Session, turn: Turn, part: int = 1) -> str:
    return f"{session.id}:reply:{turn.id}" + (f":{part}" if part > 1 else "")


def written_by(turn: Turn) -> str:
    """The turn's words so far, raw."""
    return "\n\n".join(text for text in map(text_of, turn.replies) if text)


def allowed_for(session: Session, turn: Turn, hosts: frozenset[str]) -> Allowed:
    """Links to our own systems and to what the asker wrote out; mentions of who spoke here. Up to the question."""
    said = [e.body for e in session.entries if isinstance(e.body, Said) and e.seq <= turn.id]
    asked = hosts_in("\n".join(each.text for each in said if each.by == turn.asker))
    return Allowed(hosts | asked, frozenset({turn.asker, *(each.by for each in said)}))


def thread_title(session: Session) -> str:
    """The first words that were said."""
    said = next((entry.body.text for entry in session.entries if isinstance(entry.body, Said)), "")
    return cut(" ".join(said.split()), 80)


@dataclass(frozen=True)
class _Wanted:
    session: Session
    catalog: Catalog
    hosts: frozenset[str]

    def posts(self) -> Iterator[Post]:
        turns = {turn.id: turn for turn in self.session.turns}
        latest = max((turn.id for turn in turns.values() if turn.is_over), default=0)
        leaves: Leaves = "suspended" if self.session.waits_for_a_word else "active"
        for entry in self.session.entries[
            max(0, self.session.forked_at - 1) :
        ]:  # what a fork was given stands elsewhere
            yield from self._of_entry(entry)
            if turn := turns.get(entry.seq):
                for post in self._of_turn(turn, is_latest=turn.id == latest):
                    yield replace(post, leaves=leaves)
            if turn is None or turn.is_over or turn.faltered:  # the card stands below the words about it
                yield from self._card(entry.seq)

    def _of_entry(self, entry: Entry) -> Iterator[Post]:
        key, shows = f"{self.session.id}:{entry.body.kind}:{entry.seq}", str(entry.seq)
        match entry.body:
            case Said(ts="") as said:
                yield Post(key, shows, lambda: _asked(said, self.catalog), title=thread_title(self.session))
            case Noted(turn=None, text=text) if text:
                yield Post(key, shows, lambda: _noted(text, Allowed()))
            case Declined(text=text, by=by):
                yield Post(key, shows, lambda: _noted(f"<@{by}> {text}", Allowed(people=frozenset({by}))))
            case Reminded(numbers=numbers):
                yield from self._reminder(key, shows, numbers)
            case Hushed() as hushed:
                yield Post(key, shows, lambda: _hushed(hushed))
            case Paused() | Resumed() as switched:
                leaves: Leaves = "suspended" if isinstance(switched, Paused) else ""
                yield Post(key, shows, lambda: Content(*paused_blocks(switched)), leaves=leaves, is_card=True)
            case Forked() as forked:
                blocks = forked_blocks(forked, self.session)
                yield Post(key, shows, lambda: Content(*blocks), title=thread_title(self.session))
            case Branched() as branched:
                yield Post(key, shows, lambda: Content(*branched_blocks(branched)))

    def _card(self, origin: int) -> Iterator[Post]:
        """What a turn or a form proposed."""
        if card := self._cards.get(origin):
            leaves: Leaves = "suspended" if self.session.waits_for_a_word else "active"
            yield Post(
                f"{self.session.id}:card:{origin}",
                str(card.last),
                lambda: Content(card_text(card.shown), tuple(draw_card(self.session.id, card.shown))),
                leaves="" if self.session.open_turn else leaves,
                is_card=True,
            )

    @cached_property
    def _cards(self) -> Mapping[int, Card]:
        return cards_of(self.session)

    def _reminder(self, key: str, shows: str, numbers: tuple[int, ...]) -> Iterator[Post]:
        if waiting := [each for each in self.session.proposals if each.number in numbers]:
            yield Post(key, shows, lambda: _said(reminder(waiting)))

    def _of_turn(self, turn: Turn, *, is_latest: bool) -> Iterator[Post]:
        if turn.is_silent:
            return
        end = self._endings.get(turn.id) if turn.is_over else None
        if end is None:
            yield from self._trying_again(turn)
            return
        key, shows = reply_key(self.session, turn), str(end.seq)
        match end.body:
            case Listed() as listed:
                marks = [e for e in self.session.entries if isinstance(e.body, Marked)]
                shows += f":{marks[-1].seq}" if marks else ""
                yield Post(key, shows, lambda: _listed(listed, marks, self._can_log), title=list_title(listed))
            case Noted(text=text) if text:
                yield Post(key, shows, lambda: self._noted(turn, text), is_work=bool(turn.replies))
            case Faltered() as faltered:
                yield Post(key, shows, lambda: _failed(faltered.reason), is_work=True)
            case Stopped(by=by):
                yield from self._answer(turn, shows, lambda: [context(f"Stopped by <@{by}>")], keeps_more=True)
            case Replied():
                chosen = self._chosen if is_latest else None
                shows += f":{chosen.by}:{chosen.agent}" if chosen else ""
                yield from self._answer(turn, shows, lambda: self._tail(turn, chosen))

    def _answer(
        self, turn: Turn, shows: str, tail: Callable[[], list[Block]], *, keeps_more: bool = False
    ) -> Iterator[Post]:
        """One post, or several where it is long: only then its words are needed to know how many."""
        is_short = 5 * len(written_by(turn)) <= LIMIT  # escaping makes four characters of one, and some more of links
        count = 1 if is_short else len(self._parts(turn))
        for number in range(1, count + 1):
            is_last = number == count

            def make(at: int = number - 1, is_last: bool = is_last) -> Content:
                part = self._parts(turn)[at]
                return Content(cut(as_mrkdwn(part), 300) or "Answered", tuple(tail()) if is_last else (), part)

            yield Post(reply_key(self.session, turn, number), shows, make, is_work=is_last, keeps_more=keeps_more)

    def _noted(self, turn: Turn, text: str) -> Content:
        return _noted(text, allowed_for(self.session, turn, self.hosts))

    def _parts(self, turn: Turn) -> list[str]:
        return split_markdown(as_markdown(written_by(turn), allowed_for(self.session, turn, self.hosts)))

    def _tail(self, turn: Turn, chosen: Chose | None) -> list[Block]:
        used = [call.name for reply in turn.replies for call in calls_of(reply)]
        last = turn.replies[-1]
        note = ENDS.get(last.stop_reason)
        notes = [note] if note else []
        shown = list(dict.fromkeys(used))[:SHOWN_TOOLS]
        return reply_tail(last.agent, self.catalog, used=shown, notes=notes, chosen=chosen)

    def _trying_again(self, turn: Turn) -> Iterator[Post]:
        """A first failure is tried again without a word; from the second on people are told."""
        failed = turn.faltered
        if failed and failed.retry_at and failed.attempt > 1 and not isinstance(turn.asked, Fired):
            yield Post(reply_key(self.session, turn), f"attempt:{failed.attempt}", lambda: _again(failed))

    @cached_property
    def _can_log(self) -> bool:
        return any(CALL_TOOL in agent.tools for agent in self.catalog.agents.values())

    @cached_property
    def _endings(self) -> dict[int, Entry]:
        """The entry that ended each turn; a Stop ends those that nothing else did."""
        ends: dict[int, Entry] = {}
        for entry in self.session.entries:
            match entry.body:
                case Listed(turn=turn) | Faltered(turn=turn, retry_at=None) | Noted(turn=int(turn)):
                    ends.setdefault(turn, entry)
                case Replied(turn=turn, stop_reason=reason) if reason not in GOES_ON:
                    ends.setdefault(turn, entry)
        for stop in (entry for entry in self.session.entries if isinstance(entry.body, Stopped)):
            for turn in (each.id for each in self.session.turns if each.is_over and each.id < stop.seq):
                ends.setdefault(turn, stop)
        return ends

    @cached_property
    def _chosen(self) -> Chose | None:
        """Who picked an agent for their next message and has not spoken since; the latest of them."""
        for entry in reversed(self.session.entries):
            if isinstance(entry.body, Chose) and self.session.chosen_by(entry.body.by):
                return entry.body
        return None


def _said(line: str) -> Content:
    return Content(line, (section(line),))


def _asked(said: Said, catalog: Catalog) -> Content:
    shown = asked_blocks(said.by, said.agent or catalog.default, said.text)
    return Content(cut(as_mrkdwn(said.text), 300), tuple(shown))


def _noted(text: str, allowed: Allowed) -> Content:
    return Content(cut(as_mrkdwn(text), 300), tuple(note_blocks(as_markdown(text, allowed))))


def _hushed(hushed: Hushed) -> Content:
    line = "stay silent here until somebody mentions me" if hushed.quiet else "listen here again"
    return Content(f"I {line}", (context(f"<@{hushed.by}> asked me to {line}."),))


def _listed(listed: Listed, marks: list[Entry], can_log: bool) -> Content:
    said = [entry.body for entry in marks if isinstance(entry.body, Marked)]
    return Content(list_text(listed), tuple(draw_list(listed, said, can_log=can_log)))


def _failed(reason: str) -> Content:
    return Content(cut(as_mrkdwn(reason), 300), tuple(error_blocks(reason)))


def _again(failed: Faltered) -> Content:
    reason = as_mrkdwn(failed.reason)
    when = f" I try again at {moment(failed.retry_at, '{time_secs}')}." if failed.retry_at else ""
    return Content(cut(reason, 300), (section(f":hourglass_flowing_sand: {reason}{when}"),))
