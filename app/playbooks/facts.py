"""facts.sql: one SELECT over a snapshot, with `:today`, that can read the columns we show it and nothing else.

It gives one row per account: `id`, `name`, `owner_id` and `url`, and whatever the rules look at.
"""

from __future__ import annotations

import difflib
import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import NoneType

from app.core.errors import ContentError
from app.core.nearest import nearest
from app.core.playbooks import Scalar
from app.core.snapshots import TABLES
from app.playbooks.dates import BUILT_IN, OURS, add_date_functions
from app.playbooks.snapshot import open_read_only

REQUIRED = ("id", "name", "owner_id", "url")
TEXTS: dict[str, set[type]] = {"id": {str}, "name": {str}, "owner_id": {str, NoneType}, "url": {str, NoneType}}
SECONDS = 10.0  # 100,000 accounts take 0.5 s
STEPS_BETWEEN_LOOKS = 10_000  # of SQLite's machine; about 0.1 ms
MOST_ROWS = 1_000_000
MOST_BYTES = 5_000_000  # of one value or row while SQLite works
MOST_CHARACTERS = 500  # of one fact; longer text is not a fact, and would go to the rules for every account
ROWS_AT_ONCE = 5_000
PROSE = {  # anybody may have written it, so no fact is made of it
    "tickets": {"subject"},
    "activities": {"title", "body"},
    "transcripts": {"title", "participants"},
    "transcript_turns": {"text"},
}
QUOTES = {"transcript_signals": {"quote", "speaker"}}  # evidence is shown by them; a model that reads them is told so
READABLE = {table.name: {column.name for column in table.columns} for table in TABLES}
FUNCTIONS = frozenset(
    "abs avg cast ceil ceiling char coalesce concat concat_ws count cume_dist dense_rank first_value floor format "  # noqa: SIM905  # words, not a list of strings
    "glob group_concat ifnull iif instr json_array_length json_extract lag last_value lead length like lower ltrim "
    "max min nth_value ntile nullif percent_rank power printf rank replace round row_number rtrim sign sqrt "
    "string_agg substr substring sum total trim typeof unicode upper".split()
) | {*BUILT_IN, OURS}
_WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class FactTable:
    columns: tuple[str, ...]
    rows: Sequence[tuple[Scalar, ...]]
    reads: frozenset[tuple[str, str]]  # (table, column) that the statement looks at

    @property
    def quotes(self) -> tuple[str, ...]:
        """Tables whose words, said by anybody, are among the facts."""
        return tuple(sorted({table for table, column in self.reads if column in QUOTES.get(table, ())}))


def select_facts(sql: str, snapshot: Path | str, today: date, path: str = "facts.sql") -> FactTable:
    """Raises ContentError with the file's line. Blocking."""
    with closing(open_read_only(snapshot)) as db:
        return select_in(db, sql, today, path)


def select_in(db: sqlite3.Connection, sql: str, today: date, path: str, seconds: float = SECONDS) -> FactTable:
    complaints: list[str] = []
    reads: set[tuple[str, str]] = set()
    with _closed_in(db, reads, complaints, seconds):
        try:
            cursor = db.execute(sql, {"today": today.isoformat()})
            columns = tuple(each[0] for each in cursor.description or ())
            _check_columns(columns, sql, path)
            rows = list(_rows(cursor, columns, path, sql))
        except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
            raise _content_error(error, complaints, sql, path) from error
    return FactTable(columns, rows, frozenset(reads))


@contextmanager
def _closed_in(
    db: sqlite3.Connection, reads: set[tuple[str, str]], complaints: list[str], seconds: float
) -> Iterator[None]:
    deadline = time.monotonic() + seconds

    def is_late() -> bool:
        late = time.monotonic() > deadline
        if late:
            complaints.append(f"took longer than {seconds:g} s and was stopped: join on account_id, and end recursion")
        return late

    def judge(action: int, first: str | None, second: str | None, _database: str | None, _by: str | None) -> int:
        problem = _problem_of(action, first or "", second or "")
        if problem:
            complaints.append(problem)
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_READ and second:
            reads.add((first or "", second))
        return sqlite3.SQLITE_OK

    add_date_functions(db, complaints.append)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    db.set_progress_handler(is_late, STEPS_BETWEEN_LOOKS)
    db.set_authorizer(judge)
    try:
        yield
    finally:
        db.set_authorizer(None)
        db.set_progress_handler(None, 0)


