"""A run: scores are sums, the order is total, one broken rule harms no other, and the bytes are stable."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.playbooks import Run
from app.core.runs import run_from_json, run_to_json
from app.core.snapshots import Snapshot
from app.playbooks.evaluate import KEPT_PER_OWNER, evaluate, evaluate_some
from app.playbooks.points import cut_reason
from app.playbooks.rules import read_rules
from app.playbooks.scoring import ROWS_AT_ONCE, score_rows
from app.sandbox.command import jailed_command, probe_jail

from .making import RULES, TODAY, account, playbook, snapshot

MANY = ROWS_AT_ONCE * 2 + 10


def rule(body: str, name: str = "odd") -> str:
    return f'\n\ndef {name}(a: Facts, p: Params) -> Points:\n    """Odd."""\n    {body}\n'


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    accounts = [
        account("b", days=20),
        account("a", days=20),
        account("c", days=48, revenue=1000.0),
        account("d", days=3),
    ]
    return snapshot(tmp_path_factory.mktemp("few"), [*accounts, account("e"), account("f", days=11, owner=None)])


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    accounts = [account(f"{n:05}", days=n % 60, owner=str(n % 7), revenue=float(n % 9)) for n in range(MANY)]
    return snapshot(tmp_path_factory.mktemp("many"), accounts)


def shape(run: Run) -> list[tuple[str, float, dict[str, float]]]:
    return [(item.id, item.score, {each.rule: each.points for each in item.results}) for item in run.items]


def test_the_highest_score_comes_first_and_equals_are_ordered_by_id(few: Snapshot) -> None:
    run = evaluate(playbook(), few, TODAY)
    assert shape(run) == [
        ("c", 38.3, {"quiet": 38.0, "size": 0.3}),
        ("a", 10.0, {"quiet": 10.0, "size": 0.0}),
        ("b", 10.0, {"quiet": 10.0, "size": 0.0}),
        ("f", 1.0, {"quiet": 1.0, "size": 0.0}),
    ]
    first = run.items[0]
    assert (first.name, first.owner_id, first.facts["days"]) == ("Account c", "1", 48)
    assert [each.reason for each in first.results] == ["no touch in 48 days", "1,000 a year"]
    assert (run.snapshot, run.today, run.data_as_of, run.broken) == (few.hash, TODAY, few.sources["hubspot"], ())


def test_every_score_is_the_sum_of_its_rules_and_above_zero(many: Snapshot) -> None:
    run = evaluate(playbook(), many, TODAY)
    assert len(run.items) > MANY * 0.8
    for item in run.items:
        assert item.score == round(sum(each.points for each in item.results), 1) > 0
    assert [(-item.score, item.id) for item in run.items] == sorted((-item.score, item.id) for item in run.items)


def test_facts_stay_for_the_first_of_each_owner_and_are_found_again_for_the_rest(many: Snapshot) -> None:
    run = evaluate(playbook(), many, TODAY)
    of_one = [item for item in run.items if item.owner_id == "3"]
    assert all(item.facts for item in of_one[:KEPT_PER_OWNER])
    assert not any(item.facts for item in of_one[KEPT_PER_OWNER:])
    (found,) = evaluate_some(playbook(), many, TODAY, [of_one[-1].id])
    assert (found.score, found.results) == (of_one[-1].score, of_one[-1].results)
    assert found.facts["id"] == found.id


def test_a_run_survives_being_stored(many: Snapshot) -> None:
    run = evaluate(playbook(), many, TODAY)
    assert run_from_json(run_to_json(run)) == run


BROKEN = {
    "raises": ('return 1 / (a["days"] - 20), "x"', "ZeroDivisionError", "rules.py line 18"),
    "forgets None": ('return a["days"] - 3, "x"', "TypeError", "compare with None first"),
    "a missing key": ('return {"A": 1}[a["tier"] or "?"], "x"', "KeyError", "rules.py line 18"),
    "loops": ("while a['days'] == 48: pass\n    return 0, ''", "longer than 1 s", "looks at one account"),
    "loops, uncatchable": (
        "try:\n        while a['days'] == 48: pass\n    except Exception: pass\n    return 0, ''",
        *("longer than 1 s", "looks at one account"),
    ),
    "eats memory": (
        "x = 'a' * 10**12 if a['days'] == 48 else ''\n    return len(x), x[:9]",
        "more than 100 MB",
        "one account",
    ),
    "grows a list": (
        "x = []\n    while a['days'] == 48: x.append('y' * 1000)\n    return 0, ''",
        *("more than 100 MB", "looks at one account"),
    ),
    "recurses": (
        "return _down(a)\n\n\ndef _down(a: Facts) -> Points:\n    return _down(a)",
        "RecursionError",
        "rules.py line",
    ),
    "a huge number": ("return 10 ** 400, 'x'", "as points", "below 1,000,000"),
    "not a number": ("return float('nan'), 'x'", "nan as points", "return a number"),
    "infinite": ("return float('inf'), 'x'", "inf as points", "return a number"),
    "nothing": ("return None", "returned None", "points and a reason"),
    "half": ("return 12", "returned 12", "points and a reason"),
    "no reason": ("return 12, ''", "without a reason", "say why"),
    "a set": ("return {1, 2}", "returned", "points and a reason"),
    "deep": ("x = 1\n    for _ in range(5000): x = (x,)\n    return x", "", "points and a reason"),
    "a function": ("return _f, 'x'\n\n\ndef _f() -> int:\n    return 1", "returned", "points and a reason"),
    "exits": ("raise ValueError('\\x1b[31m' + 'x' * 5000)", "ValueError", "compare with None"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_rule_is_left_out_for_all_and_changes_nothing_else(few: Snapshot, case: str) -> None:
    body, error, remedy = BROKEN[case]
    run = evaluate(playbook(RULES + rule(body)), few, TODAY)
    (broken,) = run.broken
    assert broken.rule == "odd"
    assert error in broken.problem
    assert remedy in broken.problem
    assert "first seen on account" in broken.problem
    assert len(broken.problem) < 400
    whole = evaluate(playbook(), few, TODAY)
    assert [(item.id, item.score, item.results[:2]) for item in run.items] == [
        (item.id, item.score, item.results) for item in whole.items
    ]


def test_a_rule_that_breaks_far_down_is_left_out_for_the_first_accounts_too(many: Snapshot) -> None:
    last = f"{MANY - 1:05}"
    body = f"if a['id'] == '{last}': return 1 / 0, 'x'\n    return 100, 'y'"
    run = evaluate(playbook(RULES + rule(body)), many, TODAY)
    assert f"first seen on account {last}" in run.broken[0].problem
    assert max(item.score for item in run.items) < 100


def test_a_slow_chunk_whose_rows_are_all_quick_is_no_broken_rule(few: Snapshot) -> None:
    slow = "x = 0\n    for n in range(4_000_000): x = n\n    return 1, f'{x}'"
    rows = [[day] for day in range(12)]
    source = rule(slow)
    scored = score_rows(source, read_rules(source), {}, rows, ["days"], TODAY)
    assert scored.broken == {}
    assert len(scored.given["odd"]) == len(rows)


ESCAPES = [
    "return len('{0.__class__.__mro__}'.format(a['id'])), 'x'",
    "return len('{0.__globals__}'.format(_f)), 'x'\n\n\ndef _f() -> int:\n    return 1",
    "x = [1, 2, 3]\n    return len(sorted(x, key=lambda y: x.append(y) or y)), 'x'",
    "x = {}\n    x2 = [x for x in zip(range(10**9), range(10**9))]\n    return 0, ''",
    "return 9 ** 9 ** 9, 'x'",
    "return sum(range(10 ** 12)), 'x'",
    "return len(f'{1:>{10 ** 9}}'), 'x'",
    "return len(str([1] * 10 ** 9)), 'x'",
    "return len('a'.join(['b' * 10 ** 6] * 10 ** 6)), 'x'",
    "return len('ab'.replace('', 'c' * 10 ** 9)), 'x'",
    "return len(json.loads('[' * 100_000)), 'x'",
    "return len(json.dumps('x' * 10 ** 9)), 'x'",
    "return 1 << 10 ** 12, 'x'",
    "return len(min(([a['id']] for _ in range(10 ** 9)), key=len)), 'x'",
    "return datetime.timedelta(days=10 ** 20).days, 'x'",
    "return math.floor(math.inf), 'x'",
]


@pytest.mark.parametrize("body", ESCAPES)
def test_hostile_rules_are_contained_and_the_others_go_on(few: Snapshot, body: str) -> None:
    source = "import datetime\nimport json\nimport math\n" + RULES + rule(body)
    run = evaluate(playbook(source), few, TODAY)
    assert [each.rule for each in run.broken] == ["odd"] or run.items[0].results[2].points in (0.0, 3.0)
    assert [item.id for item in run.items][:2] == ["c", "a"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.none() | st.integers(-1000, 1000), st.none() | st.floats(-1e6, 1e6), st.text(max_size=20)),
        max_size=30,
    ),
    limit=st.integers(0, 50),
)
def test_monty_gives_what_python_gives(rows: list[tuple[int | None, float | None, str]], limit: int) -> None:
    facts = [{"days": days, "revenue": revenue, "tier": tier} for days, revenue, tier in rows]
    source = RULES + rule('return len(a["tier"]) * 1.5, f"tier {a[\'tier\']}!"')
    here: dict[str, object] = {"Facts": dict, "Params": dict, "Points": tuple}
    exec(source, here)
    columns = ["days", "revenue", "tier"]
    scored = score_rows(
        source, read_rules(source), {"limit": limit}, [[f[c] for c in columns] for f in facts], columns, TODAY
    )
    assert scored.broken == {}
    for name, given_here in scored.given.items():
        expected = {
            at: points
            for at, fact in enumerate(facts)
            if (points := here[name](fact, {"limit": limit})) != (0, "")  # type: ignore[operator]
        }
        assert {at: (tenths, reason) for at, tenths, reason in given_here} == {
            at: (tenths_of(points), cut_reason(reason)) for at, (points, reason) in expected.items()
        }


def tenths_of(points: float) -> int:
    return int((Decimal(repr(points)) * 10).to_integral_value())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["quiet", "size", "third"]))
def test_taking_a_rule_away_changes_no_other(few: Snapshot, gone: str) -> None:
    source = RULES + rule('return (5, "five") if a["tier"] is None else (0, "")', "third")
    whole = evaluate(playbook(source), few, TODAY)
    removed = next(each.source for each in read_rules(source).rules if each.name == gone)
    less = evaluate(playbook(source.replace(removed, "")), few, TODAY)
    kept = {item.id: [each for each in item.results if each.rule != gone] for item in whole.items}
    for item in less.items:
        assert list(item.results) == kept[item.id]


PRINT = """
import sys
from app.core.runs import run_to_json
from app.playbooks.evaluate import evaluate
from app.playbooks.snapshot import read_snapshot
from pathlib import Path
from tests.playbooks.making import TODAY, playbook
import hashlib
run = evaluate(playbook(), read_snapshot(Path(sys.argv[1])), TODAY)
from dataclasses import replace
print(hashlib.sha256(run_to_json(replace(run, id="", version=""))).hexdigest(), len(run.items))
"""


def test_two_processes_give_the_same_bytes(many: Snapshot) -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", PRINT, many.path],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert int(printed.pop().split()[1]) > MANY * 0.8


@pytest.mark.skipif(not probe_jail().holds, reason="no jail here")
def test_the_jail_changes_nothing_but_who_may_do_harm(few: Snapshot, tmp_path: Path) -> None:
    command = jailed_command(Path(sys.prefix) / "bin" / "monty", tmp_path)
    source = playbook(RULES + rule(BROKEN["raises"][0]))
    assert run_to_json(evaluate(source, few, TODAY, command)) == run_to_json(evaluate(source, few, TODAY))
