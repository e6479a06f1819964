"""A folder agents/ for tests, with one agent `assistant` and whatever else a test writes."""

from __future__ import annotations

from pathlib import Path

from app.content import Content, read

ASSISTANT = """---
name: assistant
description: Answers
model: claude-sonnet-5-5
{keys}---

You help.
"""
SKILL = """---
name: {name}
description: {description}
---

{body}
"""


def written(root: Path, files: dict[str, str], keys: str = "") -> Content:
    """`files` by their path below agents/; `keys` are more lines for the front matter of `assistant`."""
    for name, text in {"assistant/AGENT.md": ASSISTANT.format(keys=keys), **files}.items():
        path = root / "agents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read(root / "agents")


def skill(name: str, description: str = "Knows things", body: str = "Do this.") -> str:
    return SKILL.format(name=name, description=description, body=body)


def errors(content: Content) -> list[str]:
    return [str(error) for error in content.errors]


def warnings(content: Content) -> list[str]:
    return [str(warning) for warning in content.warnings]
