"""A fork: a new session that begins with the lines of another up to one of them. What runs there stays there."""

from __future__ import annotations

from typing import Literal

from app.core.body import Body


class Forked(Body):
    """In the new session, after the lines it was given: nothing of what they left open goes on here."""

    kind: Literal["forked"] = "forked"
    of: str  # the session that went on without us
    by: str
    link: str = ""  # to its thread


class Branched(Body):
    """In the session that was forked."""

    kind: Literal["branched"] = "branched"
    into: str
    by: str
    link: str  # to the new thread
