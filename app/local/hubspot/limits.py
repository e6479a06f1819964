"""HubSpot's rate limits for a service key of a professional account, counted in real time.

Search has its own limit, and its answers carry no rate headers; it counts towards the day only. A refusal names its
policy and, like HubSpot's, gives no Retry-After. Figures: HubSpot's usage guidelines, 2026.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime
from zoneinfo import ZoneInfo

from app.local.hubspot.errors import RefusedError

SEARCHES_A_SECOND = 5  # of the whole account, all its apps together
REQUESTS_IN_TEN_SECONDS = 190
REQUESTS_A_DAY = 625_000


class Limits:
    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)  # the day ends at the portal's midnight
        self._searches: deque[float] = deque()
        self._requests: deque[float] = deque()
        self._day = ""
        self._used = 0

    def take(self, *, search: bool, real: float, wall: datetime) -> dict[str, str]:
        """Counts a request and answers the headers that say what is left. Raises RefusedError with 429."""
        self._start_day(wall)
        if self._used >= REQUESTS_A_DAY:
            raise _refusal("DAILY", {})
        if search:
            if not _pass(self._searches, real, 1.0, SEARCHES_A_SECOND):
                raise _refusal("SECONDLY", {})
            self._used += 1
            return {}
        if not _pass(self._requests, real, 10.0, REQUESTS_IN_TEN_SECONDS):
            raise _refusal("TEN_SECONDLY_ROLLING", self._headers())
        self._used += 1
        return self._headers()

    def _start_day(self, wall: datetime) -> None:
        day = wall.astimezone(self._zone).date().isoformat()
        if day != self._day:
            self._day, self._used = day, 0

    def _headers(self) -> dict[str, str]:
        return {
            "X-HubSpot-RateLimit-Max": str(REQUESTS_IN_TEN_SECONDS),
            "X-HubSpot-RateLimit-Remaining": str(REQUESTS_IN_TEN_SECONDS - len(self._requests)),
            "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
            "X-HubSpot-RateLimit-Daily": str(REQUESTS_A_DAY),
            "X-HubSpot-RateLimit-Daily-Remaining": str(REQUESTS_A_DAY - self._used),
        }


def _pass(taken: deque[float], real: float, window: float, most: int) -> bool:
    while taken and taken[0] <= real - window:
        taken.popleft()
    if len(taken) >= most:
        return False
    taken.append(real)
    return True


def _refusal(policy: str, headers: dict[str, str]) -> RefusedError:
    return RefusedError(
        429,
        "RATE_LIMITS",
        f"You have reached your {policy.lower()} limit.",
        extra={"errorType": "RATE_LIMIT", "policyName": policy},
        headers=headers,
    )
