"""Which rules of two versions give the same for any facts, by their code alone: a back-test computes these once."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from app.core.playbooks import Playbook
from app.playbooks.rules import read_rules


def fingerprints(playbook: Playbook) -> dict[str, str]:
    """Rule → everything that decides what it gives: its code, what that names at the top of the file, its params."""
    tree = ast.parse(playbook.rules_source)
    defined = {name: node for node in tree.body for name in _names(node)}
    params = {rule.name: rule.params for rule in read_rules(playbook.rules_source).rules}
    return {
        name: _print(name, defined, {each: playbook.params.get(each) for each in sorted(read)})
        for name, read in params.items()
    }


def _print(name: str, defined: Mapping[str, ast.stmt], params: Mapping[str, object]) -> str:
    seen: dict[str, str] = {}
    waiting = [name]
    while waiting:
        found = waiting.pop()
        if found in defined and found not in seen:
            seen[found] = ast.dump(_bare(defined[found]))
            waiting += [each.id for each in ast.walk(defined[found]) if isinstance(each, ast.Name)]
    return repr((sorted(seen.items()), list(params.items())))


def _bare(node: ast.stmt) -> ast.AST:
    """Without its docstring, which decides nothing."""
    if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
        body = node.body[1:] or [ast.Pass()]
        return ast.FunctionDef(node.name, node.args, body, node.decorator_list, node.returns, node.type_comment)
    return node


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name):
            return [name]
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return [each.asname or each.name for each in names]
        case ast.Assign(targets=targets):
            return [each.id for each in targets if isinstance(each, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []
