"""agents/<name>/AGENT.md: front matter between two lines of `---`, then the prompt."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from pydantic import Field

from app.content.lines import parse
from app.content.shape import Shape, fit
from app.core.agents import Agent, Effort, SandboxLevel
from app.core.errors import ContentError

FRONT = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n?(.*)\Z", re.DOTALL)
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PROMPT_LIMIT = 60_000  # characters; beyond that a prompt is a document and belongs into a skill


class FrontMatter(Shape):
    name: str
    description: Annotated[str, Field(min_length=1, max_length=300)]  # Slack shows 300 characters of an agent
    model: str
    effort: Effort = "medium"
    tools: tuple[str, ...] = ()
    max_turns: Annotated[int, Field(alias="maxTurns", ge=1, le=100)] = 12
    sandbox: SandboxLevel = "none"


def read_agent(folder: Path, root: Path, complain: Callable[[ContentError], None]) -> Agent | None:
    path = folder / "AGENT.md"
    file = path.relative_to(root).as_posix()
    text = _text(path, file, complain)
    if text is None:
        return None
    found = FRONT.match(text)
    if not found:
        complain(
            ContentError(file, 1, "no front matter: begin with a line `---`, keys such as name, and another `---`.")
        )
        return None
    try:
        lined = parse(file, found[1], first_line=2)
    except ContentError as error:
        complain(error)
        return None
    front = fit(FrontMatter, lined, complain)
    if front is None:
        return None
    body = found[2].strip()
    for problem, key in _problems(front, folder, body):
        complain(lined.error((key,), problem))
        return None
    has_playbook = (folder / "playbook").is_dir()
    return Agent(**front.model_dump(), prompt=body, playbook=folder.name if has_playbook else None)


def _text(path: Path, file: str, complain: Callable[[ContentError], None]) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        complain(ContentError(file, 1, "missing: every folder below agents/ is an agent and has an AGENT.md."))
    except (OSError, UnicodeDecodeError) as error:
        complain(ContentError(file, 1, f"cannot be read ({error}): save it as UTF-8 text."))
    return None


def _problems(front: FrontMatter, folder: Path, body: str) -> list[tuple[str, str]]:
    found = []
    if front.name != folder.name:
        found.append((f"name is {front.name!r} but the folder is {folder.name!r}: make them the same.", "name"))
    if not NAME.fullmatch(front.name):
        found.append((f"name is {front.name!r}: use lowercase letters, digits and single hyphens.", "name"))
    if not body:
        found.append(("the prompt is empty: write it below the second `---`.", "name"))
    if len(body) > PROMPT_LIMIT:
        found.append((f"the prompt has {len(body):,} characters: keep it under {PROMPT_LIMIT:,}.", "name"))
    return found
