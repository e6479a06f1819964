"""Runs rules.py over rows of facts in Monty, in its own processes, and keeps one broken rule from harming the rest.

Each worker goes through its chunks one rule at a time, so that an error, an endless loop or a crash names its rule.
The rule is then left out for all accounts: half a rule would rank them unfairly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import orjson
from pydantic_monty import CollectString, Monty, MontyCrashedError, MontyRuntimeError, MontySession

from app.core.playbooks import Scalar
from app.playbooks.points import Rubbish, cut_reason, read_points
from app.playbooks.rules import RuleFile

ROWS_AT_ONCE = 2_000  # more need more memory, fewer more round trips
WORKERS = 2
SECONDS = 1.0  # for one rule on one chunk, which takes 2 ms; a trip is confirmed row by row before it counts
MEMORY = 100_000_000  # bytes; a chunk takes about 5 MB
DRIVER = """
import json as __json
__at = [0]
def __apply(__rule, __facts, __params, __start, __end):
    __given = []
    for __row in range(__start, __end):
        __at[0] = __row
        __result = __rule(__facts[__row], __params)
        if __result != (0, ""):
            __given.append((__row, __result))
    return __json.dumps(__given)
"""
LOAD = "__facts = __json.loads(__text)\n__text = None"
RULES_FEED = "<python-input-0>"  # Monty's name of what was fed first: rules.py


@dataclass(frozen=True)
class Broken:
    row: int  # the first that broke it
    problem: str


@dataclass
class Scored:
    """By the rule's name: what it gave to which row, in tenths of points; nothing where it gave none."""

    given: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    broken: dict[str, Broken] = field(default_factory=dict)


