"""What people write below agents/ is read, and each mistake is told with its file, line and remedy."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from app.content import Content, read
from app.content.read import unknown_tools

AGENT = """---
name: {name}
description: Answers
model: claude-sonnet-5-5
---

You help.
"""


def folder(root: Path, **files: str) -> Path:
    """agents/ with one agent `assistant`, and files by name, where __ stands for /."""
    agents = root / "agents"
    texts = {"assistant__AGENT.md": AGENT.format(name="assistant")}
    for name, text in {
        **texts,
        **{key.replace("_md", ".md").replace("_yaml", ".yaml"): v for key, v in files.items()},
    }.items():
        path = agents / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return agents


def complaints(content: Content) -> list[str]:
    return [str(error) for error in content.errors]


def test_the_projects_own_agents_have_no_mistakes() -> None:
    content = read(Path(__file__).parents[2] / "agents")
    assert complaints(content) == []
    assert set(content.catalog.agents) >= {"assistant", "daily-priorities", "security"}
    assert content.triggers[0].at == time(9)


def test_a_new_folder_is_a_new_agent(tmp_path: Path) -> None:
    content = read(folder(tmp_path, helper__AGENT_md=AGENT.format(name="helper")))
    assert complaints(content) == []
    assert content.catalog.agents["helper"].prompt == "You help."
    assert content.catalog.nearest("helpr") == "helper"


@pytest.mark.parametrize(
    ("files", "line", "words"),
    [
        ({"x__AGENT_md": "You help."}, "agents/x/AGENT.md:1", "no front matter"),
        ({"x__AGENT_md": AGENT.format(name="y")}, "agents/x/AGENT.md:2", "make them the same"),
        (
            {"x__AGENT_md": AGENT.format(name="x").replace("model:", "modle:")},
            "agents/x/AGENT.md:4",
            "Did you mean 'model'?",
        ),
        (
            {"x__AGENT_md": AGENT.format(name="x").replace("---\n\nYou help.\n", "effort: huge\n---\nYou.")},
            "agents/x/AGENT.md:5",
            "'effort' is 'huge'",
        ),
        (
            {"x__AGENT_md": AGENT.format(name="x").replace("You help.", "")},
            "agents/x/AGENT.md:2",
            "the prompt is empty",
        ),
        (
            {"x__AGENT_md": AGENT.format(name="x").replace("model:", 'name: "z"\nmodel:')},
            "agents/x/AGENT.md:4",
            "a second time",
        ),
        ({"x__notes_md": "hello"}, "agents/x/AGENT.md:1", "every folder below agents/ is an agent"),
        (
            {"triggers_yaml": "m:\n  kind: daily\n  agent: asistant\n  at: '09:00'\n"},
            "agents/triggers.yaml:3",
            "Did you mean 'assistant'?",
        ),
        (
            {"triggers_yaml": "m:\n  kind: daily\n  agent: assistant\n  at: 9am\n"},
            "agents/triggers.yaml:4",
            "write a time of day in quotes",
        ),
        (
            {"triggers_yaml": "m:\n  kind: daily\n  agent: assistant\n  at: '13:00'\n"},
            "agents/triggers.yaml:1",
            "move it later",
        ),
        ({"triggers_yaml": "m: [unclosed\n"}, "agents/triggers.yaml:2", "not YAML"),
        ({"workspace_yaml": "zone: Berlin\n"}, "agents/workspace.yaml:1", "IANA time zone"),
        (
            {"workspace_yaml": "\nmanagers:\n  boss: [a@b.example]\n"},
            "agents/workspace.yaml:3",
            "write an email address",
        ),
        ({"workspace_yaml": "default_agent: asistant\n"}, "agents/workspace.yaml:1", "Did you mean 'assistant'?"),
        ({"workspace_yaml": "- zone\n"}, "agents/workspace.yaml:1", "expected keys and values"),
    ],
)
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, files: dict[str, str], line: str, words: str) -> None:
    said = complaints(read(folder(tmp_path, **files)))
    assert [each for each in said if each.startswith(f"{line}:") and words in each], said


def test_a_tool_that_nobody_offers_is_named_with_the_nearest(tmp_path: Path) -> None:
    text = AGENT.format(name="x").replace("model:", "tools: [my_lst]\nmodel:")
    content = read(folder(tmp_path, x__AGENT_md=text))
    said = [str(each) for each in unknown_tools(content.catalog, {"my_list", "scan_thread"})]
    assert said == ["agents/x/AGENT.md:1: there is no tool 'my_lst'. Did you mean 'my_list'?"]


def test_who_must_agree_to_writes_is_the_teams_decision(tmp_path: Path) -> None:
    content = read(
        folder(
            tmp_path,
            workspace_yaml="unowned_to: Lou@acme.example\napprovals:\n  policies:\n    updates: {log_call: auto}\n"
            "  manager_fields: [amount]\n  manager_above: 50000\n  four_eyes: [update_account]\n"
            "  remind_after_hours: 4\n  expires_after_hours: 12\n",
        )
    )
    rules = content.workspace.rules_of_approval()
    assert complaints(content) == []
    assert rules.policies == {"updates": {"log_call": "auto"}}
    assert (rules.manager_fields, rules.manager_above) == (frozenset({"amount"}), 50_000)
    assert (rules.four_eyes, rules.unowned_to) == (frozenset({"update_account"}), "lou@acme.example")
    assert (rules.remind_after.total_seconds(), rules.expires_after.total_seconds()) == (4 * 3600, 12 * 3600)


def test_a_policy_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    content = read(folder(tmp_path, workspace_yaml="approvals:\n  policies:\n    updates: {log_call: always}\n"))
    (error,) = complaints(content)
    assert error.startswith("agents/workspace.yaml:3: 'log_call' is 'always'")
