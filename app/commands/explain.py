"""Explains a whole playbook in plain words: rules, numbers, facts, how they add up"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from app.commands.list import PLAYBOOK
from app.compose.workbench import Workbench
from app.core.nearest import nearest
from app.playbooks.describing import describe_playbook


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("playbook", nargs="?", default=PLAYBOOK, metavar="PLAYBOOK", help=f"default: {PLAYBOOK}")
    parser.add_argument("--code", action="store_true", help="each rule's own lines, too")


def run(options: argparse.Namespace) -> int:
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with Workbench.open(os.environ) as bench:
        playbook = bench.playbooks.get(options.playbook)
        known = list(bench.playbooks)
    if playbook is None:
        print(f"There is no playbook {options.playbook!r}.{nearest(options.playbook, known)}", file=sys.stderr)
        return 2
    print(describe_playbook(playbook, code=options.code), end="")
    return 0
