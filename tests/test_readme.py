"""The README names what there is: commands, variables and rooms are compared with the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.compose.systems import folders
from app.settings import ClaudeSettings, ProgramSettings, SlackSettings, variables

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.DOTALL | re.MULTILINE)
    assert found, f"README has no section {title!r}"
    return found[1]


def test_every_command_is_in_the_readme_and_no_other() -> None:
    named = set(re.findall(r"^\| `threadwork (\w+)", section("Commands"), re.MULTILINE))
    assert named == {path.stem for path in (ROOT / "app" / "commands").glob("[a-z]*.py")}


def test_every_variable_of_the_program_is_in_the_readme() -> None:
    known = {each.name for model in (ProgramSettings, SlackSettings, ClaudeSettings) for each in variables(model)}
    known |= {each.name for name, package in folders() if name == "hubspot" for each in variables(package.Settings)}
    assert set(re.findall(r"`([A-Z][A-Z_]+)`", section("Variables"))) == known


def test_every_room_is_in_the_readme() -> None:
    named = set(re.findall(r"`app/([\w.]+)`", section("The rooms")))
    rooms = {
        path.name for path in (ROOT / "app").iterdir() if path.name not in ("__init__.py", "__main__.py", "__pycache__")
    }
    assert named | {"settings.py"} == rooms


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", README))))
def test_every_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()
