"""A reply while it is written: one message that grows as a stream, or is edited, or waits for the end.

What is shown here is never the truth: the log is, and `thread` draws it over this. So every failure has one answer: to
show less. A stream that cannot go on becomes a message that is edited; one that cannot begin is posted when finished.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Literal

from app.core.entries import Place
from app.core.sessions import Turn
from app.passing import passing
from app.slack.pace import Pace
from app.slack.pen import STREAM_IS_OVER, Chunk, Pen, Posted
from app.slack.posts import written_by
from app.slack.receipts import Receipts
from app.slack.views.escape import Allowed, as_markdown, settled, visible
from app.slack.views.kit import context, cut, markdown
from app.slack.views.reply import sendable, split_markdown
from app.slack.wire import SlackError, SlackRefusedError, SlackSilentError, SlackUnreachedError

log = logging.getLogger(__name__)

BIG = 800  # characters worth showing before their time
TASK_TITLE = 256  # characters, docs.slack.dev/reference/methods/chat.appendStream


@dataclass
class Part:
    """One message of a reply; a long one takes several."""

    key: str
    state: Literal["unsent", "streaming", "edited", "held", "ended"] = "unsent"
    at: Posted | None = None
    sent: str = ""  # Markdown that Slack has, where it is sure
    since: float = 0.0  # time.monotonic() of the stream's start


@dataclass
class Task:
    """A tool at work, as a card in the stream."""

    id: str
    title: str
    is_done: bool = False
    is_new: bool = True  # not sent as it is now


@dataclass(frozen=True)
class Asked:
    """What is answered, where and for whom."""

    session: str
    turn: int
    key: str  # of the post
    place: Place
    person: str
    allowed: Allowed


class Unseen:
    """The port `Live` where a reply is shown only when it is finished."""

    async def text(self, delta: str) -> None:
        return

    async def working(self, call: str) -> None:
        return


class Writing:
    """The port `Live` for one turn, through all its model calls."""

    def __init__(
        self,
        asked: Asked,
        pen: Pen,
        receipts: Receipts,
        pace: Pace,
        *,
        status: Coroutine[None, None, bool],
        stands: Posted | None = None,
    ) -> None:
        """`stands`: the message of this turn that is there already, after a crash or a failed call."""
        self.asked = asked
        self._pen, self._receipts, self._pace = pen, receipts, pace
        self._status = asyncio.create_task(status)
        self.parts = [Part(asked.key, "edited" if stands else "unsent", stands)]
        self._tasks: list[Task] = []
        self._before = ""  # the words of finished replies of this turn
        self._fresh = ""  # those of the reply that is written now
        self._whole = 0  # how many characters of both are sure to be followed by a line end
        self._shown_at = 0.0  # time.monotonic()
        self._dirty, self._big, self._busy = asyncio.Event(), asyncio.Event(), asyncio.Lock()
        self._flusher: asyncio.Task[None] | None = None
        self.is_closed = False

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)

    def go_on(self, turn: Turn) -> None:
        """Another model call begins. What a failed one had written is given up; tools that returned are done."""
        self._before, self._fresh = visible(written_by(turn)), ""
        self._whole = len(self._before)
        self._end_tasks()
        if not self._flusher:
            self._flusher = asyncio.create_task(self._show_for_ever())

    async def is_shown_at_work(self) -> bool:
        """Whether Slack says that we work: a status was set, or a stream had set it."""
        return await self._status or any(part.at for part in self.parts)

    async def text(self, delta: str) -> None:
        self._fresh += visible(delta)
        if len(self._fresh) + len(self._before) - len(self.parts[-1].sent) > BIG:
            self._big.set()
        self._dirty.set()

    async def working(self, call: str) -> None:
        self._whole = len(self._text)
        title = cut(call.replace("_", " ").capitalize(), TASK_TITLE)
        self._tasks.append(Task(f"task_{len(self._tasks) + 1}", title))
        self._dirty.set()

    async def close(self) -> None:
        """Shows nothing more. A call under way is let come to its end, so that its outcome is known."""
        self.is_closed = True
        async with self._busy:
            if self._flusher:
                self._flusher.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await self._flusher
                self._flusher = None

    def last_chunks(self, part: Part, words: str) -> list[Chunk]:
        """What a stream still lacks of these words, and the cards that still say that a tool runs."""
        self._end_tasks()
        return [*self._cards(), *_pieces(words[len(part.sent) :])]

    @property
    def _text(self) -> str:
        return self._before + ("\n\n" if self._before and self._fresh else "") + self._fresh

    def _end_tasks(self) -> None:
        for task in self._tasks:
            task.is_new = task.is_new or not task.is_done
            task.is_done = True

    async def _show_for_ever(self) -> None:
        while not self._is_held:
            await self._dirty.wait()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._big.wait(), self._pause())
            await self._pace.appends.take()
            async with self._busy:
                self._dirty.clear()
                self._big.clear()
                await self._try_to_show()
                self._shown_at = time.monotonic()

    async def _try_to_show(self) -> None:
        try:
            await self._show()
        except SlackError as error:
            log.info("%s: the rest is shown when it is finished: %s", self.asked.key, error)
            self.parts[-1].state = "held"
        except Exception:
            log.exception("%s: the rest is shown when it is finished", self.asked.key)
            self.parts[-1].state = "held"

    @property
    def _is_held(self) -> bool:
        """Once something waits for the end, all that follows waits too, or messages would come out of order."""
        return any(part.state == "held" for part in self.parts)

    def _pause(self) -> float:
        apart = self._pace.edits_apart if self.parts[-1].state == "edited" else self._pace.apart
        return max(0.0, self._shown_at + apart - time.monotonic())

    async def _show(self) -> None:
        text = self._text
        split = split_markdown(as_markdown(text[: max(settled(text), self._whole)], self.asked.allowed))
        for number, words in enumerate(split, start=1):
            if self._is_held:
                return
            if number > len(self.parts):
                self.parts.append(Part(f"{self.asked.key}:{number}"))
            is_last = number == len(split)
            part = self.parts[number - 1]
            await self._show_part(part, words[: sendable(words)] if is_last else words)
            if not is_last and part.state == "streaming" and part.at:
                await self._pen.stop(part.at)
                part.state = "ended"

    async def _show_part(self, part: Part, words: str) -> None:
        cards = self._cards() if part is self.parts[-1] else []
        match part.state:
            case "unsent" if words.strip() or cards:
                await self._start(part, words, cards)
            case "streaming":
                await self._append(part, words, cards)
            case "edited" if words != part.sent and self._pace.edits.try_take():
                await self._edit(part, words)

    async def _start(self, part: Part, words: str, cards: Sequence[Chunk]) -> None:
        if not self._pace.starts.try_take():
            part.state = "held"
            return
        effect = await self._receipts.intend(part.key, self.asked.session, "slack.stream")
        passing("stream.intended")
        try:
            part.at = await self._pen.start(self.asked.place, self.asked.person, self._laid(words, "", cards))
        except SlackSilentError:  # it may stand there: the intent stays, and the last drawing looks for it
            raise
        except (SlackRefusedError, SlackUnreachedError):
            await self._receipts.forget(effect)
            raise
        passing("stream.acted")
        await self._receipts.receive(effect, part.at)
        passing("stream.received")
        part.state, part.sent, part.since = "streaming", words, time.monotonic()

    async def _append(self, part: Part, words: str, cards: Sequence[Chunk]) -> None:
        assert part.at
        kept = part.sent.rstrip("\n")
        if not words.startswith(kept) or time.monotonic() - part.since > self._pace.hand_over:
            await self._pen.stop(part.at)
            part.state = "edited"
            await self._edit(part, words)
            return
        chunks = self._laid(words, part.sent, cards)
        if not chunks:
            return
        try:
            await self._pen.append(part.at, chunks)
        except SlackRefusedError as no:
            part.state = "held" if no.code == "stopped_by_user" else "edited"
            if no.code not in STREAM_IS_OVER:
                raise
        except SlackSilentError:  # it may have been taken, so the next words would come twice
            await self._pen.stop(part.at)
            part.state = "edited"
        else:
            part.sent = words
            passing("stream.appended")

    def _laid(self, words: str, sent: str, cards: Sequence[Chunk]) -> list[Chunk]:
        """The words that Slack lacks, with the cards behind what was said before their calls, so in no sentence."""
        before = as_markdown(self._text[: self._whole], self.asked.allowed) if cards else ""
        at = max(len(before), len(sent)) if words.startswith(before) else len(sent)
        return [*_pieces(words[len(sent) : at]), *cards, *_pieces(words[at:])]

    async def _edit(self, part: Part, words: str) -> None:
        assert part.at
        running = [task.title for task in self._tasks if not task.is_done]
        foot = context(":hourglass_flowing_sand: " + (", ".join(running) or "still writing") + "…")
        blocks = [*([markdown(words)] if words.strip() else []), foot]
        await self._pen.edit(part.at, "Still writing…", blocks)
        part.sent = words

    def _cards(self) -> list[Chunk]:
        new = [task for task in self._tasks if task.is_new]
        for task in new:
            task.is_new = False
        return [
            {"type": "task_update", "id": t.id, "title": t.title, "status": "complete" if t.is_done else "in_progress"}
            for t in new
        ]


def _pieces(words: str) -> list[Chunk]:
    return [{"type": "markdown_text", "text": words}] if words else []
