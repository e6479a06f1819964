"""Puts one wanted post into Slack, once: intent, act, receipt; after an interruption a look before anything else."""

from __future__ import annotations

import asyncio
import logging

from app.core.effects import Effect
from app.core.entries import Place
from app.passing import passing
from app.slack.live import Part, Writing
from app.slack.looking import find_post
from app.slack.pen import STREAM_IS_OVER, Pen, Posted
from app.slack.posts import Leaves, Post
from app.slack.receipts import Receipts, posted
from app.slack.status import Status
from app.slack.wire import SlackRefusedError, SlackSilentError, SlackUnreachedError, Wire

log = logging.getLogger(__name__)

LOOK_AFTER = 1.0  # seconds between a lost answer and the look for what it was about
# The message is gone or may not be changed any more: what it says now is the last word.
BEYOND_EDITING = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"})
# Somebody must act, and then it works: drawn again later. Any other refusal would be the same next time.
WORTH_WAITING = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_expired", "token_revoked", "missing_scope"}
)


class Putting:
    def __init__(self, wire: Wire, pen: Pen, receipts: Receipts, status: Status) -> None:
        self._wire, self._pen, self._receipts, self._status = wire, pen, receipts, status

    async def put(self, session: str, place: Place, post: Post, row: Effect | None, writing: Writing | None) -> Place:
        """Returns the place, which becomes a thread by its first message. A refusal for good is logged and left."""
        if row is not None and row.state == "intended":
            row = await self.resolve(place, row)
        effect = row or await self._receipts.intend(post.key, session, "slack.post")
        passing("post.intended")
        try:
            at = await self._show(place, post, effect, writing)
        except SlackRefusedError as no:
            if no.code in WORTH_WAITING:
                raise
            log.error("session %s: a message is not shown: %s", session, no)  # noqa: TRY400  the text says it all
            return place
        passing("post.acted")
        bind = None if place.thread_ts else thread_of(at)
        await self._receipts.receive(effect, at, drawn=post.shows, bind=bind)
        passing("post.received")
        if bind:
            await self._status.name(bind, post.title)
        if post.is_card and post.leaves:
            await self._status.end(bind or place, post.leaves)
        return bind or place

    async def resolve(self, place: Place, effect: Effect) -> Effect | None:
        """An interrupted intent: done if Slack has the message, else taken back. Where it began a thread, bind it."""
        rows = await self._receipts.of(effect.session)
        known = frozenset(at.ts for row in rows.values() if (at := posted(row)))
        found = await find_post(self._wire, effect, place, known)
        passing("post.looked")
        if found is None:
            await self._receipts.forget(effect)
            return None
        log.info("%s was posted before the interruption", effect.key)
        return await self._receipts.receive(effect, found, bind=None if place.thread_ts else thread_of(found))

    async def end_work(self, place: Place, writing: Writing | None, leaves: Leaves = "active") -> None:
        """The status goes when the work is over. After a crash it is not known what it says, so it goes as well."""
        if writing is None or await writing.is_shown_at_work():
            await self._status.end(place, leaves or "active")

    async def _show(self, place: Place, post: Post, effect: Effect, writing: Writing | None) -> Posted:
        at, part = posted(effect), writing.part(post.key) if writing else None
        if at is None:
            at = await self._post(place, post, effect)
        elif part and writing and part.state == "streaming" and await self._finish(at, post, part, writing):
            return at  # which ended the status too
        elif part and part.state == "ended" and part.sent.rstrip("\n") == post.content.written:
            return at
        else:
            await self._edit(at, post, part.sent if part else "")
        if part:
            part.state = "edited"
        passing("post.edited")
        if post.is_work:
            await self.end_work(place, writing, post.leaves)
        return at

    async def _post(self, place: Place, post: Post, effect: Effect) -> Posted:
        try:
            return await self._pen.post(place, post)
        except SlackSilentError:
            await asyncio.sleep(LOOK_AFTER)
            if found := await find_post(self._wire, effect, place, frozenset()):
                return found
            raise  # the intent stays: the next drawing looks again before it acts
        except (SlackRefusedError, SlackUnreachedError):
            await self._receipts.forget(effect)
            raise

    async def _finish(self, at: Posted, post: Post, part: Part, writing: Writing) -> bool:
        """Ends the stream with what is missing; False where it shows something else, or cannot be ended by us."""
        await writing.is_shown_at_work()  # its status is set by now, so it is not set after this
        if not (post.content.written.startswith(part.sent.rstrip("\n")) or post.keeps_more):
            return False
        try:
            await self._pen.finish(at, writing.last_chunks(part, post.content.written), post)
        except SlackRefusedError as no:
            if no.code not in STREAM_IS_OVER:
                raise
            return False
        except SlackSilentError:
            return False
        return True

    async def _edit(self, at: Posted, post: Post, shown: str) -> None:
        content = post.with_more(shown)
        try:
            await self._pen.edit(at, content.text, content.blocks, post.metadata)
        except SlackRefusedError as no:
            if no.code not in BEYOND_EDITING:
                raise
            log.info("%s stays as it is: %s", post.key, no)


def thread_of(at: Posted) -> Place:
    """The thread that a message began."""
    return Place(channel=at.channel, thread_ts=at.ts, is_direct=at.channel.startswith("D"))
