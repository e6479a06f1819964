"""rules.py is read before it is run: what it may contain, and what it looks at."""

from __future__ import annotations

import pytest

from app.core.errors import ContentError
from app.playbooks.probe import column_types, probe_facts
from app.playbooks.rules import check_reads, read_rules
from app.playbooks.typecheck import check_types

from .making import FACTS, RULES

FULL = '''import math
from datetime import date

TIERS = {"A": 30, "B": 18}


def tier(a: Facts, p: Params) -> Points:
    """Bigger tiers
    first."""
    points = TIERS.get(a["tier"] or "", 0) * _weight(p)
    return points, f"tier {a['tier']}" if points else ""


def late(row: Facts, numbers: Params) -> Points:
    """Old ones rise."""
    days = [each for each in (row["days"], _fallback(f=row)) if each is not None]
    return (math.floor(max(days)), f"{max(days):,.0f} days") if days else (0, "")


def _fallback(f: Facts) -> int | None:
    match f["revenue"]:
        case None:
            return None
        case float() as some if some > numbers_limit():
            return date.fromisoformat("2026-01-01").day
    return 0


def numbers_limit() -> float:
    return 3


def _weight(p: Params) -> float:
    return p["weight"]
'''


def body(line: str, top: str = "") -> str:
    return f'{top}\ndef rule(a: Facts, p: Params) -> Points:\n    """Words."""\n    {line}\n    return 0, ""\n'


def test_a_rule_is_read_with_its_words_its_source_and_what_it_looks_at() -> None:
    file = read_rules(RULES)
    assert not file.problems
    quiet, size = file.rules
    assert (quiet.name, quiet.words, quiet.line) == ("quiet", "Quiet accounts rise.", 2)
    assert (quiet.columns, quiet.params) == ({"days"}, {"limit"})
    assert size.columns == {"revenue"}
    assert quiet.source.startswith("def quiet(a: Facts")
    assert quiet.source.endswith('days"')


