"""The folder and the mirror agree: each call once, on its sides, at its account; what is wrong is named."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import ContentError
from app.core.snapshots import TABLES
from app.integrations.dropping import FolderError
from app.integrations.plug import Setting
from app.integrations.transcripts import connect
from app.integrations.transcripts.settings import Settings
from app.integrations.transcripts.sync import TranscriptSource
from app.playbooks.mirror import SqliteMirror

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
CALL = "Jane Doe: Where is the contract?\nSam Smith: Legal hasn't looked at it.\n"


class Desk:
    """A folder of calls, and a mirror with three accounts of which Jane Doe owns some."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "calls"
        self.folder.mkdir()
        self.mirror = SqliteMirror(tmp_path / "mirror.sqlite")
        self.settings = Settings.model_validate(
            {"folder": self.folder, "TRANSCRIPTS_LINKS_URL": "https://share.example/c"}
        )
        accounts = (("1", "Acme", "acme.example"), ("2", "Globex", "globex.example"), ("3", "Acme", "acme.test"))
        self.mirror.replace(
            "accounts",
            ({"id": id_, "name": name, "domain": domain} for id_, name, domain in accounts),
            system="hubspot",
        )
        self.mirror.replace("owners", [{"id": "9", "name": "Jane Doe", "email": "jane@ours.example"}], system="hubspot")
        contact = {"id": "5", "account_id": "2", "name": "Sam Smith", "email": "sam@gmail.com"}
        self.mirror.replace("contacts", [contact], system="hubspot")

    def drop(self, ref: str, content: str = CALL, *, minutes: int = 0) -> Path:
        path = self.folder / ref
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        moment = (NOW - timedelta(hours=1) + timedelta(minutes=minutes)).timestamp()
        os.utime(path, (moment, moment))
        return path

    async def sync(self, *, full: bool = False, now: datetime = NOW) -> list[int | None]:
        """How many files were read."""
        read: list[int | None] = []
        source = TranscriptSource(self.settings)
        await source.sync(self.mirror, full=full, now=now, progress=lambda _what, _done, of: read.append(of))
        return read

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        return self.mirror.rows(table, columns)

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        return {table.name: self.mirror.rows(table.name, [each.name for each in table.columns]) for table in TABLES}


@pytest.fixture
def desk(tmp_path: Path):
    made = Desk(tmp_path)
    yield made
    made.mirror.close()


async def test_a_dropped_call_becomes_turns_and_signals_of_its_account(desk: Desk) -> None:
    desk.drop("Globex/2026-11-20 14.03 status.txt")
    await desk.sync()
    columns = ("account_id", "ref", "started_at", "dated_by", "turns", "their_turns", "url")
    url = "https://share.example/c/Globex/2026-11-20%2014.03%20status.txt"
    path = "Globex/2026-11-20 14.03 status.txt"
    assert desk.rows("transcripts", *columns) == [("2", path, "2026-11-20T14:03:00Z", "name", 2, 1, url)]
    assert desk.rows("transcript_turns", "number", "speaker", "side", "text") == [
        (0, "Jane Doe", "us", "Where is the contract?"),
        (1, "Sam Smith", "them", "Legal hasn't looked at it."),
    ]
    found = desk.rows("transcript_signals", "account_id", "speaker", "side", "document", "blocker", "at", "url")
    assert ("2", "Sam Smith", "them", "contract", "legal", "2026-11-20T14:03:00Z", url) in found
    assert desk.rows("links", "account_id", "linked_by", "confidence") == [("2", "name", 0.7)]


@pytest.mark.parametrize(
    ("ref", "people", "linked"),
    [
        ("x.txt", "Al <al@globex.example>", ("2", "email")),
        ("Globex/x.txt", "Al <al@acme.example>", ("1", "email")),
        ("x.txt", "Sam Smith <sam@gmail.com>", ("2", "email")),
        ("x.txt", "Bo <bo@gmail.com>", (None, None)),
        ("call with globex.txt", "Bo", ("2", "name")),
        ("acme.test/x.txt", "Bo", ("3", "name")),
        ("acme/x.txt", "Bo", (None, None)),  # two accounts have that name
        ("acme/x.txt", "Bo <bo@acme.test>", ("3", "email")),
        ("x.txt", "Al <al@globex.example>\nBo <bo@acme.example>", (None, None)),
        ("globex/x.txt", "Al <al@globex.example>\nBo <bo@acme.example>", ("2", "name")),
        ("odd/call.txt", "Jane Doe <jane@globex.example>", ("1", "id")),  # folder.yaml says so
    ],
)
async def test_a_call_finds_its_account_or_none(
    desk: Desk, ref: str, people: str, linked: tuple[str | None, ...]
) -> None:
    desk.drop("folder.yaml", "accounts: {odd: acme.example}")
    desk.drop(ref, "\n".join(f"{each}: Hello." for each in people.split("\n")))
    await desk.sync()
    assert desk.rows("links", "account_id", "linked_by") == [linked]
    assert desk.mirror.note("transcripts.unmatched") == str(int(linked[0] is None))


