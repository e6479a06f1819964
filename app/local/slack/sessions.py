"""Agent sessions as Slack keeps them: what a thread's agent is doing and what the thread is called."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

STATUSES = ("processing", "active", "suspended", "closed")


@dataclass
class Session:
    status: str | None = None  # None: only titled, or only the older kind of status
    title: str | None = None
    initiator: str | None = None
    set_at: float = 0.0  # time.monotonic()
    words: str = ""  # assistant.threads.setStatus
    words_at: float = 0.0


@dataclass
class Sessions:
    processing_seconds: float
    words_seconds: float
    by_thread: dict[tuple[str, str], Session] = field(default_factory=dict)  # (channel, root ts)

    def at(self, channel: str, thread_ts: str) -> Session:
        return self.by_thread.setdefault((channel, thread_ts), Session())

    def find(self, channel: str, thread_ts: str) -> Session | None:
        return self.by_thread.get((channel, thread_ts))

    def set_status(self, channel: str, thread_ts: str, status: str) -> Session:
        session = self.at(channel, thread_ts)
        session.status, session.set_at = status, time.monotonic()
        return session

    def set_words(self, channel: str, thread_ts: str, words: str) -> None:
        session = self.at(channel, thread_ts)
        session.words, session.words_at = words, time.monotonic()

    def status(self, channel: str, thread_ts: str) -> str | None:
        """The session's own status; one that says `processing` for too long is `active` again."""
        session = self.find(channel, thread_ts)
        if session is None:
            return None
        is_over = time.monotonic() - session.set_at > self.processing_seconds
        return "active" if session.status == "processing" and is_over else session.status

    def shown(self, channel: str, thread_ts: str) -> str | None:
        """What people read under the thread: the words the app set, else the status."""
        session = self.find(channel, thread_ts)
        if session and session.words and time.monotonic() - session.words_at < self.words_seconds:
            return session.words
        return self.status(channel, thread_ts)

    def in_channel(self, channel: str) -> list[tuple[str, str]]:
        """(root ts, what is shown) of every thread of a conversation that has something to show."""
        roots = [root for where, root in self.by_thread if where == channel]
        return [(root, shown) for root in roots if (shown := self.shown(channel, root))]