def test_what_helpers_look_at_counts_for_their_rules() -> None:
    file = read_rules(
        FULL.replace("numbers_limit", "_limit").replace("case float() as some if some > _limit():", "case 0:")
    )
    assert [str(each) for each in file.problems] == []
    tier, late = file.rules
    assert (tier.words, tier.columns, tier.params) == ("Bigger tiers first.", {"tier"}, {"weight"})
    assert (late.columns, late.params) == ({"days", "revenue"}, set())


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (body("import os"), "an import within a function"),
        (body("pass", "import os"), "import os: only datetime, json, math"),
        (body("pass", "import os.path"), "import os.path: only"),
        (body("pass", "from subprocess import run"), "import from subprocess"),
        (body("pass", "from . import x"), "import from .: only"),
        (body("pass", "from datetime import timezone"), "datetime.timezone is not allowed"),
        (body("pass", "from math import *"), "math.* is not allowed"),
        (body("open('/etc/passwd')"), "open() is not allowed"),
        (body("eval('1')"), "eval() is not allowed"),
        (body("exec('1')"), "exec() is not allowed"),
        (body("__import__('os')"), "two underscores"),
        (body("getattr(a, 'x')"), "getattr() is not allowed"),
        (body("globals()"), "globals() is not allowed"),
        (body("print(1)"), "print() is not allowed"),
        (body("().__class__"), ".__class__ is not allowed"),
        (body("rule.__globals__"), ".__globals__ is not allowed"),
        (body("x = date.today()", "from datetime import date"), ".today reads a clock"),
        (body("x = datetime.datetime.now()", "import datetime"), ".now reads a clock"),
        (body("x = round(1.25, 1)"), "round() with digits"),
        (body("x = round(1.25, ndigits=1)"), "round() with digits"),
        (body("a['x'] = 1"), "a rule changes nothing"),
        (body("a.update(x=1)"), 'a is only read as a["…"]'),
        (body("x = a.get('tier')"), 'a is only read as a["…"]'),
        (body("x = a[p['limit']]"), 'a is only read as a["…"]'),
        (body("x = [k for k in a]"), 'a is only read as a["…"]'),
        (body("a = 1"), 'a is only read as a["…"]'),
        (body("x = lambda: a"), 'a is only read as a["…"]'),
        (body("x = dict(a)"), 'a is only read as a["…"]'),
        (body("p |= {}"), "change a value in place"),
        (body("SEEN.append(1)", "SEEN = []"), "a list at the top of the file could be changed"),
        (body("COUNT['n'] = 1", "COUNT = {'n': 0}"), "a rule changes nothing"),
        (body("global x"), "global: a rule remembers nothing"),
        (body("del x"), "del:"),
        (body("yield 1"), "yield:"),
        (body("with x: pass"), "with: a rule opens nothing"),
        (body("class X: pass"), "a class"),
        (body("def inner(): pass"), "a function within a function"),
        (body("try:\n        pass\n    except:\n        pass"), "a bare except"),
        (body("pass", "class X: pass"), "ClassDef at the top of the file"),
        (body("pass", "X = rule"), "plain number, text, tuple or dict"),
        (body("pass", "for x in (): pass"), "For at the top of the file"),
        (body("pass", "async def other(): pass"), "AsyncFunctionDef at the top"),
        (body("pass", "@staticmethod"), "a decorator"),
        (body("x = unknown"), "the name 'unknown' is not known"),
        (body("x = lenn('a')"), "Did you mean 'len'?"),
        (body("other(a, p)", body("pass").replace("rule", "other")), "rule calls the rule other"),
        (body("pass", body("pass")), "'rule' stands here a second time"),
        (body("pass").replace("rule", "sum"), "'sum' is Python's"),
        (body("pass").replace('"""Words."""', "pass"), "rule has no docstring"),
        (body("pass").replace(" -> Points", ""), "should be rule(a: Facts, p: Params) -> Points"),
        (body("pass").replace(", p: Params", ""), "should be rule(a: Facts, p: Params) -> Points"),
        (body("pass").replace("p: Params", "p: Params, *more"), "should be rule(a: Facts, p: Params) -> Points"),
        ("def _only_a_helper(): return 1", "there is no rule"),
        ("def rule(a", "not Python"),
        ("x = \x00", "not Python"),
        ("(" * 5000 + ")" * 5000, "not Python"),
        ("#" * 200_000, "people read this file"),
    ],
)
def test_what_rules_may_not_contain_is_refused_with_a_remedy(source: str, problem: str) -> None:
    problems = read_rules(source).problems
    assert any(problem in each.problem for each in problems), [str(each) for each in problems]


def test_a_problem_is_at_its_line_and_nothing_else_is_complained_of() -> None:
    problems = read_rules(body("x = open('/etc/passwd')"), "agents/x/playbook/rules.py").problems
    assert [str(each) for each in problems] == [
        "agents/x/playbook/rules.py:4: open() is not allowed here: "
        "a rule computes points from its facts, and nothing else"
    ]


def test_a_misspelt_fact_or_param_is_named_with_the_nearest() -> None:
    file = read_rules(RULES.replace('a["days"]', 'a["dais"]').replace('p["limit"]', 'p["limmit"]'))
    assert [str(each) for each in check_reads(file, ("days", "revenue"), {"limit": 1})] == [
        "rules.py:4: 'dais' is no column of facts.sql. Did you mean 'days'?",
        "rules.py:5: 'limmit' is no param of PLAYBOOK.md. Did you mean 'limit'?",
        "rules.py:7: 'limmit' is no param of PLAYBOOK.md. Did you mean 'limit'?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("if days is None or days <= ", "if days <= ", ContentError("rules.py", 5, "")),
        ('return 0, ""', "return 0", ContentError("rules.py", 6, "")),
        ('return 0, ""', "return None", ContentError("rules.py", 6, "")),
        ('a["revenue"] or 0', 'a["tier"]', ContentError("rules.py", 13, "")),
        ('p["limit"], f"no', 'p["limit"] + "x", f"no', ContentError("rules.py", 7, "")),
    ],
)
def test_types_are_checked_before_anything_runs(old: str, new: str, found: ContentError) -> None:
    columns = column_types(probe_facts(FACTS))
    assert check_types(RULES, columns, {"limit": 10}) == []
    wrong = check_types(RULES.replace(old, new), columns, {"limit": 10})
    assert found.line in {each.line for each in wrong}, [str(each) for each in wrong]
    assert all(": " in each.problem for each in wrong)