async def test_several_possible_accounts_are_kept_for_a_person_to_choose(desk: Desk) -> None:
    desk.drop("acme/x.txt")
    await desk.sync()
    assert desk.rows("links", "account_id", "candidates") == [(None, '["1","3"]')]


@pytest.mark.parametrize(
    ("speaker", "roster", "side"),
    [
        ("Jane Doe", "", "us"),  # an owner's name
        ("Bo <bo@ours.example>", "", "us"),  # an owner's domain
        ("Bo <bo@globex.example>", "", "them"),
        ("Sam Smith", "", "them"),  # a contact of the account
        ("Bo", "", "unknown"),
        ("Bo", "us: [bo]", "us"),
        ("Bo (Sales)", "us: [Bo]", "us"),
        ("Bo <bo@globex.example>", "us: [bo@globex.example]", "us"),
        ("Bo <bo@agency.example>", "us: [agency.example]", "us"),
        ("Bo", "others: them", "them"),
        ("Speaker 2", "others: them", "unknown"),
        ("Jane Doe", "them: [Jane Doe]", "them"),
    ],
)
async def test_a_speaker_is_on_the_side_that_something_proves(desk: Desk, speaker: str, roster: str, side: str) -> None:
    if roster:
        desk.drop("folder.yaml", roster)
    desk.drop("Globex/x.txt", f"{speaker}: The contract is stuck in legal.")
    await desk.sync()
    assert desk.rows("transcript_turns", "side") == [(side,)]
    blocked = [row for row in desk.rows("transcript_signals", "blocker") if row[0]]
    assert bool(blocked) == (side == "them")


async def test_a_file_is_read_once_and_again_when_it_changes(desk: Desk) -> None:
    desk.drop("Globex/a.txt")
    desk.drop("Globex/b.txt", "Sam Smith: Hi.")
    assert await desk.sync() == [2, 2]
    assert await desk.sync() == []
    desk.drop("Globex/a.txt", "Sam Smith: Hello.", minutes=1)
    assert await desk.sync() == [1]
    assert sorted(desk.rows("transcript_turns", "text")) == [("Hello.",), ("Hi.",)]
    (desk.folder / "Globex/b.txt").unlink()
    await desk.sync()
    assert desk.rows("transcript_turns", "text") == [("Hello.",)]
    assert len(desk.rows("transcripts", "id")) == len(desk.rows("links", "id")) == 1
    assert desk.rows("transcript_signals", "id") == []


async def test_one_call_dropped_twice_is_one_and_of_two_versions_the_newer_counts(desk: Desk) -> None:
    desk.drop("Globex/a.txt", "Sam Smith: Hi.")
    desk.drop("Globex/copy.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nSam Smith: Hi.\n")
    export = {"transcriptUtterances": [{"speaker": {"name": "Sam Smith"}, "text": "One."}], "engagementId": "7"}
    desk.drop("Globex/old.json", json.dumps(export))
    export["transcriptUtterances"] = [{"speaker": {"name": "Sam Smith"}, "text": "Two."}]
    desk.drop("Globex/new.json", json.dumps(export), minutes=5)
    await desk.sync()
    assert sorted(desk.rows("transcript_turns", "text")) == [("Hi.",), ("Two.",)]
    assert ("Globex/a.txt",) in desk.rows("transcripts", "ref")
    (desk.folder / "Globex/a.txt").unlink()
    (desk.folder / "Globex/new.json").unlink()
    await desk.sync()
    assert sorted(desk.rows("transcript_turns", "text")) == [("Hi.",), ("One.",)]
    assert sorted(desk.rows("transcripts", "ref")) == [("Globex/copy.vtt",), ("Globex/old.json#hubspot:7",)]


