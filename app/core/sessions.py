"""A session is its log; everything else is read off it here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

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
from app.core.tools import Call

NEVER = 2**62  # no request was made yet, so every edit still counts
GOES_ON = frozenset({"tool_use", "pause_turn"})  # any other reason, known or not, ends the turn


@dataclass(frozen=True)
class Turn:
    """What was asked, and what came of it so far."""

    id: int  # the seq of `asked`
    asked: Said | Fired
    agent: str | None  # None: the default
    text: str  # the words after edits; "" for a firing
    replies: tuple[Replied, ...] = ()
    returns: tuple[ToolReturned, ...] = ()
    faltered: Faltered | None = None  # the latest, unless a reply came after it
    is_over: bool = False

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
        return tuple(_turns(self.entries))

    @property
    def open_turn(self) -> Turn | None:
        return next((turn for turn in self.turns if not turn.is_over), None)

    @property
    def is_paused(self) -> bool:
        switches = [entry.body for entry in self.entries if isinstance(entry.body, Paused | Resumed)]
        return bool(switches) and isinstance(switches[-1], Paused)

    @property
    def is_quiet(self) -> bool:
        words = [entry.body for entry in self.entries if isinstance(entry.body, Hushed)]
        return bool(words) and words[-1].quiet

    @property
    def taint(self) -> tuple[str, ...]:
        """Where untrusted text in this session came from; empty means none did. Never cleared."""
        found = [s for entry in self.entries if isinstance(entry.body, ToolReturned) for s in entry.body.sources]
        return tuple(dict.fromkeys(found))

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


def _turns(entries: tuple[Entry, ...]) -> Iterator[Turn]:
    """Turns run one after the other, so a turn's entries name it; Stop ends the first one still open then."""
    asked = [entry for entry in entries if _wants_work(entry)]
    gone = {entry.body.of for entry in entries if isinstance(entry.body, Deleted)}
    over: set[int] = set()
    for entry in entries:
        if isinstance(entry.body, Stopped):
            over |= {next((each.seq for each in asked if each.seq < entry.seq and each.seq not in over), 0)}
        elif (ended := _ends(entry)) is not None:
            over.add(ended)
    for entry in asked:
        turn = _gather(entry, entries, entry.seq in over)
        if not (isinstance(entry.body, Said) and entry.body.key in gone and not turn.replies):
            yield turn


def _wants_work(entry: Entry) -> bool:
    return isinstance(entry.body, Fired) or (isinstance(entry.body, Said) and entry.body.wants_reply)


def _ends(entry: Entry) -> int | None:
    """The turn that this entry ends, if it ends one."""
    match entry.body:
        case Replied(turn=turn, stop_reason=reason) as reply:
            return None if reason in GOES_ON and (reason != "tool_use" or calls_of(reply)) else turn
        case Faltered(turn=turn, retry_at=None) | Listed(turn=turn) | Noted(turn=int(turn)):
            return turn
    return None


def _gather(start: Entry, entries: tuple[Entry, ...], is_over: bool) -> Turn:
    asked = start.body
    assert isinstance(asked, Said | Fired)
    replies: list[Replied] = []
    returns: list[ToolReturned] = []
    faltered: Faltered | None = None
    text = asked.text if isinstance(asked, Said) else ""
    seen = min(
        (e.body.seen for e in entries if isinstance(e.body, Replied) and e.body.turn == start.seq), default=NEVER
    )
    for entry in entries:
        match entry.body:
            case Replied(turn=start.seq) as reply:
                replies.append(reply)
                faltered = None
            case ToolReturned(turn=start.seq) as returned:
                returns.append(returned)
            case Faltered(turn=start.seq) as failure:
                faltered = failure
            case Edited(of=of, text=new) if isinstance(asked, Said) and of == asked.key and entry.seq <= seen:
                text = new
    return Turn(start.seq, asked, asked.agent, text, tuple(replies), tuple(returns), faltered, is_over)
