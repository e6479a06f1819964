"""A playbook folder is read whole, and every mistake in it has a place and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import ContentError
from app.playbooks.load import check_playbook, load_playbook

from .making import FACTS, RULES

FRONT = """---
title: Test list
kind: list
owner: Owner@Example.com
params:
  limit: 10
obligations:
  quiet: gone_quiet
  size: none
---

Who was not called for long.
"""
EXAMPLES = """
- name: quiet
  facts: {days: 48, revenue: 1000}
  points: {quiet: 38, size: 0.3}
  score: 38.3
- name: calm
  facts: {days: 3}
  score: 0
- order: [quiet, calm]
"""


@pytest.fixture
def agents(tmp_path: Path) -> Path:
    folder = tmp_path / "agents" / "reps" / "playbook"
    folder.mkdir(parents=True)
    texts = {"PLAYBOOK.md": FRONT, "facts.sql": FACTS, "rules.py": RULES, "examples.yaml": EXAMPLES}
    for name, text in texts.items():
        (folder / name).write_text(text)
    return tmp_path / "agents"


def change(agents: Path, file: str, old: str, new: str) -> None:
    path = agents / "reps" / "playbook" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_folder_becomes_a_playbook(agents: Path) -> None:
    assert check_playbook(agents, "reps") == []
    read = load_playbook(agents, "reps")
    assert (read.name, read.title, read.owner, read.params) == ("reps", "Test list", "owner@example.com", {"limit": 10})
    assert [(rule.name, rule.words, rule.obligation) for rule in read.rules] == [
        ("quiet", "Quiet accounts rise.", "gone_quiet"),
        ("size", "Bigger accounts rise.", "none"),
    ]
    assert read.words == "Who was not called for long."
    assert len(read.version) == 64


@pytest.mark.parametrize(
    ("file", "old", "new", "is_new"),
    [
        ("PLAYBOOK.md", "limit: 10", "limit: 11", True),
        ("PLAYBOOK.md", "size: none", "size: coming_up", True),
        ("rules.py", "Quiet accounts rise.", "Quiet accounts come first.", True),
        ("facts.sql", "tier, ", "tier,  ", True),
        ("PLAYBOOK.md", "Test list", "Another title", False),
        ("PLAYBOOK.md", "for long", "for weeks", False),
        ("examples.yaml", "calm", "relaxed", False),
    ],
)
def test_a_version_names_what_decides_and_nothing_else(
    agents: Path, file: str, old: str, new: str, is_new: bool
) -> None:
    before = load_playbook(agents, "reps").version
    path = agents / "reps" / "playbook" / file
    path.write_text(path.read_text().replace(old, new))
    assert (load_playbook(agents, "reps").version != before) is is_new


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("PLAYBOOK.md", "---\ntitle", "title", "PLAYBOOK.md:1: no front matter"),
        ("PLAYBOOK.md", "title: Test list\n", "", "PLAYBOOK.md:2: 'title' is missing"),
        ("PLAYBOOK.md", "kind: list", "kind: lists", "PLAYBOOK.md:3: 'kind' is 'lists'"),
        ("PLAYBOOK.md", "owner: Owner@Example.com", "owner: me", "PLAYBOOK.md:4: 'owner' is 'me'"),
        ("PLAYBOOK.md", "params:", "parms:", "PLAYBOOK.md:5: 'parms' is not a key here. Did you mean 'params'?"),
        ("PLAYBOOK.md", "limit: 10", "limit: [10]", "PLAYBOOK.md:6: "),
        ("PLAYBOOK.md", "limit: 10", "limit: 10\n  other: 3", "PLAYBOOK.md:7: no rule reads the param 'other'"),
        (
            "PLAYBOOK.md",
            "quiet: gone_quiet",
            "quite: gone_quiet",
            "PLAYBOOK.md:8: 'quite' is no rule of rules.py. Did you mean",
        ),
        ("PLAYBOOK.md", "gone_quiet", "gone_quite", "PLAYBOOK.md:8: "),
        ("PLAYBOOK.md", "  size: none\n", "", "PLAYBOOK.md:7: size has no obligation"),
        ("PLAYBOOK.md", "Who was not called for long.", "", "no words"),
        ("PLAYBOOK.md", "  limit: 10", "  limit: 10\n  limit: 11", "PLAYBOOK.md:7: 'limit' stands here a second time"),
        ("facts.sql", "tier", "tire", "facts.sql:2: there is no column 'tire'. Did you mean 'tier'?"),
        ("facts.sql", "AS days", "AS dais", "rules.py:4: 'days' is no column of facts.sql. Did you mean 'dais'?"),
        (
            "rules.py",
            'p["limit"]',
            'p["limmit"]',
            "rules.py:5: 'limmit' is no param of PLAYBOOK.md. Did you mean 'limit'?",
        ),
        ("rules.py", "return 0,", "retrun 0,", "rules.py:6: not Python"),
        ("rules.py", "days is None or ", "", "rules.py:5: Operator `<=` is not supported"),
        ("rules.py", '    """Quiet accounts rise."""\n', "", "rules.py:2: quiet has no docstring"),
        (
            "examples.yaml",
            "days: 48",
            "dais: 48",
            "examples.yaml:3: 'dais' is no column of facts.sql. Did you mean 'days'?",
        ),
        (
            "examples.yaml",
            "quiet: 38",
            "quite: 38",
            "examples.yaml:4: 'quite' is no rule of rules.py. Did you mean 'quiet'?",
        ),
        ("examples.yaml", "quiet: 38", "quiet: many", "examples.yaml:2: 'quiet' is 'many': write a number"),
        ("examples.yaml", "score: 0", "scoer: 0", "examples.yaml:6: an example has name, facts, points, score"),
        ("examples.yaml", "[quiet, calm]", "[quiet, clam]", "no example is called 'clam'. Did you mean 'calm'?"),
        ("examples.yaml", "quiet: 38", "quiet: 37", "examples.yaml:2: 'quiet': quiet gives 38, expected 37"),
        ("examples.yaml", "score: 38.3", "score: 38", "examples.yaml:2: 'quiet': the score is 38.3, expected 38"),
        (
            "examples.yaml",
            "[quiet, calm]",
            "[calm, quiet]",
            "'calm' should stand above 'quiet', but their scores are 0 and 38.3",
        ),
        (
            "examples.yaml",
            "facts: {days: 3}",
            "facts: {days: three}",
            "examples.yaml:6: quiet fails on 'calm': TypeError",
        ),
        ("examples.yaml", "- name: quiet", "name: quiet", "examples.yaml"),
    ],
)
def test_a_mistake_has_a_place_and_a_remedy(agents: Path, file: str, old: str, new: str, said: str) -> None:
    change(agents, file, old, new)
    errors = check_playbook(agents, "reps")
    assert any(said in str(each) for each in errors), [str(each) for each in errors]
    assert all(str(each).startswith("agents/reps/playbook/") for each in errors)


def test_all_mistakes_are_told_at_once(agents: Path) -> None:
    change(agents, "facts.sql", "tier", "tire")
    change(agents, "rules.py", 'a["days"]', "open('x')")
    change(agents, "PLAYBOOK.md", "limit: 10", "limit: 10\n  other: 3")
    files = {each.path.rpartition("/")[2] for each in check_playbook(agents, "reps")}
    assert files == {"facts.sql", "rules.py", "PLAYBOOK.md"}


def test_a_missing_file_is_named(agents: Path) -> None:
    (agents / "reps" / "playbook" / "examples.yaml").unlink()
    with pytest.raises(ContentError, match=r"examples.yaml:1: missing: a playbook has PLAYBOOK.md"):
        load_playbook(agents, "reps")