async def test_what_cannot_be_read_is_named_and_the_rest_is_used(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.drop("Globex/good.txt")
    desk.drop("Globex/bad.vtt", "WEBVTT\n\n00:00 -> 1\nx")
    desk.drop("Globex/worse.json", '{"turns": [\n{"text": 1}]}')
    desk.drop(".hidden/x.pdf", "x")
    await desk.sync()
    assert len(desk.rows("transcripts", "id")) == 1
    faults = json.loads(desk.mirror.note("transcripts.faults") or "")
    assert [each.split(": ")[0] for each in faults] == ["Globex/bad.vtt:1", "Globex/worse.json:2"]
    assert "kept out: Globex/worse.json:2: item 1 of 'turns'" in caplog.text
    checks = await connect(desk.settings, Setting(latest=_no_snapshot)).checks()
    assert [(each.name, each.ok) for each in checks] == [
        ("Transcripts folder", True),
        ("Transcripts", False),
        ("Transcripts folder.yaml", True),
    ]
    assert "Globex/bad.vtt:1" in checks[1].remedy
    desk.drop("Globex/bad.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nSam Smith: Fine.", minutes=1)
    await desk.sync()
    assert len(desk.rows("transcripts", "id")) == 2


async def test_a_call_follows_its_account_when_the_crm_learns_of_it(desk: Desk) -> None:
    desk.drop("Initech/a.txt", "Peter: The contract is stuck.")
    await desk.sync()
    assert desk.rows("transcripts", "account_id") == [(None,)]
    desk.mirror.upsert("accounts", [{"id": "4", "name": "Initech"}], system="hubspot")
    desk.mirror.upsert("contacts", [{"id": "6", "account_id": "4", "name": "Peter"}], system="hubspot")
    await desk.sync()
    assert desk.rows("transcripts", "account_id") == [("4",)]
    assert desk.rows("transcript_signals", "account_id", "side") == [("4", "them")]
    desk.mirror.delete("accounts", ["4"], system="hubspot")
    await desk.sync()
    assert desk.rows("transcripts", "account_id") == [(None,)]


async def test_incremental_syncs_leave_what_a_full_one_would(desk: Desk) -> None:
    desk.drop("Globex/a.txt")
    await desk.sync()
    desk.drop("Acme/b.txt", "Sam Smith <sam@acme.example>: The NDA is stuck. I'll call on Friday.")
    desk.drop("Globex/a.txt", "Sam Smith: The contract is signed.", minutes=3)
    await desk.sync()
    desk.drop("folder.yaml", "us: [Sam Smith]")
    await desk.sync()
    before = desk.everything()
    await desk.sync(full=True)
    assert desk.everything() == before
    assert len(before["transcripts"]) == 2


async def test_old_calls_leave_and_the_day_comes_from_the_best_source(desk: Desk) -> None:
    desk.drop("Globex/2026-05-20.txt")
    desk.drop("Globex/b.txt", "Date: 2026-11-01\n\nSam Smith: Hi.")
    desk.drop("Globex/c.txt", "Sam Smith: Ho.")
    await desk.sync()
    assert sorted(desk.rows("transcripts", "started_at", "dated_by")) == [
        ("2026-11-01T00:00:00Z", "content"),
        ("2026-11-25T08:00:00Z", "modified"),
    ]
    await desk.sync(now=NOW + timedelta(days=170))
    assert desk.rows("transcripts", "dated_by") == [("modified",)]


async def test_a_missing_folder_and_a_wrong_roster_change_nothing(desk: Desk) -> None:
    desk.drop("Globex/a.txt")
    await desk.sync()
    before = desk.everything()
    desk.drop("folder.yaml", "us: [Bo]\nothers: nobody")
    with pytest.raises(ContentError, match=r"folder.yaml:2: 'others' is 'nobody'"):
        await desk.sync()
    (desk.folder / "folder.yaml").unlink()
    desk.folder.rename(desk.folder.with_name("gone"))
    with pytest.raises(FolderError, match=r"TRANSCRIPTS_FOLDER is .*calls', where no folder is\. Create it"):
        await desk.sync()
    assert desk.everything() == before


async def test_a_link_out_of_the_folder_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(CALL, encoding="utf-8")
    (desk.folder / "a.txt").symlink_to(tmp_path / "secret.txt")
    await desk.sync()
    assert desk.rows("transcripts", "id") == []


@pytest.mark.parametrize(
    ("own", "url"),
    [
        ("https://us-1.app.gong.io/call?id=7", "https://us-1.app.gong.io/call?id=7"),
        ("https://gong.io.evil.example/", "https://share.example/c/x.json"),
        ("http://app.gong.io/", "https://share.example/c/x.json"),
        ("javascript:alert(1)", "https://share.example/c/x.json"),
        ("https://[broken", "https://share.example/c/x.json"),
        (None, "https://share.example/c/x.json"),
    ],
)
def test_only_known_vendors_pages_are_linked(desk: Desk, own: str | None, url: str) -> None:
    assert desk.settings.link("x.json", own) == url
    assert Settings.model_validate({"folder": desk.folder}).link("x.json", None) is None


async def _no_snapshot() -> None:
    return None