def _problem_of(action: int, first: str, second: str) -> str | None:
    """Why SQLite may not do this; None where it may."""
    match action:
        case sqlite3.SQLITE_SELECT | sqlite3.SQLITE_RECURSIVE:
            return None
        case sqlite3.SQLITE_READ if not second:  # count(*), also over a WITH, whose name looks like a table then
            return None
        case sqlite3.SQLITE_FUNCTION if second.lower() in FUNCTIONS:
            return None
        case sqlite3.SQLITE_FUNCTION:
            return _refusal_of(second.lower())
        case sqlite3.SQLITE_READ if first not in READABLE:
            return f"there is no table {first!r} to read.{nearest(first, READABLE)}"
        case sqlite3.SQLITE_READ if second in PROSE.get(first, ()):
            return f"{first}.{second} is text that anybody can write: make facts of counts, days and amounts instead"
        case sqlite3.SQLITE_READ if second not in READABLE[first]:
            return f"{first}.{second} is the program's own: name the columns you need instead of *"
        case sqlite3.SQLITE_READ:
            return None
    return "only one SELECT is allowed: it may read and compute, and change or set nothing"


def _refusal_of(function: str) -> str:
    if function.startswith("current_"):
        return f"{function}() would read the clock: use :today, so that a list can be replayed"
    close = difflib.get_close_matches(function, FUNCTIONS, n=1)
    hint = f"did you mean {close[0]}()?" if close else "facts.sql counts, compares and formats; rules.py decides"
    return f"{function}() is not allowed here: {hint}"


def _check_columns(columns: Sequence[str], sql: str, path: str) -> None:
    for name in REQUIRED:
        if name not in columns:
            raise ContentError(path, 1, f"the column {name!r} is missing: select {', '.join(REQUIRED)} and the facts")
    for index, name in enumerate(columns):
        if not _WORD.fullmatch(name):
            raise ContentError(path, _line_of(sql, name), f"the column {name!r} has no plain name: write `... AS days`")
        if name in columns[:index]:
            raise ContentError(path, _line_of(sql, name), f"two columns are called {name!r}: rename one with AS")


def _rows(cursor: sqlite3.Cursor, columns: Sequence[str], path: str, sql: str) -> Iterator[tuple[Scalar, ...]]:
    """Checked by columns, since by values it would take longer than the statement."""
    seen: set[Scalar] = set()
    while some := cursor.fetchmany(ROWS_AT_ONCE):
        for name, values in zip(columns, zip(*some, strict=True), strict=True):
            problem = _problem_with(name, values, seen)
            if problem:
                raise ContentError(path, _line_of(sql, name), problem)
        if len(seen) > MOST_ROWS:
            raise ContentError(path, 1, f"more than {MOST_ROWS:,} rows: join on account_id and group by the account")
        yield from some


def _problem_with(name: str, values: Sequence[Scalar], seen: set[Scalar]) -> str | None:
    types = set(map(type, values))
    if bytes in types:
        return f"{name} holds bytes: a fact is a number or short text"
    if str in types and (longest := max(len(each) for each in values if isinstance(each, str))) > MOST_CHARACTERS:
        return f"{name} holds {longest:,} characters: a fact is a number or short text"
    if name in TEXTS and not types <= TEXTS[name]:
        wrong = next(each for each in values if type(each) not in TEXTS[name])
        return f"{name} is {wrong!r} in a row: it must be text, such as COALESCE(name, id) AS name"
    if name == "id":
        before = len(seen)
        seen.update(values)
        if len(seen) - before < len(values):
            twice = max(values, key=values.count) if len(set(values)) < len(values) else "one"
            return f"the account {twice!r} comes twice: join at most one row to it, or GROUP BY its id"
    return None


def _content_error(error: Exception, complaints: Sequence[str], sql: str, path: str) -> ContentError:
    if complaints:
        problem = complaints[-1]
        word = (
            problem.partition("(")[0].rpartition(".")[2] if "()" in problem else problem.split()[0].rpartition(".")[2]
        )
        return ContentError(path, _line_of(sql, word), problem)
    said = str(error)
    named = re.search(r'no such (?:column|table|function): ([\w.]+)|near "([^"]*)"|binding parameter :?(\w+)', said)
    word = next((group for group in named.groups() if group), "") if named else ""
    return ContentError(path, _line_of(sql, word), _reworded(said, word))


def _reworded(said: str, word: str) -> str:
    if said.startswith("no such table"):
        return f"there is no table {word!r}.{nearest(word, READABLE)}"
    if said.startswith("no such column"):
        return f"there is no column {word!r}.{nearest(word.rpartition('.')[2], set().union(*READABLE.values()))}"
    if said.startswith("no such function"):
        return f"there is no function {word}().{nearest(word.lower(), FUNCTIONS)}"
    if "binding parameter" in said:
        return f":{word} is not given: the only value from outside is :today; numbers of the team belong into params"
    if "one statement" in said:
        return "there are several statements: facts.sql is one SELECT"
    return f"SQLite says {said!r}: correct the statement"


def _line_of(sql: str, word: str) -> int:
    """Where a word first stands. SQLite tells no line, so this is a good guess; 1 where there is none."""
    last = word.rpartition(".")[2]
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", sql) or re.search(rf"(?<!\w){re.escape(last)}(?!\w)", sql)
    return sql.count("\n", 0, found.start()) + 1 if word and found else 1
