"""`threadwork mcp` as a person uses it: what there is, what changed, and accepting it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.content.folders import ASSISTANT
from tests.integrations.mcp.desk import HERE
from tests.integrations.mcp.servers.odd import OBJECT

ROOT = Path(__file__).parents[2]


class Machine:
    """A folder with agents/ and state, and the program run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        odd = {"command": sys.executable, "args": [str(HERE / "servers/odd.py"), "--key", "a-literal-key"]}
        odd["env"] = {"ODD_STATE": str(folder), "ODD_TOKEN": "${ODD_TOKEN}"}
        self.write("agents/assistant/AGENT.md", ASSISTANT.format(keys="mcpServers: [odd]\n"))
        self.write("agents/workspace.yaml", "mcp:\n  odd:\n    fine: auto\n    other: never\n")
        self.write("agents/.mcp.json", json.dumps({"mcpServers": {"odd": odd}}, indent=1))
        self.offer("does fine")

    def offer(self, description: str) -> None:
        tools = [{"name": name, "description": description, "inputSchema": OBJECT} for name in ("fine", "other", "x")]
        self.write("offer.json", json.dumps(tools))

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, *words: str, token: str | None = "odd-secret-1") -> tuple[int, str]:
        around = {"PATH": "/usr/bin:/bin", "THREADWORK_AGENTS": f"{self.folder}/agents", "PYTHONPATH": str(ROOT)}
        around |= {"THREADWORK_HOME": f"{self.folder}/state"} | ({"ODD_TOKEN": token} if token else {})
        command = [sys.executable, "-m", "app", *words]
        done = subprocess.run(command, env=around, cwd=self.folder, capture_output=True, text=True, timeout=60)
        assert "Traceback" not in done.stderr, done.stderr
        for secret in ("odd-secret-1", "a-literal-key"):
            assert secret not in done.stdout + done.stderr
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_changed_tool_is_shown_and_works_again_once_accepted(machine: Machine) -> None:
    code, said = machine.run("mcp")
    assert (code, said.splitlines()) == (
        0,
        [
            f"odd  stdio {sys.executable}  declared in agents/.mcp.json:3, used by assistant",
            "  auto   accepted  fine",
            "  never  accepted  other",
            "  ask    accepted  x",
        ],
    )
    machine.offer("does fine, and more")
    _, said = machine.run("mcp")
    assert "  auto   changed   fine\n      - does fine\n      + does fine, and more\n" in said
    assert "threadwork mcp accept odd" in said
    _, asked = machine.run("doctor")
    assert "✗ MCP server odd: it says something else than was accepted of fine, other, x\n    → " in asked
    code, said = machine.run("mcp", "accept", "odd")
    assert code == 0
    assert said.startswith("accepted: fine (changed)\n    - does fine\n    + does fine, and more\n")
    assert "✓ MCP server odd: 3 tools, 1 of them run without asking" in machine.run("doctor")[1]


def test_what_cannot_be_used_is_told_with_its_remedy(machine: Machine) -> None:
    code, said = machine.run("mcp", token=None)
    assert code == 1
    assert "needs the variable ODD_TOKEN, which is not set. Set it, or write ${ODD_TOKEN:-default}" in said
    code, said = machine.run("mcp", "accept", "od")
    assert (code, "Did you mean 'odd'?" in said) == (2, True)
    machine.write("agents/assistant/AGENT.md", ASSISTANT.format(keys=""))
    assert machine.run("mcp") == (
        0,
        "No agent has an MCP server: declare one in agents/.mcp.json and name it in an AGENT.md under mcpServers.\n",
    )


def test_an_exported_agent_is_complete_and_means_the_same(machine: Machine) -> None:
    keys = "tools: [my_list]\ndisallowedTools: [odd__x]\nskills: [tone]\nmcpServers: [odd]\nsandbox: none\n"
    machine.write("agents/assistant/AGENT.md", ASSISTANT.format(keys=keys))
    machine.write("agents/skills/tone/SKILL.md", "---\nname: tone\ndescription: How we write\n---\nBe brief.")
    code, said = machine.run("agent", "export", "assistant", "--to", str(machine.folder / "out/assistant.md"))
    assert code == 0
    assert said.splitlines() == [
        "Only this program has these tools: my_list.",
        f"Copy the skill {machine.folder}/agents/skills/tone to .claude/skills/tone.",
    ]
    text = (machine.folder / "out/assistant.md").read_text()
    assert text.startswith("---\nname: assistant\ndescription: Answers\n")
    assert "tools:\n- my_list\n- mcp__odd\ndisallowedTools:\n- mcp__odd__x\n" in text
    assert "ODD_TOKEN: ${ODD_TOKEN}" in text
    assert "sandbox" not in text
    assert text.endswith("---\n\nYou help.\n")
    code, said = machine.run("agent", "export", "asistant")
    assert (code, "Did you mean 'assistant'?" in said) == (2, True)
