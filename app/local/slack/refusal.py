"""The two ways to say no: to the app with Slack's error codes, to a person (or a test) with a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class RefusedError(Exception):
    """A Web API call that Slack answers with `ok: false`."""

    def __init__(self, code: str, messages: Iterable[str] = (), **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = list(messages)
        self.fields = fields

    def answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error": self.code, **self.fields}
        if self.messages:
            answer["errors"] = self.messages
            answer["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return answer


class RateLimitedError(Exception):
    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class CannotError(Exception):
    """An act at the control API that the workspace does not allow; the text is a sentence for a person."""
