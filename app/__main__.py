"""The command line: parses, and picks app/commands/<name>.py by name. A file there is a command; that is all."""

from __future__ import annotations

import argparse
import ast
import importlib
import sys
from pathlib import Path
from typing import NoReturn

from app.core.errors import ThreadworkError

COMMANDS = Path(__file__).parent / "commands"


def main() -> NoReturn:
    sys.exit(run(sys.argv[1:]))


def run(words: list[str]) -> int:
    names = sorted(path.stem for path in COMMANDS.glob("[a-z]*.py"))
    parser = argparse.ArgumentParser(
        prog="threadwork",
        description="A Slack-native home for small workflow agents whose logic people can read.",
        epilog="`threadwork COMMAND --help` says more about one.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = next((word for word in words if word in names), None)
    for name in names:
        summary = _summary(name)
        sub = commands.add_parser(name, help=summary, description=summary)
        if name == chosen:
            module = importlib.import_module(f"app.commands.{name}")
            module.arguments(sub)
            sub.set_defaults(run=module.run)
    options = parser.parse_args(words)
    try:
        code: int = options.run(options)
    except ThreadworkError as error:
        print(f"threadwork: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return code


def _summary(name: str) -> str:
    """The first line of the command's docstring, read without importing it: `--help` stays quick."""
    source = (COMMANDS / f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or name).splitlines()[0]


if __name__ == "__main__":
    main()
