"""Runs the program: Slack, triggers and agents, until it is told to stop"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal

from app.compose.program import Program


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--verbose", action="store_true", help="log every step")
    parser.add_argument(
        "--no-limits", action="store_true", help="do not keep below Slack's rates: local benchmarks only"
    )


def run(options: argparse.Namespace) -> int:
    level = logging.DEBUG if options.verbose else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    for chatty in ("slack_bolt", "aiohttp", "httpx2", "httpcore2", "dbos", "apscheduler", "anthropic", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return asyncio.run(_serve(limits=not options.no_limits))


async def _serve(*, limits: bool) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Program.open(os.environ, limits=limits) as program:
        await program.run(stop)
    return 0
