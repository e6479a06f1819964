"""The API of single records: list, read, create, update, archive, merge."""

from __future__ import annotations

from typing import Any

from app.local.hubspot.errors import invalid
from app.local.hubspot.exchange import Answer, Ask, read_after, text_of
from app.local.hubspot.portal import Portal
from app.local.hubspot.reading import Reading, reading
from app.local.hubspot.writing import prepare_create, prepare_update

PAGE = 100
PAGE_WITH_HISTORY = 50


def list_page(portal: Portal, ask: Ask) -> Answer:
    kind = portal.kind(ask.words[0])
    drawing = _reading(portal, ask)
    limit = ask.number("limit", 10, PAGE_WITH_HISTORY if drawing.history else PAGE)
    records, more = portal.table(kind).page(read_after(ask.first("after")), limit, archived=ask.is_true("archived"))
    body: dict[str, Any] = {"results": [drawing.draw(record) for record in records]}
    if more:
        after = records[-1].id
        body["paging"] = {"next": {"after": after, "link": f"{ask.url}?limit={limit}&after={after}"}}
    return Answer(body, journal={name: values[0] for name, values in ask.query.items() if name != "properties"})


def read(portal: Portal, ask: Ask) -> Answer:
    kind, id_ = portal.kind(ask.words[0]), ask.words[1]
    drawing = _reading(portal, ask)
    archived = portal.table(kind).archived.get(id_) if ask.is_true("archived") else None
    return Answer(drawing.draw(archived or portal.record(kind, id_, ask.first("idProperty"))))


def create(portal: Portal, ask: Ask) -> Answer:
    kind, fields = portal.kind(ask.words[0]), ask.fields()
    record = prepare_create(portal, kind, fields)(portal.now())
    told = {"id": record.id, "properties": fields["properties"], "associations": fields.get("associations") or []}
    return Answer(reading(portal, kind, fields["properties"]).draw(record), 201, told)


def update(portal: Portal, ask: Ask) -> Answer:
    kind, fields = portal.kind(ask.words[0]), ask.fields()
    record = portal.record(kind, ask.words[1], ask.first("idProperty"))
    prepare_update(portal, kind, record, fields)(portal.now())
    told = {"id": record.id, "properties": fields["properties"]}
    return Answer(reading(portal, kind, fields["properties"]).draw(record), journal=told)


def archive(portal: Portal, ask: Ask) -> Answer:
    """Into the recycle bin; done twice it is done."""
    kind, id_ = portal.kind(ask.words[0]), ask.words[1]
    changed = id_ not in portal.table(kind).archived
    if changed:
        portal.store.archive(portal.record(kind, id_), portal.now())
    return Answer(None, 204, {"id": id_}, changed)


def merge(portal: Portal, ask: Ask) -> Answer:
    kind, fields = portal.kind(ask.words[0]), ask.fields()
    winner = portal.record(kind, text_of(fields, "primaryObjectId"))
    loser = portal.record(kind, text_of(fields, "objectIdToMerge"))
    if winner is loser:
        raise invalid(f"The {kind.singular} {winner.id} cannot be merged with itself.")
    portal.store.merge(winner, loser, portal.now())
    return Answer(reading(portal, kind, ()).draw(winner), journal=dict(fields))


def _reading(portal: Portal, ask: Ask) -> Reading:
    return reading(
        portal,
        portal.kind(ask.words[0]),
        ask.names("properties"),
        ask.names("propertiesWithHistory"),
        ask.names("associations"),
    )
