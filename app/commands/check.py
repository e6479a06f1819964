"""Checks agents/, triggers, workspace.yaml and playbooks, with file and line"""

from __future__ import annotations

import argparse
import asyncio
import os

from app.compose.workbench import check_all, read_all, said_of_folders
from app.settings import ProgramSettings, read


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say only what is wrong")


def run(options: argparse.Namespace) -> int:
    settings = read(ProgramSettings, os.environ)
    content, errors = check_all(settings)
    for error in errors:
        print(error)
    if not errors:
        for line in asyncio.run(said_of_folders(settings, read_all(settings)[1])):
            print(line)
    if not options.quiet:
        for warning in content.warnings:
            print(f"{warning} (a warning)")
        agents = ", ".join(content.catalog.agents) or "none"
        print(f"agents: {agents}; triggers: {', '.join(each.name for each in content.triggers) or 'none'}")
        print("1 mistake" if len(errors) == 1 else f"{len(errors)} mistakes" if errors else "no mistakes")
    return 1 if errors else 0
