"""One question of `threadwork doctor`, answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    detail: str
    remedy: str = ""  # what to do; "" where all is well
