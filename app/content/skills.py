"""skills/<name>/SKILL.md after the Agent Skills specification, https://agentskills.io/specification.

Whatever can still be used is used: what the specification asks for besides is a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app.content.front import Front, read_front
from app.core.errors import ContentError
from app.core.nearest import nearest
from app.core.skills import Skill

Say = Callable[[ContentError], None]

SHARED = "skills"  # agents/skills/: for every agent that names one
KEYS = ("name", "description", "license", "compatibility", "metadata", "allowed-tools")
NAME_LIMIT, DESCRIPTION_LIMIT, COMPATIBILITY_LIMIT = 64, 1024, 500  # characters, by the specification
BODY_LIMIT = 40_000  # characters: what the loop passes on of one tool's result


def skill_folders(agent: Path) -> dict[str, Path]:
    """Those that this agent may name; its own before shared ones."""
    return {folder.name: folder for place in (agent.parent / SHARED, agent / "skills") for folder in _folders(place)}


def own_skills(agent: Path) -> list[str]:
    return [folder.name for folder in _folders(agent / "skills")]


def read_skill(folder: Path, root: Path, complain: Say, warn: Say) -> Skill | None:
    front = read_front(folder / "SKILL.md", root, "missing: every folder of skills has a SKILL.md.", complain)
    if front is None:
        return None
    keys = front.lined.value
    if not isinstance(keys, dict):
        complain(front.lined.error((), f"expected keys and values. Known are: {', '.join(KEYS)}."))
        return None
    description = keys.get("description")
    if not isinstance(description, str) or not description.strip():
        complain(front.lined.error(("description",), "say what the skill holds and when to use it, in `description`."))
        return None
    if not front.body or len(front.body) > BODY_LIMIT:
        problem = f"the body has {len(front.body):,} characters: write at most {BODY_LIMIT:,}, the rest in references/."
        complain(front.lined.error((), problem))
        return None
    for key, problem in _looseness(folder.name, keys, front):
        warn(front.lined.error((key,), problem))
    return Skill(folder.name, " ".join(description.split())[:DESCRIPTION_LIMIT], front.body, folder)


def _looseness(folder: str, keys: Mapping[Any, Any], front: Front) -> Iterator[tuple[str, str]]:
    for key in keys:
        if key not in KEYS:
            yield str(key), f"{key!r} is not a key of a skill, so it does nothing.{nearest(str(key), KEYS)}"
    yield from _name(folder, keys.get("name"))
    if len(keys["description"]) > DESCRIPTION_LIMIT:
        yield "description", f"{len(keys['description']):,} characters; what follows {DESCRIPTION_LIMIT:,} is cut."
    compatibility = keys.get("compatibility", "-")
    if not isinstance(compatibility, str) or not 0 < len(compatibility) <= COMPATIBILITY_LIMIT:
        yield "compatibility", f"write 1 to {COMPATIBILITY_LIMIT} characters."
    if not isinstance(keys.get("license", ""), str):
        yield "license", "write the licence's name, or the name of its file."
    if not _is_texts(keys.get("metadata", {})):
        yield "metadata", 'write names and values that are text, for example `version: "1.0"`.'
    if not isinstance(keys.get("allowed-tools", ""), str):
        yield "allowed-tools", "write names with spaces between them. It allows nothing here: AGENT.md gives tools."


def _name(folder: str, name: object) -> Iterator[tuple[str, str]]:
    plain = folder.replace("-", "")
    if not (plain.isascii() and plain.isalnum() and folder == folder.lower() and len(folder) <= NAME_LIMIT) or (
        folder.startswith("-") or folder.endswith("-") or "--" in folder
    ):
        yield "name", f"rename the folder {folder!r}: 1 to {NAME_LIMIT} lowercase letters, digits, single hyphens."
    if name != folder:
        yield "name", f"name is {name!r} but the folder is {folder!r}, which counts: make them the same."


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for pair in value.items() for each in pair)


def _folders(place: Path) -> list[Path]:
    if not place.is_dir():
        return []
    return sorted(each for each in place.iterdir() if each.is_dir() and not each.name.startswith((".", "_")))
