"""rules.py read, not run: which rules there are, which facts and params each one looks at, and what is wrong.

A rule is a function at the top of the file, `def quiet_accounts(a: Facts, p: Params) -> Points:`, with a docstring
for people. Names with a leading underscore are helpers. A rule calls helpers and never another rule, and reads its
facts only as a["column"]: so taking one rule away changes nothing else.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.core.errors import ContentError
from app.core.nearest import nearest
from app.playbooks.reads import Function, Read, read_function, reads_of
from app.playbooks.syntax import BUILTINS, Complain, check_constant, check_function, check_imports

SIGNATURE = "(a: Facts, p: Params) -> Points"
MOST_CHARACTERS = 100_000
OURS = frozenset({"Facts", "Params", "Points"})


@dataclass(frozen=True)
class RuleCode:
    name: str
    words: str
    line: int
    source: str
    columns: frozenset[str]  # of facts.sql, also through helpers
    params: frozenset[str]


@dataclass(frozen=True)
class RuleFile:
    rules: tuple[RuleCode, ...]  # in the file's order
    reads: tuple[Read, ...]  # of all functions
    problems: tuple[ContentError, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(sorted({column for rule in self.rules for column in rule.columns}))


@lru_cache(64)
def read_rules(source: str, path: str = "rules.py") -> RuleFile:
    """Everything that is wrong is in `problems`; with none, the file can be run."""
    problems: list[ContentError] = []

    def complain(line: int, problem: str) -> None:
        problems.append(ContentError(path, line, problem))

    tree = _parse(source, complain)
    functions = _read_top(tree, complain) if tree else {}
    rules = tuple(_rule(name, functions, source, complain) for name in functions if not name.startswith("_"))
    if tree and not rules:
        complain(1, f"there is no rule: write at least one `def quiet_accounts{SIGNATURE}:`")
    reads = tuple(sorted({read for function in functions.values() for read in function.reads}))
    return RuleFile(rules, reads, tuple(sorted(set(problems), key=lambda each: (each.line, each.problem))))


def check_reads(
    file: RuleFile, columns: Collection[str], params: Mapping[str, object], path: str = "rules.py"
) -> list[ContentError]:
    """Looks at facts that facts.sql does not give, or at params that PLAYBOOK.md does not set."""
    places = {"Facts": (columns, "column of facts.sql"), "Params": (params.keys(), "param of PLAYBOOK.md")}
    return [
        ContentError(path, read.line, f"{read.key!r} is no {place}.{nearest(read.key, known)}")
        for read in file.reads
        for known, place in [places[read.kind]]
        if read.key not in known
    ]


def _parse(source: str, complain: Complain) -> ast.Module | None:
    if len(source) > MOST_CHARACTERS:
        complain(1, f"{len(source):,} characters: people read this file, so keep it under {MOST_CHARACTERS:,}")
        return None
    try:
        return ast.parse(source)
    except SyntaxError as error:
        complain(error.lineno or 1, f"not Python: {error.msg}")
    except (ValueError, RecursionError, MemoryError) as error:
        complain(1, f"not Python that can be read: {error}")
    return None


def _read_top(tree: ast.Module, complain: Complain) -> dict[str, Function]:
    nodes: dict[str, ast.FunctionDef] = {}
    names: set[str] = set()
    for node in tree.body:
        found = _names_bound_by(node, complain)
        for name in found:
            _check_top_name(name, node.lineno, names, complain)
        names |= found
        if isinstance(node, ast.FunctionDef):
            nodes[node.name] = node
    functions = {}
    for name, node in nodes.items():
        check_function(node, names, complain)
        functions[name] = read_function(node, nodes, complain)
        for called in sorted(functions[name].calls):
            if not called.startswith("_"):
                complain(node.lineno, f"{name} calls the rule {called}: put what both need into a helper, _{called}")
    return functions


def _names_bound_by(node: ast.stmt, complain: Complain) -> set[str]:
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            return set()
        case ast.Import() | ast.ImportFrom():
            return check_imports(node, complain)
        case ast.Assign() | ast.AnnAssign():
            return check_constant(node, complain)
        case ast.FunctionDef():
            return {node.name}
    complain(
        node.lineno, f"{type(node).__name__} at the top of the file: there are imports, plain values and functions"
    )
    return set()


def _check_top_name(name: str, line: int, taken: set[str], complain: Complain) -> None:
    if name in taken:
        complain(line, f"{name!r} stands here a second time: rename one")
    if name in BUILTINS or name in OURS:
        complain(line, f"{name!r} is Python's or the program's own name: choose another")
    if name.startswith("__"):
        complain(line, f"{name!r}: one underscore makes a helper, two belong to Python")


def _rule(name: str, functions: Mapping[str, Function], source: str, complain: Complain) -> RuleCode:
    node = functions[name].node
    words = " ".join((ast.get_docstring(node) or "").split())
    if not words:
        complain(
            node.lineno, f"{name} has no docstring: say in a sentence what it rewards, for the people who get lists"
        )
    if _signature(node) != SIGNATURE:
        complain(node.lineno, f"{name}{_signature(node)} should be {name}{SIGNATURE}; a helper begins with _")
    reads = reads_of(name, functions)
    return RuleCode(
        name=name,
        words=words,
        line=node.lineno,
        source=ast.get_source_segment(source, node) or "",
        columns=frozenset(read.key for read in reads if read.kind == "Facts"),
        params=frozenset(read.key for read in reads if read.kind == "Params"),
    )


def _signature(node: ast.FunctionDef) -> str:
    """Parameters may have other names, so they are written here as SIGNATURE has them."""
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    names = [each.arg for each in node.args.args]
    written = f"({ast.unparse(node.args)})"
    if len(names) == 2 and written == f"({names[0]}: Facts, {names[1]}: Params)":  # a rule takes two
        written = "(a: Facts, p: Params)"
    return written + returns
