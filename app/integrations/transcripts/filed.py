"""What earlier syncs know of the folder's files, so that each is read once; and which of their calls count.

Pure. It is kept in the mirror as one note.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson


@dataclass(frozen=True)
class Call:
    """One call of a file."""

    id: str
    ref: str  # the vendor's own id, else the file's path
    day: str


@dataclass(frozen=True)
class Filed:
    """One file as it was when it was read."""

    size: int
    changed_ns: int
    digest: str  # of its bytes
    calls: tuple[Call, ...] = ()
    line: int = 0
    problem: str = ""  # why it is kept out


def choose(files: Mapping[str, Filed], since: str) -> dict[str, str]:
    """Id → the file it is taken from. Of two versions of a call the file changed last counts, of two copies the first.

    Calls before the day `since` do not count.
    """
    newest: dict[str, tuple[int, str, str]] = {}  # ref → (changed, path, id)
    for path, filed in files.items():
        for call in filed.calls:
            if call.day >= since:
                found = (filed.changed_ns, path, call.id)
                newest[call.ref] = max(found, newest.get(call.ref, found))
    chosen: dict[str, str] = {}
    for _, path, id_ in sorted(newest.values(), key=lambda each: each[1]):
        chosen.setdefault(id_, path)
    return chosen


def write_filed(files: Mapping[str, Filed]) -> str:
    rows = {
        path: [
            each.size,
            each.changed_ns,
            each.digest,
            [[c.id, c.ref, c.day] for c in each.calls],
            each.line,
            each.problem,
        ]
        for path, each in files.items()
    }
    return orjson.dumps(rows).decode()


def read_filed(note: str | None) -> dict[str, Filed]:
    rows: Iterable[tuple[str, list]] = orjson.loads(note).items() if note else ()  # type: ignore[type-arg]  # write_filed
    return {
        path: Filed(size, changed, digest, tuple(Call(*call) for call in calls), line, problem)
        for path, (size, changed, digest, calls, line, problem) in rows
    }
