"""Which facts and params each function of rules.py looks at, by its syntax alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from app.playbooks.syntax import Complain

Kind = Literal["Facts", "Params"]
KINDS: dict[str, Kind] = {"Facts": "Facts", "Params": "Params"}


@dataclass(frozen=True, order=True)
class Read:
    line: int
    kind: Kind
    key: str


@dataclass(frozen=True)
class Function:
    """One function of the file: what it reads itself, and which others it calls."""

    node: ast.FunctionDef
    reads: frozenset[Read]
    calls: frozenset[str]


def read_function(node: ast.FunctionDef, others: Mapping[str, ast.FunctionDef], complain: Complain) -> Function:
    """Facts and params stay what they are: read by a plain key, or handed on to a helper that says it takes them."""
    kinds = kinds_of(node)
    reads: set[Read] = set()
    calls: set[str] = set()
    fine: set[ast.AST] = set()  # names of facts and params that stand where they may
    for part in _inside(node):
        match part:
            case ast.Subscript(value=ast.Name(id=name) as at, slice=ast.Constant(value=str(key))) if name in kinds:
                reads.add(Read(part.lineno, kinds[name], key))
                fine.add(at)
            case ast.Call(func=ast.Name(id=called)) if called in others:
                calls.add(called)
                fine |= set(_handed_on(part, others[called], kinds))
    for part in _inside(node):
        if isinstance(part, ast.Name) and part.id in kinds and part not in fine:
            example = f'{part.id}["…"]'
            complain(part.lineno, f"{part.id} is only read as {example}, or given to a helper that takes it as such")
    return Function(node, frozenset(reads), frozenset(calls))


def reads_of(name: str, functions: Mapping[str, Function]) -> frozenset[Read]:
    """Also through helpers."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        found = waiting.pop()
        if found not in seen:
            seen.add(found)
            waiting += functions[found].calls
    return frozenset(read for each in seen for read in functions[each].reads)


def kinds_of(node: ast.FunctionDef) -> dict[str, Kind]:
    """Parameter → Facts or Params, for those that are annotated so."""
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return {each.arg: KINDS[each.annotation.id] for each in arguments if _is_kind(each.annotation)}  # type: ignore[union-attr]  # _is_kind


def _is_kind(annotation: ast.expr | None) -> bool:
    return isinstance(annotation, ast.Name) and annotation.id in KINDS


def _handed_on(call: ast.Call, called: ast.FunctionDef, kinds: Mapping[str, Kind]) -> Iterator[ast.AST]:
    takes = kinds_of(called)
    positions = [each.arg for each in (*called.args.posonlyargs, *called.args.args)]
    given = [*zip(positions, call.args, strict=False), *((each.arg, each.value) for each in call.keywords)]
    for parameter, value in given:
        if isinstance(value, ast.Name) and value.id in kinds and takes.get(parameter or "") == kinds[value.id]:
            yield value


def _inside(node: ast.FunctionDef) -> Iterator[ast.AST]:
    for statement in node.body:
        yield from ast.walk(statement)
