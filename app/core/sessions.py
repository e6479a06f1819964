"""A session is its log; everything else is read off it here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from app.core.branches import Forked
from app.core.delegating import Started
from app.core.entries import (
    Chose,
    Deleted,
    Edited,
    Entry,
    Faltered,
    Fired,
    Framed,
    Hushed,
    Listed,
    Noted,
    Opened,
    Paused,
    Place,
    Replied,
    Resumed,
    Said,
    Stopped,
    ToolReturned,
)
from app.core.proposals import Proposal, read_proposals
from app.core.tools import Call

SILENT = "[SILENT]"
NEVER = 2**62  # no request was made yet, so every edit still counts
GOES_ON = frozenset({"tool_use", "pause_turn"})  # any other reason, known or not, ends the turn


@dataclass(frozen=True)
class Turn:
    """What was asked, and what came of it so far."""

    id: int  # the seq of `asked`
    asked: Said | Fired
    agent: str | None  # None: the default
    text: str  # the words after edits; "" for a firing that a playbook answers
    replies: tuple[Replied, ...] = ()
    returns: tuple[ToolReturned, ...] = ()
    faltered: Faltered | None = None  # the latest, unless a reply came after it
    is_over: bool = False

    @property
    def is_silent(self) -> bool:
        """A trigger's turn that found nothing to say: it is recorded, and nothing is posted."""
        said = "".join(text_of(reply) for reply in self.replies).strip()
        return self.is_over and isinstance(self.asked, Fired) and said == SILENT

    @property
    def asker(self) -> str:
        return self.asked.by if isinstance(self.asked, Said) else self.asked.person

    def open_calls(self) -> tuple[Call, ...]:
        """What the model asked for and has no answer to, in its order."""
        if not self.replies:
            return ()
        answered = {each.call_id for each in self.returns}
        return tuple(call for call in calls_of(self.replies[-1]) if call.id not in answered)


def calls_of(reply: Replied) -> tuple[Call, ...]:
    uses = (block for block in reply.blocks if block.get("type") == "tool_use")
    return tuple(Call(use["id"], use["name"], use.get("input") or {}) for use in uses)


def _ends_turn(reply: Replied) -> bool:
    return reply.stop_reason not in GOES_ON or (reply.stop_reason == "tool_use" and not calls_of(reply))


def text_of(reply: Replied) -> str:
    return "\n\n".join(block["text"] for block in reply.blocks if block.get("type") == "text" and block["text"])


@dataclass(frozen=True)
class Session:
    id: str
    entries: tuple[Entry, ...]
    place: Place  # as bound to Slack by now; `Opened.place` is what it was at birth

    @property
    def seq(self) -> int:
        return self.entries[-1].seq if self.entries else 0

    @cached_property
    def opened(self) -> Opened:
        return next(entry.body for entry in self.entries if isinstance(entry.body, Opened))

    @cached_property
    def framed(self) -> Framed | None:
        return next((entry.body for entry in self.entries if isinstance(entry.body, Framed)), None)

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        reading = _Reading()
        for entry in self.entries:
            reading.read(entry)
        return tuple(reading.turns())

    @property
    def open_turn(self) -> Turn | None:
        return next((turn for turn in self.turns if not turn.is_over), None)

    @property
    def is_paused(self) -> bool:
        switches = [entry.body for entry in self.entries if isinstance(entry.body, Paused | Resumed | Forked)]
        return bool(switches) and isinstance(switches[-1], Paused)

    @property
    def forked_at(self) -> int:
        """The lines up to there, and this one, are those of another session; 0 in one of its own."""
        return max((entry.seq for entry in self.entries if isinstance(entry.body, Forked)), default=0)

    @property
    def is_quiet(self) -> bool:
        words = [entry.body for entry in self.entries if isinstance(entry.body, Hushed)]
        return bool(words) and words[-1].quiet

    @property
    def taint(self) -> tuple[str, ...]:
        """Where untrusted text in this session came from; empty means none did. Never cleared."""
        found = [s for e in self.entries if isinstance(e.body, ToolReturned | Fired) for s in e.body.sources]
        return tuple(dict.fromkeys(found))

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        return read_proposals(self.entries)

    @property
    def waits_for_a_word(self) -> bool:
        return any(proposal.state in ("waiting", "unsure") for proposal in self.proposals)

    def taint_for(self, asker: str) -> tuple[str, ...]:
        """The same, and the words of others than who asks: they are untrusted, too, when something is written."""
        others = any(isinstance(e.body, Said) and e.body.by != asker for e in self.entries)
        return (*self.taint, *(["words of others in this thread"] if others else []))

    @property
    def fired(self) -> Fired | None:
        """By what it was begun, where that was no person's word."""
        return next((entry.body for entry in self.entries[:2] if isinstance(entry.body, Fired)), None)

    def children(self) -> tuple[str, ...]:
        """Sessions that work for this one and have not reported yet."""
        returned = {entry.body.call_id for entry in self.entries if isinstance(entry.body, ToolReturned)}
        started = (entry.body for entry in self.entries if isinstance(entry.body, Started))
        return tuple(each.child for each in started if each.call_id not in returned)

    def chosen_by(self, person: str) -> str | None:
        """The agent this person picked for their next message, if they have not spoken since."""
        chosen = None
        for entry in self.entries:
            match entry.body:
                case Chose(by=by, agent=agent) if by == person:
                    chosen = agent
                case Said(by=by) if by == person:
                    chosen = None
        return chosen

    def listed(self) -> Listed | None:
        return next((entry.body for entry in reversed(self.entries) if isinstance(entry.body, Listed)), None)


