"""The Messages API's refusals: ApiError, one class, a constructor for each kind that is used in several places."""

from __future__ import annotations

from typing import Any

KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}


class ApiError(Exception):
    """Answered as JSON before any stream begins. `headers` steer the client's own retries."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        details: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": KINDS.get(status, "api_error"), "message": message}
        self.details = details
        self.headers = headers or {}


def invalid(message: str, **details: Any) -> ApiError:
    return ApiError(400, message, details=details or None)


def body_of(error: ApiError, request_id: str) -> dict[str, Any]:
    details = {"details": error.details} if error.details else {}
    return {"type": "error", "error": {**error.error, **details}, "request_id": request_id}
