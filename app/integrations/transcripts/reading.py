"""One sync of the folder, step by step: which files to read, each one read, what is written and what is taken out."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

import orjson

from app.core.snapshots import Mirror, Row
from app.integrations.dropping import Dropped, Faulty, UnreadableError, list_files, read_bytes
from app.integrations.joining import read_hints
from app.integrations.transcripts.around import Around
from app.integrations.transcripts.dating import read_day
from app.integrations.transcripts.filed import Call, Filed, choose, read_filed, write_filed
from app.integrations.transcripts.linking import hints_of, link
from app.integrations.transcripts.parse import parse
from app.integrations.transcripts.roster import FILE
from app.integrations.transcripts.rows import (
    SYSTEM,
    Dated,
    Ready,
    link_row,
    signal_rows,
    transcript_id,
    transcript_row,
    turn_rows,
)
from app.integrations.transcripts.settings import SWITCH, Settings
from app.integrations.transcripts.transcript import Transcript

# The mirror's notes: the files, what they were read with besides, and for people what is wrong and what is unmatched.
FILES, READ_WITH = "transcripts.files", "transcripts.read_with"
FAULTS, UNMATCHED = "transcripts.faults", "transcripts.unmatched"
AT_ONCE = 200  # calls that are kept in memory before they are written; each is whole in itself
_log = logging.getLogger(__name__)


class Reading:
    """Blocking. `unread` are to be given to `read`, then comes `finish`."""

    def __init__(self, mirror: Mirror, settings: Settings, around: Around, full: bool, now: datetime) -> None:
        self._mirror, self._settings, self._around = mirror, settings, around
        self._since = (now - timedelta(days=settings.days)).date().isoformat()
        self._files = {file.ref: file for file in list_files(settings.folder, (FILE,), SWITCH)}
        is_same = mirror.note(READ_WITH) == around.fingerprint(settings)
        self._filed = dict(self._unchanged(read_filed(mirror.note(FILES)))) if is_same and not full else {}
        self.unread = [file for ref, file in self._files.items() if ref not in self._filed]
        self._ready: list[Ready] = []
        self._written: dict[str, str] = {}  # id → file

    def read(self, file: Dropped) -> None:
        digest = ""
        try:
            content = read_bytes(file)
            digest = hashlib.sha256(content).hexdigest()
            ready = [self._complete(file, transcript) for transcript in parse(content, file.ref)]
        except UnreadableError as error:
            _log.warning("A transcript is kept out: %s", Faulty(file.ref, error.line, error.problem))
            self._filed[file.ref] = Filed(file.size, file.changed_ns, digest, (), error.line, error.problem)
            return
        calls = tuple(Call(each.id, each.transcript.ref or file.ref, f"{each.dated.at:%Y-%m-%d}") for each in ready)
        self._filed[file.ref] = Filed(file.size, file.changed_ns, digest, calls)
        self._ready += ready
        self._written |= dict.fromkeys((each.id for each in ready), file.ref)
        if len(self._ready) >= AT_ONCE:
            self._write()

    def finish(self) -> None:
        chosen = choose(self._filed, self._since)
        for ref in sorted(self._to_read_again(chosen)):
            self.read(self._files[ref])
        self._write()
        self._delete({row[0] for row in self._ours("transcripts", "id")} - chosen.keys(), with_turns=True)
        unmatched = sum(row[1] is None for row in self._ours("transcripts", "id", "account_id"))
        faults = [Faulty(ref, each.line, each.problem) for ref, each in sorted(self._filed.items()) if each.problem]
        self._mirror.note(UNMATCHED, str(unmatched))
        self._mirror.note(FAULTS, orjson.dumps([str(each) for each in faults]).decode())
        self._mirror.note(READ_WITH, self._around.fingerprint(self._settings))
        self._mirror.note(FILES, write_filed({ref: self._filed[ref] for ref in sorted(self._filed)}))

    def _unchanged(self, known: dict[str, Filed]) -> Iterator[tuple[str, Filed]]:
        for ref, file in self._files.items():
            before = known.get(ref)
            is_same = before and (before.size, before.changed_ns) == (file.size, file.changed_ns)
            if before and is_same and before.digest:  # without one nobody could read it; its permissions may be new
                yield ref, before

    def _to_read_again(self, chosen: dict[str, str]) -> set[str]:
        """The files of calls that the mirror lacks or has from a copy, and of those whose account is now another."""
        there = dict(self._ours("transcripts", "id", "ref")) | self._written
        again = {ref for id_, ref in chosen.items() if not f"{there.get(id_)}#".startswith(f"{ref}#")}
        for id_, account_id, hints in self._ours("links", "id", "account_id", "hints"):
            ref = chosen.get(id_)
            if ref is not None and id_ not in self._written:
                found = link(read_hints(hints), ref, self._around.accounts, self._around.roster)
                again |= {ref} if found.account_id != account_id else set()
        return again

    def _write(self) -> None:
        """The call itself last, so that one without its words is never seen."""
        self._delete({each.id for each in self._ready}, with_turns=False)
        self._upsert("transcript_turns", (row for each in self._ready for row in turn_rows(each)))
        self._upsert("transcript_signals", (row for each in self._ready for row in signal_rows(each)))
        self._upsert("links", map(link_row, self._ready))
        self._upsert("transcripts", map(transcript_row, self._ready))
        self._ready = []

    def _upsert(self, table: str, rows: Iterable[Row]) -> None:
        self._mirror.upsert(table, rows, system=SYSTEM)

    def _delete(self, ids: set[str], *, with_turns: bool) -> None:
        """Signals of every call that is written anew or gone; the rest only where it is gone."""
        if not ids:
            return
        tables = ("transcript_turns", "transcript_signals") if with_turns else ("transcript_signals",)
        for table in tables:
            rows = self._mirror.rows(table, ("id", "transcript_id"))
            self._mirror.delete(table, [row[0] for row in rows if row[1] in ids], system=SYSTEM)
        for table in ("links", "transcripts") if with_turns else ():
            self._mirror.delete(table, sorted(ids), system=SYSTEM)

    def _ours(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        return [row[1:] for row in self._mirror.rows(table, ("system", *columns)) if row[0] == SYSTEM]

    def _complete(self, file: Dropped, transcript: Transcript) -> Ready:
        around = self._around
        hints = hints_of(transcript, file.ref, around.sides)
        found = link(hints, file.ref, around.accounts, around.roster)
        sides = around.sides.of(transcript, around.contacts.get(found.account_id or "", ()))
        return Ready(
            id=transcript_id(transcript),
            ref=f"{file.ref}#{transcript.ref}" if transcript.ref else file.ref,
            transcript=transcript.with_sides(sides),
            dated=date_of(transcript, file),
            link=found,
            hints=hints,
            url=self._settings.link(file.ref, transcript.url),
        )


def date_of(transcript: Transcript, file: Dropped) -> Dated:
    if transcript.started_at is not None:
        return Dated(transcript.started_at, "content")
    path = PurePosixPath(file.ref)
    for name in (path.stem, *(part.name for part in path.parents)):
        if found := read_day(name):
            return Dated(found, "name")
    return Dated(datetime.fromtimestamp(file.changed_ns / 1e9, UTC), "modified")
