"""A skill is a folder of knowledge that an agent opens when a task needs it; name and description are always known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

READ_SKILL = "read_skill"  # the tool; only an agent with skills has it


@dataclass(frozen=True)
class Skill:
    name: str  # its folder's name
    description: str  # what it holds and when to open it, on one line
    body: str
    folder: Path


def index_of(skills: Sequence[Skill]) -> str:
    """What stands below an agent's prompt. In the order of AGENT.md, so that the same folder gives the same bytes."""
    lines = "\n".join(f"- {skill.name}: {skill.description}" for skill in skills)
    return f"Skills. Open one with `{READ_SKILL}` before you begin a task that its description fits:\n\n{lines}"
