"""What every line of a log is made of: frozen, equal by content, and closed, so that a misspelt field is an error."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
