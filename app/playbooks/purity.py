"""What would make a list another one when it is computed again: clocks, chance, the network, rounding that differs.

`syntax` refuses all of it, too, and more; here it has a stage and words of its own, so that people read why.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from app.core.errors import ContentError
from app.playbooks.syntax import CLOCKS

CHANCE = frozenset({"random", "secrets", "uuid"})
CLOCK_MODULES = frozenset({"time"})
NETWORK = frozenset({"socket", "ssl", "http", "urllib", "requests", "httpx", "aiohttp", "ftplib", "smtplib"})
OTHER_DAY = "a list of that day would come out differently on another day: use what facts.sql counts from :today"
_SQL = re.compile(
    r"\b(?P<chance>random|randomblob)\s*\(|\b(?P<clock>current_date|current_time|current_timestamp)\b"
    r"|\b(?:date|datetime|time|julianday|unixepoch|strftime)\s*\([^)]*'(?P<now>now)'",
    re.IGNORECASE,
)


def find_impure(rules_source: str, facts_sql: str, name: str) -> list[ContentError]:
    """In the order of files and lines. What is no Python at all has no purity to speak of."""
    try:
        tree = ast.parse(rules_source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = ast.Module([], [])
    rules, facts = (f"agents/{name}/playbook/{file}" for file in ("rules.py", "facts.sql"))
    found = [ContentError(rules, line, problem) for node in ast.walk(tree) for line, problem in _in_rules(node)]
    found += [ContentError(facts, line, problem) for line, problem in _in_facts(facts_sql)]
    return sorted(set(found), key=lambda each: (each.path, each.line, each.problem))


def _in_rules(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Import(names=names):
            for each in names:
                yield from _of_module(node.lineno, each.name)
        case ast.ImportFrom(module=str(module)):
            yield from _of_module(node.lineno, module)
        case ast.Attribute(attr=attr) if attr in CLOCKS:
            yield node.lineno, f".{attr} reads a clock: {OTHER_DAY}"
        case ast.Call(func=ast.Name(id="round"), args=args, keywords=keywords) if len(args) + len(keywords) > 1:
            yield node.lineno, 'round() with digits differs between machines: the program rounds; write f"{x:.1f}"'


def _of_module(line: int, module: str) -> Iterator[tuple[int, str]]:
    first = module.partition(".")[0]
    if first in CHANCE:
        yield line, f"{first} brings chance into a list, and a list can be replayed: decide by facts"
    if first in CLOCK_MODULES:
        yield line, f"{first} reads a clock: {OTHER_DAY}"
    if first in NETWORK:
        yield line, f"{first} reaches the network, which no rule does: what it needs belongs into the snapshot"


def _in_facts(sql: str) -> Iterator[tuple[int, str]]:
    without_comments = re.sub(r"--[^\n]*", lambda found: " " * len(found[0]), sql)
    for found in _SQL.finditer(without_comments):
        line = sql.count("\n", 0, found.start()) + 1
        if found["chance"]:
            yield line, f"{found['chance']}() brings chance into a list, and a list can be replayed: decide by facts"
        else:
            yield line, f"{found['clock'] or found['now']!r} reads a clock: {OTHER_DAY}; write :today"
