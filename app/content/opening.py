"""The tool `read_skill`: a skill's body, and the text files beside it, for the agent whose skill it is."""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePosixPath

from app.core.agents import Catalog
from app.core.nearest import nearest
from app.core.skills import READ_SKILL, Skill
from app.core.tools import Call, CallContext, Outcome, ToolSpec

FOLDERS = ("references", "assets")  # of a skill; scripts are not read, since nothing here runs them
FILE_LIMIT = 40_000  # bytes: what the loop passes on of one tool's result, at least
SHOWN = 40  # names of files in an answer

_SPEC = ToolSpec(
    name=READ_SKILL,
    description=(
        "Opens one of the skills listed in your instructions. With `file`, one of the text files that the skill names, "
        "for example references/fields.md."
    ),
    input_schema={
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "the skill's name, as listed"},
            "file": {"type": "string", "description": "a file of the skill; leave out for the skill itself"},
        },
        "required": ["name"],
        "additionalProperties": False,
    },
    tier="read_trusted",
)


class ReadSkill:
    """Implements core.tools.Tool."""

    spec = _SPEC

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    async def run(self, call: Call, context: CallContext) -> Outcome:
        turn = context.session.open_turn
        agent = self._catalog.find(turn.agent if turn else None)
        skills = {skill.name: skill for skill in agent.skills} if agent else {}
        name, file = call.input.get("name"), call.input.get("file")
        if not isinstance(name, str) or not isinstance(file, str | None):
            return Outcome('Send {"name": "…"}, or {"name": "…", "file": "references/…"}.', is_error=True)
        if name not in skills:
            known = nearest(name, skills) if skills else " You have none."
            return Outcome(f"There is no skill {name!r}.{known}", is_error=True)
        return await asyncio.to_thread(_open, skills[name], file)


def _open(skill: Skill, file: str | None) -> Outcome:
    files = _files(skill.folder)
    if not file or file == "SKILL.md":
        listed = f"\n\nFiles to open with `file`: {', '.join(files[:SHOWN])}" if files else ""
        return Outcome(skill.body + listed)
    if PurePosixPath(file).as_posix() not in files:
        known = nearest(file, files[:SHOWN]) if files else " It has no files."
        return Outcome(f"The skill {skill.name} has no file {file!r} to read.{known}", is_error=True)
    return _text(skill.folder / file, file)


def _files(folder: Path) -> list[str]:
    """What may be read: regular files that are really below the skill's folder, links resolved."""
    top = folder.resolve()
    found = (path for place in FOLDERS for path in (folder / place).rglob("*"))
    return sorted(
        path.relative_to(folder).as_posix()
        for path in found
        if path.is_file() and path.resolve().is_relative_to(top) and not path.name.startswith(".")
    )


def _text(path: Path, name: str) -> Outcome:
    with path.open("rb") as file:
        content = file.read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        problem = f"{name} is longer than {FILE_LIMIT:,} bytes, too long to read at once. Say so: it has to be divided."
        return Outcome(problem, is_error=True)
    try:
        return Outcome(content.decode("utf-8"))
    except UnicodeDecodeError:
        return Outcome(f"{name} is not text. Say that it cannot be read here.", is_error=True)
