"""Checks every token, scope and file, and says what to do for each that is wrong"""

from __future__ import annotations

import argparse
import asyncio
import os

from app.compose.doctor import examine


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say only what is wrong")


def run(options: argparse.Namespace) -> int:
    return asyncio.run(_run(quiet=options.quiet))


async def _run(*, quiet: bool) -> int:
    wrong = 0
    async for check in examine(os.environ):
        wrong += not check.ok
        if not check.ok:
            print(f"✗ {check.name}: {check.detail}\n    → {check.remedy}")
        elif not quiet:
            print(f"✓ {check.name}: {check.detail}")
    print("All is well." if not wrong else f"{wrong} to mend.")
    return 1 if wrong else 0
