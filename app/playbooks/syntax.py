"""The part of Python that rules.py is written in: what a rule needs, and nothing that reaches out, waits or remembers.

This keeps rules readable and replayable. It is not the wall against hostile code: that is Monty, inside the jail.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator, Set

from app.core.nearest import nearest

Complain = Callable[[int, str], None]  # line, problem

MODULES = {
    "math": frozenset({"ceil", "floor", "sqrt", "log", "log2", "log10", "exp", "isclose", "inf", "pi"}),
    "datetime": frozenset({"date", "datetime", "timedelta"}),
    "json": frozenset({"loads", "dumps"}),
}
BUILTINS = frozenset(
    "abs all any bool dict enumerate float int isinstance len list max min range reversed round set sorted str sum "  # noqa: SIM905  # words, not a list of strings
    "tuple zip ArithmeticError Exception IndexError KeyError LookupError TypeError ValueError ZeroDivisionError".split()
)
ATTRIBUTES = frozenset(
    "append capitalize casefold count date day days endswith extend format fromisoformat get index isdigit isoformat "  # noqa: SIM905  # words, not a list of strings
    "isoweekday items join keys lower lstrip month partition replace rpartition rstrip split startswith strip title "
    "total_seconds upper values weekday year".split()
)
STATEMENTS: tuple[type[ast.AST], ...] = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return, ast.Pass, ast.Break, ast.Continue),
    *(ast.If, ast.For, ast.While, ast.Try, ast.Raise, ast.ExceptHandler, ast.Match, ast.match_case, ast.Assert),
    *(ast.MatchValue, ast.MatchSingleton, ast.MatchSequence, ast.MatchStar, ast.MatchAs, ast.MatchOr),
)
EXPRESSIONS: tuple[type[ast.AST], ...] = (
    *(ast.BoolOp, ast.NamedExpr, ast.BinOp, ast.UnaryOp, ast.Lambda, ast.IfExp, ast.Dict, ast.Set, ast.Compare),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Call, ast.FormattedValue, ast.JoinedStr),
    *(ast.Constant, ast.Attribute, ast.Subscript, ast.Starred, ast.Name, ast.List, ast.Tuple, ast.Slice),
    *(ast.arguments, ast.arg, ast.keyword, ast.alias, ast.comprehension, ast.expr_context, ast.operator, ast.unaryop),
    *(ast.boolop, ast.cmpop),
)
REMEDIES: dict[type[ast.AST], str] = {
    ast.ClassDef: "a class: write functions",
    ast.FunctionDef: "a function within a function: write it at the top with a leading underscore",
    ast.AsyncFunctionDef: "async: a rule computes from its facts and waits for nothing",
    ast.With: "with: a rule opens nothing",
    ast.Global: "global: a rule remembers nothing from one account to the next",
    ast.Nonlocal: "nonlocal: return the value instead",
    ast.Delete: "del: leave the name alone",
    ast.Import: "an import within a function: put it at the top of the file",
    ast.ImportFrom: "an import within a function: put it at the top of the file",
    ast.Yield: "yield: return the points and the reason",
    ast.YieldFrom: "yield: return the points and the reason",
    ast.Await: "await: a rule waits for nothing",
}
CLOCKS = frozenset({"now", "today", "utcnow", "time", "fromtimestamp", "utcfromtimestamp"})


def check_imports(node: ast.Import | ast.ImportFrom, complain: Complain) -> set[str]:
    """The names it binds."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name not in MODULES:
                complain(node.lineno, f"import {alias.name}: only {_words(MODULES)} can be imported here")
        return {alias.asname or alias.name for alias in node.names}
    known = MODULES.get(node.module or "")
    if known is None or node.level:
        complain(node.lineno, f"import from {node.module or '.'}: only {_words(MODULES)} can be imported here")
        return {alias.asname or alias.name for alias in node.names}
    for alias in node.names:
        if alias.name not in known:
            complain(node.lineno, f"{node.module}.{alias.name} is not allowed here.{nearest(alias.name, known)}")
    return {alias.asname or alias.name for alias in node.names}


