"""The ways a message of ours is put into Slack: posted, changed, streamed. What to put is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core.entries import Place
from app.passing import passing
from app.slack.posts import Post
from app.slack.views.kit import Block
from app.slack.wire import SlackRefusedError, Wire

Chunk = dict[str, Any]

# The stream is over already: by its age, by our own hand before a crash, or by a person's.
STREAM_IS_OVER = frozenset({"message_not_in_streaming_state", "stopped_by_user"})


@dataclass(frozen=True)
class Posted:
    """A message that stands in Slack."""

    channel: str
    ts: str


class Pen:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def post(self, place: Place, post: Post) -> Posted:
        """Without a thread it begins one, in a person's direct messages where `channel` is a person."""
        answer = await self._wire.act(
            "chat.postMessage",
            channel=place.channel,
            thread_ts=place.thread_ts,
            text=post.content.text,
            blocks=post.content.blocks,
            metadata=post.metadata,
            unfurl_links=False,
            unfurl_media=False,
        )
        return Posted(answer["channel"], answer["ts"])

    async def edit(self, at: Posted, text: str, blocks: Sequence[Block], metadata: Any = None) -> None:
        """Puts other words in place of a message's; a stream that is still open is ended first."""
        arguments = {"channel": at.channel, "ts": at.ts, "text": text, "blocks": list(blocks), "metadata": metadata}
        try:
            await self._wire.act("chat.update", **arguments)
        except SlackRefusedError as no:
            if no.code != "streaming_state_conflict":
                raise
            await self.stop(at)
            passing("stream.stopped")
            await self._wire.act("chat.update", **arguments)

    async def start(self, place: Place, person: str, chunks: Sequence[Chunk]) -> Posted:
        """Opens a stream for the person who asked; Slack wants both recipients in channels."""
        me = await self._wire.me()
        answer = await self._wire.act(
            "chat.startStream",
            channel=place.channel,
            thread_ts=place.thread_ts,
            recipient_user_id=person,
            recipient_team_id=me.team,
            chunks=list(chunks),
        )
        return Posted(answer["channel"], answer["ts"])

    async def append(self, at: Posted, chunks: Sequence[Chunk]) -> None:
        await self._wire.act("chat.appendStream", channel=at.channel, ts=at.ts, chunks=list(chunks))

    async def stop(self, at: Posted) -> None:
        """Ends a stream as it is; fine where it has ended by itself."""
        try:
            await self._wire.act("chat.stopStream", channel=at.channel, ts=at.ts, session_status="processing")
        except SlackRefusedError as no:
            if no.code not in STREAM_IS_OVER:
                raise

    async def finish(self, at: Posted, chunks: Sequence[Chunk], post: Post) -> None:
        """The last words of a stream, what stands below them, and the end of its status."""
        await self._wire.act(
            "chat.stopStream",
            channel=at.channel,
            ts=at.ts,
            chunks=list(chunks) or None,
            blocks=list(post.content.tail) or None,
            metadata=post.metadata,
            session_status=(post.leaves or "active") if post.is_work else "processing",
        )
