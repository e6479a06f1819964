"""`webhook`: another system posts JSON to a path of the trigger's own, signed with a secret that both know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field

from app.content.triggers import terms
from app.core.kinds import WebhookTrigger

Variable = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
Header = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]*$")]


class Declared(terms.Declared):
    kind: Literal["webhook"]
    secret: Variable  # the name of the variable; never the secret itself
    signature_header: Header = "X-Signature-256"
    timestamp_header: Header | None = None
    delivery_header: Header | None = None


def trigger(name: str, declared: Declared, wrong: Callable[[str, str], None]) -> WebhookTrigger:
    if declared.to == "thread":
        wrong("to", "a webhook has no thread: write owner, an email or a channel's id.")
    return WebhookTrigger(
        terms.terms_of(name, declared),
        declared.secret,
        declared.signature_header,
        declared.timestamp_header,
        declared.delivery_header,
    )
