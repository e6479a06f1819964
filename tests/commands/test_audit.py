"""`threadwork audit` as an operator uses it: what was written, on whose word, before and after, who said yes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.actions import Change
from app.core.approvals import UndoAsked, Undone
from app.core.entries import Opened, Place
from app.store.database import Database
from app.store.log import Log
from app.store.migrate import migrate
from tests.content.folders import ASSISTANT
from tests.core.proposing import action, done, no, proposed, yes
from tests.store.fakes import SetClock, WrittenDelivery

ROOT = Path(__file__).parents[2]
AMOUNT = (Change(field="amount", label="Amount", old="5,000", new="=1+1"),)


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    (tmp_path / "agents/assistant").mkdir(parents=True)
    (tmp_path / "agents/assistant/AGENT.md").write_text(ASSISTANT.format(keys=""))
    (tmp_path / "agents/workspace.yaml").write_text("zone: Europe/Berlin\n")
    database, clock = Database(f"sqlite:///{tmp_path}/state/threadwork.sqlite"), SetClock()
    migrate(database)
    log = Log(database, WrittenDelivery(), clock)
    place = Place(channel="C1", thread_ts="1.1")
    session = await log.open(place, Opened(place=place, by="U1"), proposed(taint=("a note",)), key="1")
    assert session
    for body in (
        yes(by="U9"),
        done(),
        UndoAsked(number=1, by="U1", key="u"),
        Undone(number=1, by="U1", outcome="done", told="Archived"),
    ):
        clock.pass_(minutes=1)
        await log.append(session, body)
    clock.pass_(days=1)
    await log.append(session, proposed(2, by="U2", tool="update_deal", action=action(changes=AMOUNT)), no(2, by="U2"))
    database.close()
    return tmp_path


def audit(home: Path, *words: str) -> str:
    around = {"PATH": "/usr/bin:/bin", "THREADWORK_AGENTS": f"{home}/agents", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "app", "audit", *words]
    told = subprocess.run(
        command, env={**around, "THREADWORK_HOME": f"{home}/state"}, capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


def test_each_line_says_what_happened_on_whose_word_and_after_whose_yes(home: Path) -> None:
    lines = [json.loads(line) for line in audit(home, "--json").splitlines()]
    assert [(each["number"], each["event"], each["by"], each["approved_by"]) for each in lines] == [
        (1, "waiting", "U1", ""),
        (1, "approved", "U9", "U9"),
        (1, "done", "", "U9"),
        (1, "undoing", "U1", "U9"),
        (1, "undone", "U1", "U9"),
        (2, "waiting", "U2", ""),
        (2, "rejected", "U2", ""),
    ]
    assert {(each["on_word_of"], tuple(each["taint"])) for each in lines[:5]} == {("U1", ("a note",))}
    assert lines[2]["payload"] == {"outcome": "voicemail"}
    assert lines[2]["digest"] == action().digest
    assert lines[5]["changes"] == [{"field": "amount", "old": "5,000", "new": "=1+1"}]


@pytest.mark.parametrize(
    ("words", "events"),
    [
        (("--written",), ["done", "undone"]),
        (("--account", "GLOBEX", "--person", "U2"), ["waiting", "rejected"]),
        (("--account", "Acme"), []),
        (("--day", "2026-11-26"), ["waiting", "rejected"]),
        (("--session", "C1:1.1", "--day", "2026-11-25", "--written"), ["done", "undone"]),
    ],
)
def test_it_is_asked_by_account_person_day_and_session(home: Path, words: tuple[str, ...], events: list[str]) -> None:
    assert [json.loads(line)["event"] for line in audit(home, "--json", *words).splitlines()] == events


def test_a_spreadsheet_gets_a_line_a_field_and_nothing_to_compute(home: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(audit(home, "--csv", "--person", "U2"))))
    assert [(each["record"], each["field"], each["old"], each["new"]) for each in rows] == [
        ("Globex", "Amount", "5,000", "'=1+1")
    ] * 2


def test_people_read_it_as_lines(home: Path) -> None:
    assert "done  file on Globex, word of U1, yes of U9: Outcome: Left voicemail  Call logged" in audit(home)
    assert audit(home, "--account", "Acme").startswith("Nothing was written")
