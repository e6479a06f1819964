"""Writes an agent as a Claude Code subagent file"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from app.compose.workbench import read_all
from app.content.exporting import exported
from app.core.nearest import nearest
from app.core.servers import server_of
from app.core.skills import READ_SKILL
from app.settings import ProgramSettings, read


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser("export", help="AGENT.md without the keys that only this program knows")
    export.add_argument("name", help="the agent's")
    export.add_argument("--to", type=Path, metavar="FILE", help="for example .claude/agents/NAME.md; default: shown")


def run(options: argparse.Namespace) -> int:
    content, _ = read_all(read(ProgramSettings, os.environ))
    agent = content.catalog.agents.get(options.name)
    if agent is None:
        print(f"There is no agent {options.name!r}.{nearest(options.name, content.catalog.agents)}", file=sys.stderr)
        return 2
    text = exported(agent, content.folder / agent.name, content.servers)
    if options.to:
        options.to.parent.mkdir(parents=True, exist_ok=True)
        options.to.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    if own := [tool for tool in agent.tools if server_of(tool) is None and tool != READ_SKILL]:
        print(f"Only this program has these tools: {', '.join(own)}.", file=sys.stderr)
    for skill in agent.skills:
        print(f"Copy the skill {skill.folder} to .claude/skills/{skill.name}.", file=sys.stderr)
    return 0
