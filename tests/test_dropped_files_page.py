"""docs/dropped-files.md is true: its files are read as it says, and it names every variable."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

from app.integrations import spreadsheets, transcripts
from app.integrations.spreadsheets.sync import SpreadsheetSource
from app.integrations.transcripts.parse import FORMATS
from app.integrations.transcripts.sync import TranscriptSource
from app.playbooks.facts import select_facts
from app.playbooks.mirror import SqliteMirror
from app.playbooks.refresh import silent
from app.playbooks.snapshot import seal
from app.settings import variables

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
PAGE = (Path(__file__).parents[1] / "docs" / "dropped-files.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
FACTS = re.findall(r"^```sql\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


async def test_its_files_are_read_as_it_says(tmp_path: Path) -> None:
    for ref, content in FILES.items():
        (tmp_path / ref).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / ref).write_text(content, encoding="utf-8")
    mirror = SqliteMirror(tmp_path / "mirror.sqlite")
    account = {"id": "1", "name": "Acme", "domain": "acme.example", "revenue": 5.0}
    mirror.replace("accounts", [account], system="hubspot")
    calls = transcripts.Settings.model_validate({"folder": tmp_path / "calls"})
    sheets = spreadsheets.Settings.model_validate({"folder": tmp_path / "sheets"})
    for source in (TranscriptSource(calls), SpreadsheetSource(sheets)):
        await source.sync(mirror, full=True, now=NOW, progress=silent)
    said = mirror.rows("transcript_signals", ("account_id", "speaker", "side", "blocker"))
    told = json.loads(mirror.note("spreadsheets.faults") or "")
    snapshot = seal(mirror, tmp_path / "snapshots", NOW, {"hubspot": NOW})
    mirror.close()
    assert ("1", "Sam Smith", "them", "legal") in said
    assert told == [
        "arr.csv:3: no account of the CRM is 'Somebody else': correct it, or add the account's id or domain"
    ]
    assert [row[4:] for row in select_facts(FACTS[0], snapshot.path, date(2026, 11, 25)).rows] == [
        (120_000.0, "arr.csv")
    ]


def test_it_names_every_variable_and_format_and_no_other() -> None:
    known = {each.name for package in (transcripts, spreadsheets) for each in variables(package.Settings)}
    assert set(re.findall(r"`((?:TRANSCRIPTS|SPREADSHEETS)_[A-Z_]+)`", PAGE)) == known
    assert all(suffix[1:].upper() in PAGE for suffix in FORMATS)
