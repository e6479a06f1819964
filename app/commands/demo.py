"""Shows the main job on this machine: a local Slack, HubSpot and model, sample data, no account"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
from pathlib import Path

from app.demo.run import Wish, demo


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="walk through it without a browser and verify every promise"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="a folder of CSV files instead of the sample company")
    parser.add_argument("--port", type=int, default=0, help="the page's port; 0 takes a free one")
    parser.add_argument("--offline", action="store_true", help="the offline stand-in, even if ANTHROPIC_API_KEY is set")
    parser.add_argument("--days", type=int, default=30, help="days of history that are replayed into snapshots")
    parser.add_argument("--verbose", action="store_true", help="log every step")


def run(options: argparse.Namespace) -> int:
    level = logging.DEBUG if options.verbose else logging.WARNING
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    key = None if options.offline else os.environ.get("ANTHROPIC_API_KEY")
    wish = Wish(options.check, options.data, options.port, key, options.days)
    return asyncio.run(demo(wish))
