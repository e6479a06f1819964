"""A stored run comes out byte for byte again, a hundred times and in other processes; what differs is said."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.runs import run_to_json
from app.core.snapshots import Snapshot
from app.playbooks.describing import describe_playbook
from app.playbooks.evaluate import evaluate
from app.playbooks.load import load_playbook
from app.playbooks.replay import replay

from .making import RULES, TODAY, account, playbook, snapshot

ROOT = Path(__file__).parents[2]
TIMES = 100
AGAIN = f"""
import hashlib, sys
from datetime import date
from pathlib import Path
from app.core.runs import run_to_json
from app.playbooks.evaluate import evaluate
from app.playbooks.load import load_playbook
from app.playbooks.snapshot import read_snapshot
playbook, taken = load_playbook(Path("agents"), "daily-priorities"), read_snapshot(Path(sys.argv[1]))
today, times = date.fromisoformat("{TODAY.isoformat()}"), int(sys.argv[2])
runs = {{run_to_json(evaluate(playbook, taken, today)) for _ in range(times)}}
print(*sorted(hashlib.sha256(each).hexdigest() for each in runs))
"""


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    rows = [account(n, days=n % 70, tier="ABC"[n % 3], revenue=n * 1234.5, owner=str(n % 3)) for n in range(120)]
    return snapshot(tmp_path_factory.mktemp("replay"), rows)


def test_the_same_bytes_in_a_hundred_runs_over_four_processes(taken: Snapshot) -> None:
    rules = load_playbook(ROOT / "agents", "daily-priorities")
    expected = hashlib.sha256(run_to_json(evaluate(rules, taken, TODAY))).hexdigest()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", AGAIN, taken.path, str(TIMES // 4)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={"PYTHONHASHSEED": str(seed)},
        )
        for seed in range(4)
    ]
    assert {process.communicate(timeout=100)[0].strip() for process in running} == {expected}


@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_another_python_gives_the_same_bytes(taken: Snapshot, version: str) -> None:
    python = shutil.which(f"python{version}")
    probe = [python, "-c", "import pydantic, pydantic_monty, orjson, yaml"] if python else []
    if not python or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip(f"no Python {version} with the program's packages on this machine")
    done = subprocess.run([python, "-c", AGAIN, taken.path, "1"], capture_output=True, text=True, check=True, cwd=ROOT)
    rules = load_playbook(ROOT / "agents", "daily-priorities")
    assert done.stdout.strip() == hashlib.sha256(run_to_json(evaluate(rules, taken, TODAY))).hexdigest()


def test_a_stored_run_is_reproduced(taken: Snapshot) -> None:
    stored = run_to_json(evaluate(playbook(), taken, TODAY))
    done = replay(stored, playbook(), taken)
    assert done.differences == ()
    assert done.size == len(stored)


def test_another_rule_is_told_by_account_rule_and_points(taken: Snapshot) -> None:
    stored = run_to_json(evaluate(playbook(), taken, TODAY))
    other = replace(playbook(RULES.replace("/ 3000", "/ 3001")), version=playbook().version)
    first = replay(stored, other, taken).differences[0]
    assert first.startswith("Account ")
    assert "size gave" in first
    assert "and gives" in first


def test_what_is_missing_is_said_with_what_to_do(taken: Snapshot, tmp_path: Path) -> None:
    stored = run_to_json(evaluate(playbook(), taken, TODAY))
    assert "is not kept" in replay(stored, None, taken).differences[0]
    assert "not known here" in replay(stored, playbook(), None).differences[0]
    gone = replace(taken, path=str(tmp_path / "gone.sqlite"))
    assert "restore it from a copy" in replay(stored, playbook(), gone).differences[0]
    damaged = tmp_path / Path(taken.path).name
    damaged.write_bytes(Path(taken.path).read_bytes() + b"\0")
    assert "changed or damaged" in replay(stored, playbook(), replace(taken, path=str(damaged))).differences[0]


def test_a_playbook_in_words_names_every_rule_number_and_table_and_code_only_where_asked() -> None:
    rules = load_playbook(ROOT / "agents", "daily-priorities")
    words = describe_playbook(rules)
    for rule in rules.rules:
        assert rule.words in words
        assert rule.source not in words
        assert rule.source.strip() in describe_playbook(rules, code=True)
    for name, value in rules.params.items():
        assert f"{name.replace('_', ' ')} {value:,}" in words
    assert "- tickets: " in words
    assert "one call, email or meeting today" in words.lower()