@dataclass
class _Draft:
    """What one pass over the log knows of a turn so far."""

    id: int
    asked: Said | Fired
    replies: list[Replied] = field(default_factory=list)
    returns: list[ToolReturned] = field(default_factory=list)
    faltered: Faltered | None = None
    is_over: bool = False


class _Reading:
    """One pass over a log. Turns run one after the other, so a turn's entries name it."""

    def __init__(self) -> None:
        self.drafts: dict[int, _Draft] = {}
        self.edits: dict[str, list[tuple[int, str]]] = {}
        self.deleted: set[str] = set()

    def read(self, entry: Entry) -> None:
        match entry.body:
            case Fired() | Said(wants_reply=True) as asked:
                self.drafts[entry.seq] = _Draft(entry.seq, asked)
            case Edited(of=of, text=text):
                self.edits.setdefault(of, []).append((entry.seq, text))
            case Deleted(of=of):
                self.deleted.add(of)
            case Stopped():
                self._stop()
            case Forked():
                self._leave_open_turns()
            case Replied() | ToolReturned() | Faltered() | Listed() | Noted(turn=int()) as body:
                self._add(body)

    def turns(self) -> Iterator[Turn]:
        for draft in self.drafts.values():
            if not self._is_dropped(draft):
                replies, returns = tuple(draft.replies), tuple(draft.returns)
                text = self._text(draft)
                asked = draft.asked
                yield Turn(draft.id, asked, asked.agent, text, replies, returns, draft.faltered, draft.is_over)

    def _add(self, body: Replied | ToolReturned | Faltered | Listed | Noted) -> None:
        draft = self.drafts.get(body.turn or 0)
        if draft is None:
            return
        match body:
            case Replied():
                draft.replies.append(body)
                draft.faltered = None
                draft.is_over |= _ends_turn(body)
            case ToolReturned():
                draft.returns.append(body)
            case Faltered():
                draft.faltered = body
                draft.is_over |= body.retry_at is None
            case _:
                draft.is_over = True

    def _stop(self) -> None:
        """Stop ends the turn under way: the first that is open by now."""
        for draft in self.drafts.values():
            if not draft.is_over and not self._is_dropped(draft):
                draft.is_over = True
                return

    def _leave_open_turns(self) -> None:
        """They go on in the session that was forked."""
        for draft in self.drafts.values():
            draft.is_over = True

    def _is_dropped(self, draft: _Draft) -> bool:
        """A message deleted before it was answered asks for nothing."""
        return isinstance(draft.asked, Said) and draft.asked.key in self.deleted and not draft.replies

    def _text(self, draft: _Draft) -> str:
        """The words as the first request had them: an edit made after that changes nothing."""
        if isinstance(draft.asked, Fired):
            return draft.asked.text
        seen = min((reply.seen for reply in draft.replies), default=NEVER)
        known = [text for seq, text in self.edits.get(draft.asked.key, ()) if seq <= seen]
        return known[-1] if known else draft.asked.text