def check_constant(node: ast.Assign | ast.AnnAssign, complain: Complain) -> set[str]:
    """A value at the top of the file may not change, or one account could influence the next."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    try:
        ast.literal_eval(node.value) if node.value else None
    except (ValueError, TypeError, RecursionError, MemoryError):
        complain(node.lineno, "a value at the top of the file is a plain number, text, tuple or dict of these")
    for part in ast.walk(node):
        if isinstance(part, ast.List | ast.Set):
            complain(part.lineno, "a list at the top of the file could be changed: use a tuple (…, …)")
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    if len(names) != len(targets):
        complain(node.lineno, "give one name to one value here")
    return names


def check_function(function: ast.FunctionDef, known: Set[str], complain: Complain) -> None:
    """`known` are the names at the top of the file."""
    if function.decorator_list:
        complain(function.lineno, "a decorator: write the rule without it")
    arguments = function.args
    for default in (*arguments.defaults, *(each for each in arguments.kw_defaults if each)):
        if not isinstance(default, ast.Constant | ast.UnaryOp):
            complain(default.lineno, "a default is a plain number or text here")
    names = known | BUILTINS | _bound(function)
    for statement in function.body:
        for node in _without_annotations(statement):
            _check_node(node, names, complain)


def _check_node(node: ast.AST, names: Set[str], complain: Complain) -> None:
    line = getattr(node, "lineno", 1)
    if not isinstance(node, STATEMENTS + EXPRESSIONS):
        complain(line, REMEDIES.get(type(node), f"{type(node).__name__}: rules.py does without it"))
    match node:
        case ast.Name(id=name):
            _check_name(name, names, complain, line)
        case ast.Attribute(attr=name, ctx=context):
            _check_attribute(node, name, context, complain)
        case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.AugAssign(target=ast.Subscript()):
            complain(line, "a rule changes nothing: build a new value instead of setting a part of one")
        case ast.AugAssign(op=ast.BitOr() | ast.BitAnd() | ast.BitXor()):
            complain(line, "|=, &= and ^= change a value in place: write `x = x | y`")
        case (
            ast.Call(func=ast.Name(id="round"), args=[_, _, *_]) | ast.Call(func=ast.Name(id="round"), keywords=[_, *_])
        ):
            complain(line, 'round() with digits differs here: the program rounds points; in a reason write f"{x:.1f}"')
        case ast.Try(handlers=handlers):
            for handler in handlers:
                if handler.type is None:
                    complain(handler.lineno, "a bare except hides mistakes: name the error, such as ValueError")


def _check_name(name: str, names: Set[str], complain: Complain, line: int) -> None:
    if name.startswith("__"):
        complain(line, f"{name!r}: names with two underscores in front belong to Python")
    elif name not in names:
        if hasattr(builtins, name):
            complain(line, f"{name}() is not allowed here: a rule computes points from its facts, and nothing else")
        else:
            complain(line, f"the name {name!r} is not known here.{nearest(name, names)}")


def _check_attribute(node: ast.Attribute, name: str, context: ast.expr_context, complain: Complain) -> None:
    if not isinstance(context, ast.Load):
        complain(node.lineno, "a rule changes nothing: use a name of its own instead of an attribute")
    elif name in CLOCKS:
        complain(
            node.lineno, f".{name} reads a clock: facts.sql counts days from :today, so that a list can be replayed"
        )
    elif isinstance(node.value, ast.Name) and node.value.id in MODULES:
        if name not in MODULES[node.value.id] | ATTRIBUTES:
            complain(node.lineno, f"{node.value.id}.{name} is not allowed here.{nearest(name, MODULES[node.value.id])}")
    elif name not in ATTRIBUTES | MODULES["datetime"]:
        complain(node.lineno, f".{name} is not allowed here.{nearest(name, ATTRIBUTES)}")


def _bound(function: ast.FunctionDef) -> set[str]:
    """Parameters, and every name that the function itself gives a value."""
    names = set()
    for node in ast.walk(function):
        match node:
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.ExceptHandler(name=str(name)):
                names.add(name)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
    return names


def _without_annotations(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for field, value in ast.iter_fields(node):
        if field != "annotation":
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _without_annotations(child)


def _words(names: Set[str] | dict[str, frozenset[str]]) -> str:
    return ", ".join(sorted(names))
