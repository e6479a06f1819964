"""The part of JQL that people use with issues of a support project: parsed into a question, refused as Jira refuses.

Not here: functions, history operators (WAS, CHANGED), and fields that the site does not have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.local.front import RefusedError
from app.local.jira.jql_fields import Test, check_field, check_sortable, compare, read, sort_key
from app.local.jira.records import Issue

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[()=,]|!=|!~|~|<=|>=|<|>|[^\s()=,!~<>"\']+)')


@dataclass(frozen=True)
class Question:
    test: Test
    order: tuple[tuple[str, bool], ...]  # field, whether descending

    def ask(self, issues: list[Issue], now: datetime) -> list[Issue]:
        found = [issue for issue in issues if self.test(issue, now)]
        for field, descending in reversed(self.order):
            found.sort(key=lambda issue: sort_key(issue, field), reverse=descending)
        return found


def parse(query: Any) -> Question:
    """Raises RefusedError with 400, also for a query that restricts nothing."""
    if not isinstance(query, str):
        raise RefusedError(400, "jql should be a text")
    words = _tokens(query)
    where, order = _split(words)
    if not where:
        raise RefusedError(
            400, "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
        )
    reader = _Reader(where)
    test = reader.alternatives()
    reader.expect_end()
    return Question(test, _order(order))


def _tokens(query: str) -> list[str]:
    found, position = [], 0
    query = query.rstrip()
    while position < len(query):
        match = _TOKEN.match(query, position)
        if match is None:
            raise RefusedError(400, f"Error in the JQL Query: {query[position:][:20]!r} cannot be read.")
        found.append(match[1])
        position = match.end()
    return found


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    for position in range(len(words) - 1):
        if (words[position].lower(), words[position + 1].lower()) == ("order", "by"):
            return words[:position], words[position + 2 :]
    return words, []


def _order(words: list[str]) -> tuple[tuple[str, bool], ...]:
    found = []
    for part in " ".join(words).split(",") if words else ():
        field, _, way = part.strip().lower().partition(" ")
        found.append((check_sortable(field), way.strip() == "desc"))
    return tuple(found)


class _Reader:
    def __init__(self, words: list[str]) -> None:
        self._words, self._at = words, 0

    def alternatives(self) -> Test:
        tests = [self._all()]
        while self._takes("or"):
            tests.append(self._all())
        return lambda issue, now: any(test(issue, now) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._takes("and"):
            tests.append(self._one())
        return lambda issue, now: all(test(issue, now) for test in tests)

    def _one(self) -> Test:
        if self._takes("not"):
            inner = self._one()
            return lambda issue, now: not inner(issue, now)
        if self._takes("("):
            inner = self.alternatives()
            self._expect(")")
            return inner
        return self._clause(check_field(_plain(self._take()).lower()))

    def _clause(self, field: str) -> Test:
        operator = self._take().lower()
        if operator == "is":
            negative = self._takes("not")
            if self._take().lower() not in ("empty", "null"):
                raise RefusedError(400, "Error in the JQL Query: 'is' takes EMPTY or NULL.")
            return lambda issue, _now: (not read(field, issue)) != negative
        negative = operator == "not"
        if negative:
            self._expect("in")
        values = self._list() if negative or operator == "in" else [_plain(self._take())]
        return compare(field, "not in" if negative else operator, values)

    def _list(self) -> list[str]:
        self._expect("(")
        values = [_plain(self._take())]
        while self._takes(","):
            values.append(_plain(self._take()))
        self._expect(")")
        return values

    def expect_end(self) -> None:
        if self._at < len(self._words):
            raise RefusedError(400, f"Error in the JQL Query: expecting either 'OR' or 'AND' but got {self._take()!r}.")

    def _takes(self, word: str) -> bool:
        found = self._at < len(self._words) and self._words[self._at].lower() == word
        self._at += found
        return found

    def _take(self) -> str:
        if self._at >= len(self._words):
            raise RefusedError(400, "Error in the JQL Query: it ends too early.")
        self._at += 1
        return self._words[self._at - 1]

    def _expect(self, word: str) -> None:
        if not self._takes(word):
            raise RefusedError(400, f"Error in the JQL Query: expecting {word!r}.")


def _plain(word: str) -> str:
    if word[:1] in ("'", '"'):
        return re.sub(r"\\(.)", r"\1", word[1:-1])
    return word
