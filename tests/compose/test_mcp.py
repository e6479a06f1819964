"""An agent with an MCP server and a skill, from its folder to the model's request and back."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.compose.room import answer, returned, room
from tests.content.folders import skill, written
from tests.integrations.mcp.desk import HERE

OTHER = "---\nname: other\ndescription: O\nmodel: claude-sonnet-5-5\n---\nYou are other."
TOOLS = "tools: [notes__find, notes__save, notes__wait]\ndisallowedTools: [notes__wait]\n"
KEYS = f"mcpServers: [notes]\nskills: [tone]\n{TOOLS}"
POLICY = "mcp:\n  notes:\n    find: auto\n    wait: auto\n"


def files() -> dict[str, str]:
    notes = {"command": sys.executable, "args": [str(HERE / "servers/notes.py")], "env": {"KEY": "${NOTES_KEY}"}}
    return {
        ".mcp.json": json.dumps({"mcpServers": {"notes": notes}}),
        "skills/tone/SKILL.md": skill("tone", body="Be brief."),
        "other/AGENT.md": OTHER,
        "workspace.yaml": POLICY,
    }


async def test_an_agent_uses_its_server_and_its_skill_and_no_other_agent_does(tmp_path: Path) -> None:
    content = written(tmp_path, files(), KEYS)
    async with room(content, tmp_path, {"NOTES_KEY": "notes-key-1"}) as at:
        find = {"name": "notes__find", "input": {"account": "acme"}}
        await at.script(
            {"tool_uses": [{"name": "read_skill", "input": {"name": "tone"}}, find]},
            {"text": "Acme wants a call.", "match": "Acme wants a call."},
            {"tool_uses": [find]},
            {"text": "I cannot look.", "match": "other has no tool 'notes__find'"},
            {"tool_uses": [{"name": "notes__save", "input": {"account": "acme", "note": "x"}}]},
            {"text": "That needs somebody's yes.", "match": "It waits for a yes"},
        )
        session = await at.ask("What about Acme?")
        assert answer(session) == "Acme wants a call."
        assert [each.content for each in returned(session)] == ["Be brief.", "Acme wants a call."]
        assert session.taint == ("find of the MCP server notes",), "what a server says is untrusted, a skill is not"
        assert answer(await at.ask("And you?", "other")) == "I cannot look."
        assert answer(await at.ask("Write it down.")) == "That needs somebody's yes."
        requests = await at.requests()
    loaded = {tool["name"]: tool.get("defer_loading", False) for tool in requests[0]["tools"]}
    assert loaded == dict.fromkeys(["notes__find", "notes__save", "read_skill"], False)
    described = next(tool for tool in requests[0]["tools"] if tool["name"] == "notes__find")["description"]
    assert described == "find of the MCP server notes, in its words: The note about an account."
    assert all(request["tools"] == requests[0]["tools"] for request in requests), "frozen with the session"
    assert "notes-key-1" not in json.dumps(requests)


async def test_agents_work_while_a_server_cannot_be_started(tmp_path: Path) -> None:
    content = written(tmp_path, files(), KEYS)
    async with room(content, tmp_path, {}) as at:
        await at.script({"text": "Hello."})
        assert at.equipment.catalog.agents["assistant"].tools == ("read_skill",)
        assert answer(await at.ask("Hello?")) == "Hello."
