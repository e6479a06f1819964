"""What the API refuses before the model sees it, in the order it looks. Each check raises an ApiError or says nothing.

Messages are the real ones where they are publicly known, and as plain as theirs where they are not.
"""

from __future__ import annotations

from collections.abc import Callable

from app.local.messages.checks import abilities, betas, breakpoints, fields, references, tools, turns
from app.local.messages.request import Request

CHECKS: tuple[Callable[[Request], None], ...] = (
    fields.check,
    abilities.check,
    tools.check,
    turns.check,
    betas.check,
    references.check,
    breakpoints.check,
)


def check(request: Request) -> None:
    for one in CHECKS:
        one(request)
