"""docs/integrations.md is true: its code is the whole of a system that works, and it names every variable."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.integrations import intercom, jira
from app.settings import variables

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^\*\*`([\w/.]+)`\*\*\n\n```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
RUFF = [sys.executable, "-m", "ruff"]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with the page's files in it, as a newcomer would have it."""
    tree = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "app", tree / "app", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("tests/local/served.py", "pyproject.toml"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    for name, code in FILES.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(code, encoding="utf-8")
    return tree


def test_the_pages_system_works_as_it_stands_there(tree: Path) -> None:
    run([sys.executable, "-m", "pytest", "tests/integrations/helpline"], tree)


def test_its_code_is_formatted_and_clean(tree: Path) -> None:
    run([*RUFF, "format", "--check", *FILES], tree)
    run([*RUFF, "check", *FILES], tree)


def test_each_of_its_folders_is_under_120_lines() -> None:
    for folder in ("app/integrations/helpline", "app/local/helpline"):
        lines = [line for name, code in FILES.items() if name.startswith(folder) for line in code.splitlines()]
        assert 20 < len(lines) < 120


def test_it_names_every_variable_of_jira_and_intercom_and_no_other() -> None:
    known = {each.name for package in (jira, intercom) for each in variables(package.Settings)}
    assert set(re.findall(r"`((?:JIRA|INTERCOM)_[A-Z_]+)`", PAGE)) == known


def run(command: list[str], where: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(where), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
