"""An effect is one outside write: intent, then the act, then the receipt. A crash between is resolved by looking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["intended", "done", "refused", "unknown"]


@dataclass(frozen=True)
class Effect:
    key: str  # unique, for example "<session>:reply:12"
    session: str
    kind: str  # slack.post, slack.stream, …
    state: State
    intended_at: datetime  # product time
    owner: str  # the boot of the program that intends it
    receipt: Mapping[str, str]  # what the outside gave back: channel, ts
    drawn: str = ""  # digest of the latest drawing, for posts that are updated
