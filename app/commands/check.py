"""Checks agents/, triggers, workspace.yaml and playbooks, with file and line"""

from __future__ import annotations

import argparse
import os

from app.compose.workbench import check_all
from app.settings import ProgramSettings, read


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say only what is wrong")


def run(options: argparse.Namespace) -> int:
    content, errors = check_all(read(ProgramSettings, os.environ))
    for error in errors:
        print(error)
    if not options.quiet:
        for warning in content.warnings:
            print(f"{warning} (a warning)")
        agents = ", ".join(content.catalog.agents) or "none"
        print(f"agents: {agents}; triggers: {', '.join(each.name for each in content.triggers) or 'none'}")
        print("1 mistake" if len(errors) == 1 else f"{len(errors)} mistakes" if errors else "no mistakes")
    return 1 if errors else 0
