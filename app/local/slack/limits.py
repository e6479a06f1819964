"""Slack's rate limits: requests per method and minute, and the slower pace of posting into one conversation."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE = 60.0
# Requests a minute, https://docs.slack.dev/apis/web-api/rate-limits
TIER_2, TIER_3, TIER_4 = 20, 50, 100
POSTS = 300  # chat.postMessage in the whole workspace: "several hundred"
STATUSES = 600  # assistant.threads.setStatus
POSTS_PER_SECOND = 1.0  # into one conversation
POSTS_AT_ONCE = 4.0  # the short bursts that Slack tolerates there


@dataclass
class Bucket:
    tokens: float
    at: float


@dataclass
class Limits:
    """Who called what when. Answers with the seconds to wait, 0 for go."""

    clock: Callable[[], float] = time.monotonic
    calls: dict[str, deque[float]] = field(default_factory=dict)
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def call(self, method: str, per_minute: int) -> int:
        now, calls = self.clock(), self.calls.setdefault(method, deque())
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= per_minute:
            return max(1, math.ceil(calls[0] + MINUTE - now))
        calls.append(now)
        return 0

    def post(self, conversation: str) -> int:
        now = self.clock()
        bucket = self.buckets.setdefault(conversation, Bucket(POSTS_AT_ONCE, now))
        bucket.tokens = min(POSTS_AT_ONCE, bucket.tokens + (now - bucket.at) * POSTS_PER_SECOND)
        bucket.at = now
        if bucket.tokens < 1:
            return max(1, math.ceil((1 - bucket.tokens) / POSTS_PER_SECOND))
        bucket.tokens -= 1
        return 0
