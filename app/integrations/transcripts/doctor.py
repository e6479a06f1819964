"""Is the folder of transcripts as it should be? Reads every file, writes nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence

from app.core.checks import Check
from app.core.errors import ContentError
from app.integrations.dropping import Faulty, FolderError, UnreadableError, list_files, read_bytes
from app.integrations.transcripts.parse import parse
from app.integrations.transcripts.roster import FILE, load_roster
from app.integrations.transcripts.settings import SWITCH, Settings

SHOWN = 5


async def examine(settings: Settings, emails: Sequence[str] = ()) -> list[Check]:
    """`emails` are for the CRM's check alone."""
    return await asyncio.to_thread(lambda: list(_checks(settings)))


def _checks(settings: Settings) -> Iterator[Check]:
    try:
        files = list_files(settings.folder, (FILE,), SWITCH)
    except FolderError as error:
        yield Check("Transcripts folder", False, f"{str(settings.folder)!r} cannot be used", str(error))
        return
    found: Counter[str] = Counter()
    faults: list[Faulty] = []
    for file in files:
        try:
            found["calls"] += len(parse(read_bytes(file), file.ref))
        except UnreadableError as error:
            faults.append(Faulty(file.ref, error.line, error.problem))
    yield Check("Transcripts folder", True, f"{found['calls']} calls in {len(files)} files")
    if faults:
        shown = "; ".join(map(str, faults[:SHOWN])) + (
            f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        )
        yield Check("Transcripts", False, f"{len(faults)} files are kept out", shown)
    yield _roster(settings)


def _roster(settings: Settings) -> Check:
    try:
        roster = load_roster(settings.folder)
    except ContentError as error:
        return Check("Transcripts folder.yaml", False, "nothing is read until it is right", str(error))
    if roster.us or roster.others == "them" or settings.domains:
        return Check("Transcripts folder.yaml", True, f"names {len(roster.us)} of us and {len(roster.them)} of them")
    detail = "absent: who is not told by address, or by name in the CRM, is on neither side"
    return Check("Transcripts folder.yaml", True, detail)