def score_rows(
    source: str,
    rules: RuleFile,
    params: Mapping[str, Scalar],
    rows: Sequence[Sequence[Scalar]],
    columns: Sequence[str],
    today: date,
    monty: Path | None = None,
) -> Scored:
    """`monty` is the command of the jail; None runs Monty with its own sandbox only. Blocking."""
    with open_pool(monty, workers=min(WORKERS, -(-len(rows) // ROWS_AT_ONCE)) or 1) as pool:
        return score_in(pool, source, rules, params, rows, columns, today)


def open_pool(monty: Path | None, *, workers: int = WORKERS) -> Monty:
    """Processes for rules; to start them takes longer than most runs."""
    return Monty(binary_path=monty, min_processes=workers, max_processes=workers)


def score_in(
    pool: Monty,
    source: str,
    rules: RuleFile,
    params: Mapping[str, Scalar],
    rows: Sequence[Sequence[Scalar]],
    columns: Sequence[str],
    today: date,
) -> Scored:
    """`score_rows` in processes that run already."""
    used = [(name, columns.index(name)) for name in rules.columns]
    chunks = list(range(0, len(rows), ROWS_AT_ONCE))
    workers = min(WORKERS, len(chunks)) or 1
    work = [_Worker(pool, source, rules, params, used, today) for _ in range(workers)]
    with ThreadPoolExecutor(workers) as threads:
        parts = threads.map(lambda pair: pair[1].run(rows, chunks[pair[0] :: workers]), enumerate(work))
        return _join(rules, list(parts))


def _join(rules: RuleFile, parts: Sequence[Scored]) -> Scored:
    """Every worker stops a rule at the first row that breaks it, so the first of all is the same on each run."""
    joined = Scored()
    for rule in rules.rules:
        broken = [part.broken[rule.name] for part in parts if rule.name in part.broken]
        if broken:
            joined.broken[rule.name] = min(broken, key=lambda each: each.row)
        else:
            joined.given[rule.name] = [given for part in parts for given in part.given.get(rule.name, ())]
    return joined


class _Worker:
    def __init__(
        self,
        pool: Monty,
        source: str,
        rules: RuleFile,
        params: Mapping[str, Scalar],
        used: Sequence[tuple[str, int]],
        today: date,
    ) -> None:
        self._pool, self._source, self._rules, self._params = pool, source, rules, dict(params)
        self._used = used
        self._now = datetime.combine(today, time(), UTC)
        self._scored = Scored(given={rule.name: [] for rule in rules.rules})
        self._open = ExitStack()
        self._session: MontySession

    def run(self, rows: Sequence[Sequence[Scalar]], starts: Sequence[int]) -> Scored:
        with self._open:
            self._start()
            for start in starts:
                self._run_chunk(rows[start : start + ROWS_AT_ONCE], start)
        return self._scored

    def _run_chunk(self, rows: Sequence[Sequence[Scalar]], start: int) -> None:
        text = orjson.dumps([{name: row[at] for name, at in self._used} for row in rows]).decode()
        self._load(text)
        for rule in self._rules.rules:
            if rule.name in self._scored.broken:
                continue
            try:
                for row, points, reason in self._apply(rule.name, text, len(rows)):
                    self._scored.given[rule.name].append((start + row, points, reason))
            except _BrokenAt as broken:
                self._scored.broken[rule.name] = Broken(start + broken.row, broken.problem)

    def _apply(self, rule: str, text: str, count: int) -> list[tuple[int, int, str]]:
        try:
            return list(self._call(rule, 0, count))
        except _OutOfLimits:
            self._restart(text)
        given: list[tuple[int, int, str]] = []
        for row in range(count):
            try:
                given += self._call(rule, row, row + 1)
            except _OutOfLimits as out:
                self._restart(text)
                raise _BrokenAt(row, f"{out}: a rule looks at one account and should be done at once") from out
        return given

    def _call(self, rule: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        try:
            answer = self._feed(f"__apply({rule}, __facts, __params, {start}, {end})")
        except MontyCrashedError as error:
            raise _OutOfLimits("the process ended") from error
        except MontyRuntimeError as error:
            match error.exception():  # in our own words: Monty's hold the time it took, which no replay would repeat
                case TimeoutError():
                    raise _OutOfLimits(f"took longer than {SECONDS:g} s") from error
                case MemoryError():
                    raise _OutOfLimits(f"needed more than {MEMORY // 1_000_000} MB") from error
            raise _BrokenAt(int(self._feed("__at[0]")), _describe(error)) from error
        return _read(answer, start, end)

    def _start(self) -> None:
        self._session = self._open.enter_context(
            self._pool.checkout(
                limits={"max_feed_duration_secs": SECONDS, "max_memory": MEMORY, "max_suspensions": 20},
                os_policy={"datetime": self._now, "sleep": "zero", "random_start": {"seed": 0}},
            )
        )
        self._feed(self._source)
        self._feed(DRIVER)

    def _restart(self, text: str) -> None:
        """After a limit the session's memory may be anything, so another one takes over."""
        self._open.close()
        self._start()
        self._load(text)

    def _load(self, text: str) -> None:
        self._feed(LOAD, {"__text": text, "__params": self._params})

    def _feed(self, code: str, inputs: dict[str, Any] | None = None) -> Any:
        return self._session.feed_run(code, inputs=inputs, print_callback=CollectString(max_bytes=1_000))


class _OutOfLimits(Exception):  # noqa: N818  # it is looked into, row by row
    """Too slow or too large, or the process ended."""


class _BrokenAt(Exception):  # noqa: N818  # it becomes a Broken
    def __init__(self, row: int, problem: str) -> None:
        self.row, self.problem = row, problem


def _read(answer: object, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """What comes out of a sandbox is believed only after it was looked at."""
    try:
        for row, returned in _parse(str(answer)):
            if not (type(row) is int and start <= row < end):
                raise _BrokenAt(start, f"answered for row {row!r}, which it was not asked about")
            try:
                yield row, *read_points(returned)
            except Rubbish as rubbish:
                raise _BrokenAt(row, str(rubbish)) from rubbish
    except (ValueError, TypeError, RecursionError) as error:
        raise _BrokenAt(start, f"answered what cannot be read ({error}): return points and a reason") from error


def _parse(text: str) -> Any:
    """Three times as fast for what is right; what is not, such as NaN, is read in full to be named."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def _describe(error: MontyRuntimeError) -> str:
    said = cut_reason(error.display("type-msg"))
    lines = [frame.line for frame in error.traceback() if frame.filename == RULES_FEED]
    if not lines:  # the driver could not write down what the rule returned
        return f"returned what is not points and a reason ({said}): return for example 12, 'no touch in 26 days'"
    return f"{said} in rules.py line {lines[-1]}: not every account has every fact, so compare with None first"
