"""What a failed model call means: try again, and when; or give up, and what to tell people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

ATTEMPTS = 6
LONGEST = 600.0  # seconds; the server may ask for days, people do not wait that long
PASSING = frozenset({"overloaded_error", "api_error", "rate_limit_error", "timeout_error", "conflict_error"})

REMEDIES = {
    "authentication_error": "Anthropic refused the key. Set ANTHROPIC_API_KEY to one that works.",
    "permission_error": "The Anthropic key may not use this model. Choose another model for the agent, or another key.",
    "billing_error": "Anthropic reports a billing problem. Check the account's credit.",
    "not_found_error": "Anthropic does not know this agent's model. Correct `model` in its AGENT.md.",
    "request_too_large": "This thread has become too long for the model. Start a new one.",
}


@dataclass(frozen=True)
class Failure:
    reason: str  # for people
    detail: str  # for the log
    retry_in: timedelta | None = None


def failure_of(kind: str, detail: str, attempt: int, retry_after: str | None = None) -> Failure:
    """`kind` is the API's error type, or `broken` for a connection or stream that failed. `attempt` counts from 1."""
    if kind in PASSING or kind == "broken":
        if attempt >= ATTEMPTS:
            return Failure(
                "Claude could not be reached just now, after several tries. Ask again in a few minutes.", detail
            )
        return Failure("Claude is busy; trying again.", detail, timedelta(seconds=_pause(attempt, retry_after)))
    known = REMEDIES.get(kind)
    return Failure(known or f"Claude refused the request ({kind}). The details are in the session's log.", detail)


def _pause(attempt: int, retry_after: str | None) -> float:
    asked = 0.0
    if retry_after:
        try:
            asked = float(retry_after)
        except ValueError:
            asked = 0.0
    return min(LONGEST, max(asked, 2.0 ** (attempt - 1)))


def kind_of(status: int, body: Any) -> str:
    """By the error's own type; a stream that fails after its start carries status 200, so the class says little."""
    error = body.get("error", body) if isinstance(body, dict) else {}
    named = error.get("type") if isinstance(error, dict) else None
    if isinstance(named, str) and named != "error":
        return named
    return "api_error" if status >= 500 else "rate_limit_error" if status == 429 else "invalid_request_error"
