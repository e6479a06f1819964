"""Search: filters, words and one sort over what the index holds, 200 records a page and 10,000 in all."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from app.local.hubspot.errors import invalid
from app.local.hubspot.exchange import Answer, Ask, read_after, read_number
from app.local.hubspot.filters import Reader, Test, contains_words, read_filter, reader
from app.local.hubspot.kinds import Kind
from app.local.hubspot.portal import Portal
from app.local.hubspot.properties import Property
from app.local.hubspot.reading import reading
from app.local.hubspot.records import Record, Values

PAGE = 200
REACH = 10_000  # records of one query; beyond it HubSpot refuses, however the pages are cut
GROUPS, FILTERS, ALL_FILTERS = 5, 6, 18
QUERY_LENGTH = 3_000  # characters

Behind = dict[Record, Values | None]  # what search still sees otherwise


@dataclass(frozen=True)
class Sort:
    read: Reader
    descending: bool


class Wanted:
    """A search, read and checked."""

    def __init__(self, kind: Kind, groups: list[list[Test]], words: list[str], sort: Sort | None) -> None:
        self._kind, self._groups, self._words, self.sort = kind, groups, words, sort
        one = groups[0][0] if [len(tests) for tests in groups] == [1] and not words else None
        self.matches: Test = one or self._matches  # the commonest search of all spares a call a record

    def _matches(self, record: Record, seen: Values) -> bool:
        """Any group whose filters all hold, and every word; loops, because any(all()) takes twice as long."""
        if self._words and not contains_words(self._text(seen), self._words):
            return False
        for tests in self._groups:
            for test in tests:
                if not test(record, seen):
                    break
            else:
                return True
        return not self._groups

    def _text(self, seen: Values) -> str:
        return " ".join(value for name in self._kind.searched if (value := seen.get(name)))


def search(portal: Portal, ask: Ask) -> Answer:
    kind, fields = portal.kind(ask.words[0]), ask.fields()
    properties = portal.schema.properties[kind.name]
    wanted = Wanted(
        kind,
        _read_groups(fields.get("filterGroups") or [], kind, properties),
        _read_query(fields.get("query")),
        _read_sort(fields.get("sorts") or [], kind, properties),
    )
    start, limit = read_after(fields.get("after")), read_number("limit", fields.get("limit"), 10, PAGE)
    if start + limit > REACH:
        raise invalid(f"A search reaches {REACH} records, this page ends at {start + limit}: narrow the filters.")
    behind = portal.store.index.catch_up(portal.now().real, portal.search_lag)
    found = _find(portal.table(kind).live, behind, wanted)
    drawing = reading(portal, kind, fields.get("properties") or ())
    body: dict[str, Any] = {
        "total": len(found),
        "results": [drawing.draw(record, behind.get(record)) for record in found[start : start + limit]],
    }
    if start + limit < len(found):
        body["paging"] = {"next": {"after": str(start + limit)}}
    return Answer(body, journal={name: value for name, value in fields.items() if name != "properties"})


def _find(live: dict[str, Record], behind: Behind, wanted: Wanted) -> list[Record]:
    """All matches in order; makes no object per record, for collecting 100,000 of them costs more than the search."""
    matches = wanted.matches
    if behind:
        found = [r for r in live.values() if r not in behind and matches(r, r.properties)]
        late = ((r, seen) for r, seen in behind.items() if seen is not None and live.get(r.id) is r)
        found += [r for r, seen in late if matches(r, seen)]
    else:
        found = [r for r in live.values() if matches(r, r.properties)]
    return _ordered(found, behind, wanted.sort)


def _ordered(found: list[Record], behind: Behind, sort: Sort | None) -> list[Record]:
    """Oldest first unless asked otherwise; records without the value come last, both ways."""
    found.sort(key=attrgetter("number"))
    if sort is None:
        found.sort(key=attrgetter("created"))
        return found
    read = sort.read
    values = {record: read(record, behind.get(record) or record.properties) for record in found}
    valued = [record for record in found if values[record] is not None]
    valued.sort(key=values.__getitem__, reverse=sort.descending)  # type: ignore[arg-type]  # no None is left
    return valued + [record for record in found if values[record] is None]


def _read_groups(given: Any, kind: Kind, properties: dict[str, Property]) -> list[list[Test]]:
    if not isinstance(given, list) or not all(isinstance(group, dict) for group in given):
        raise invalid("Invalid input JSON: filterGroups is a list of {filters: [...]}.")
    groups = [group.get("filters") or [] for group in given]
    sizes = [len(filters) for filters in groups]
    if len(groups) > GROUPS or max(sizes, default=0) > FILTERS or sum(sizes) > ALL_FILTERS:
        raise invalid(
            f"{len(groups)} filterGroups with {sizes} filters are too many: "
            f"up to {GROUPS} groups of {FILTERS} filters, {ALL_FILTERS} in all."
        )
    return [[read_filter(one, kind, properties) for one in filters] for filters in groups]


def _read_query(given: Any) -> list[str]:
    """Every word of the query must begin a word of the record."""
    if given is None:
        return []
    if not isinstance(given, str) or len(given) > QUERY_LENGTH:
        raise invalid(f"The query must be a text of up to {QUERY_LENGTH} characters.")
    return [f"{word}*" for word in given.lower().replace("*", " ").replace(".", " ").replace("@", " ").split()]


def _read_sort(given: Any, kind: Kind, properties: dict[str, Property]) -> Sort | None:
    """One sort, as a text or as {propertyName, direction}."""
    if not isinstance(given, list) or len(given) > 1:
        raise invalid("Only one sort is allowed: sorts is a list of one.")
    if not given:
        return None
    one = given[0] if isinstance(given[0], dict) else {"propertyName": given[0]}
    name, direction = str(one.get("propertyName", "")), one.get("direction", "ASCENDING")
    if name.startswith("-"):
        name, direction = name[1:], "DESCENDING"
    if name not in properties or direction not in ("ASCENDING", "DESCENDING"):
        raise invalid(f"There was a problem with the request: cannot sort {kind.name} by {name!r} {direction}.")
    return Sort(reader(properties[name], kind), direction == "DESCENDING")
