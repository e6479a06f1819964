"""The end of what a server's process wrote to its error output, for the people who must find out why it failed."""

from __future__ import annotations

from dataclasses import dataclass

KEPT = 2_000  # characters


@dataclass
class LastWords:
    text: str = ""

    def add(self, part: bytes) -> None:
        self.text = (self.text + part.decode("utf-8", "replace"))[-KEPT:]
