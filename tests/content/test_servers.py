"""MCP servers and their tools in AGENT.md, .mcp.json and workspace.yaml: every mistake with its place and remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.content.read import unknown_tools
from app.core.servers import Server, equip, policy_of
from tests.content.folders import errors, written

TIME = {"command": "mcp-server-time", "args": ["--local-timezone", "${ZONE:-UTC}"]}
DOCS = {"type": "http", "url": "https://docs.example/mcp", "headers": {"Authorization": "Bearer ${DOCS_TOKEN}"}}


def file(**servers: Any) -> str:
    return json.dumps({"mcpServers": servers}, indent=2)


def test_an_agent_has_the_servers_of_its_own_file_and_those_it_names_or_declares(tmp_path: Path) -> None:
    keys = "mcpServers:\n  - time\n  - notes: {type: http, url: 'https://notes.example/mcp'}\n"
    files = {".mcp.json": file(time=TIME, unused=TIME), "assistant/.mcp.json": file(docs=DOCS)}
    content = written(tmp_path, files, keys)
    assert errors(content) == []
    assert content.catalog.agents["assistant"].servers == ("docs", "time", "notes")
    assert content.servers["time"] == Server("time", "stdio", "mcp-server-time", ("--local-timezone", "${ZONE:-UTC}"))
    assert content.servers["docs"].headers == {"Authorization": "Bearer ${DOCS_TOKEN}"}, "nothing is filled in here"
    assert content.servers["docs"].at == "agents/assistant/.mcp.json:3"
    assert content.servers["notes"].at == "agents/assistant/AGENT.md:7"


def test_a_mapping_is_as_good_as_a_list(tmp_path: Path) -> None:
    content = written(tmp_path, {}, "mcpServers:\n  time: {command: mcp-server-time}\n")
    assert errors(content) == []
    assert content.catalog.agents["assistant"].servers == ("time",)


@pytest.mark.parametrize(
    ("keys", "tools"),
    [
        ("tools: [my_list]\n", ("my_list", "docs__find", "time__convert", "time__now")),
        ("tools: [my_list, time__now]\n", ("my_list", "docs__find", "time__now")),
        ("tools: my_list, mcp__time__now, mcp__docs\n", ("my_list", "docs__find", "time__now")),
        ("disallowedTools: [time__now]\n", ("docs__find", "time__convert")),
        ("disallowedTools: [mcp__time, docs__other]\n", ("docs__find",)),
        ("tools: [my_list, scan_thread]\ndisallowedTools: scan_thread, docs__*, time__*\n", ("my_list",)),
    ],
)
def test_an_agent_is_equipped_with_exactly_what_its_file_allows(
    tmp_path: Path, keys: str, tools: tuple[str, ...]
) -> None:
    content = written(tmp_path, {"assistant/.mcp.json": file(time=TIME, docs=DOCS)}, keys)
    assert errors(content) == []
    assert unknown_tools(content.catalog, {"my_list", "scan_thread"}) == []
    offered = {"time": ("time__now", "time__convert"), "docs": ("docs__find",), "else": ("else__all",)}
    assert equip(content.catalog, offered).agents["assistant"].tools == tools


def test_what_nobody_decided_on_is_asked() -> None:
    policies: Any = {"docs": {"find": "auto", "*": "never"}, "time": {"now": "auto"}}
    asked = [("docs", "find"), ("docs", "new"), ("time", "now"), ("time", "new"), ("other", "x")]
    assert [policy_of(policies, *each) for each in asked] == ["auto", "never", "auto", "ask", "ask"]


@pytest.mark.parametrize(
    ("files", "keys", "said"),
    [
        ({}, "mcpServers: [time]\n", "agents/assistant/AGENT.md:5: there is no MCP server 'time'. Declare it"),
        ({".mcp.json": file(time=TIME)}, "mcpServers:\n  - tme\n", "AGENT.md:6: there is no MCP server 'tme'. Did you"),
        ({}, "mcpServers:\n  - [a]\n", "AGENT.md:6: there is no MCP server"),
        ({}, "mcpServers: time\n", "AGENT.md:5: 'list[any]' is 'time'"),
        ({}, "tools: [time__now]\n", "AGENT.md:5: 'time__now' is a tool of MCP server 'time', which this agent"),
        ({}, "disallowedTools:\n  - time__now\n", "AGENT.md:6: 'time__now' is a tool of MCP server"),
        ({}, "mcpServers:\n  - a__b: {command: x}\n", "AGENT.md:6: the name 'a__b'"),
        ({".mcp.json": "{"}, "", "agents/.mcp.json:1: not JSON"),
        ({".mcp.json": '{\n"mcpServers": {\n\t"a": {"command": "x",}\n}}'}, "", "agents/.mcp.json:3: not JSON"),
        ({".mcp.json": "[]"}, "", "agents/.mcp.json:1: expected the one key `mcpServers`"),
        ({".mcp.json": '{"servers": {}}'}, "", "expected the one key `mcpServers`"),
        ({".mcp.json": file(a={})}, "", "agents/.mcp.json:3: give either `command` (stdio) or `url` (http)."),
        ({".mcp.json": file(a={"type": "http", "command": "x"})}, "", "`stdio` goes with `command`"),
        (
            {".mcp.json": file(a={"type": "sse", "url": "https://x"})},
            "",
            "agents/.mcp.json:4: 'type' is wrong: that old",
        ),
        ({".mcp.json": file(a={"comand": "x"})}, "", "agents/.mcp.json:4: 'comand' is not a key here."),
        ({".mcp.json": file(a=TIME), "assistant/.mcp.json": file(a=DOCS)}, "", "another one in agents/.mcp.json:3"),
        ({"workspace.yaml": "mcp:\n  time:\n    now: auto\n"}, "", "agents/workspace.yaml:2: there is no MCP server"),
        (
            {".mcp.json": file(time=TIME), "workspace.yaml": "mcp:\n  time:\n    '*': auto\n"},
            "",
            "agents/workspace.yaml:3: `auto` is for single tools",
        ),
        (
            {".mcp.json": file(time=TIME), "workspace.yaml": "mcp:\n  time:\n    now: yes\n"},
            "",
            "agents/workspace.yaml:3: 'now' is True",
        ),
    ],
)
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, files: dict[str, str], keys: str, said: str) -> None:
    told = errors(written(tmp_path, files, keys))
    assert [each for each in told if said in each], told


@pytest.mark.parametrize("key", ["args", "env", "headers", "url"])
def test_a_value_that_may_be_a_secret_is_never_repeated(tmp_path: Path, key: str) -> None:
    bad: Any = {"url": ["sk-secret"]}.get(key, "sk-secret")
    for wrong in (bad, {"TOKEN": ["sk-secret"]}):
        told = errors(written(tmp_path, {".mcp.json": file(a={"command": "x", key: wrong})}))
        assert told
        assert "sk-secret" not in " ".join(told)


def test_a_disallowed_tool_that_nobody_offers_is_told(tmp_path: Path) -> None:
    content = written(tmp_path, {}, "disallowedTools: [scan_thred]\n")
    (said,) = unknown_tools(content.catalog, {"scan_thread"})
    assert "Did you mean 'scan_thread'?" in said.problem
