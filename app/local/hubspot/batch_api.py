"""The API of up to 100 records at once.

A batch with a wrong input is refused whole, unless every wrong input carries an objectWriteTraceId to name it by.
Records that are not there do not stop the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from app.local.hubspot.errors import RefusedError, invalid
from app.local.hubspot.exchange import Answer, Ask, text_of
from app.local.hubspot.kinds import Kind
from app.local.hubspot.portal import Portal
from app.local.hubspot.reading import reading
from app.local.hubspot.records import Record
from app.local.hubspot.writing import Write, prepare_create, prepare_update

Drawn = dict[str, Any]


def read(portal: Portal, ask: Ask) -> Answer:
    kind, fields = portal.kind(ask.words[0]), ask.fields()
    history = fields.get("propertiesWithHistory") or []
    drawing = reading(portal, kind, fields.get("properties") or (), history)
    ids = list(dict.fromkeys(text_of(one, "id") for one in ask.inputs(50 if history else 100)))
    found: dict[str, Record] = {}
    missing = []
    for id_ in ids:
        if record := _find(portal, kind, id_, fields.get("idProperty"), archived=ask.is_true("archived")):
            found[record.id] = record
        else:
            missing.append(id_)
    errors = [_missing(kind, missing)] if missing else []
    drawn = [drawing.draw(record) for record in found.values()]
    return finish(portal, ask, drawn, errors, journal=_told(ids))


def create(portal: Portal, ask: Ask) -> Answer:
    kind = portal.kind(ask.words[0])
    writes, errors = _prepare(ask.inputs(), lambda one: prepare_create(portal, kind, one))
    records = _write(portal, writes)
    drawn = [reading(portal, kind, one["properties"]).draw(record) for one, record in records]
    return finish(portal, ask, drawn, errors, 201, _told(record.id for _, record in records), changed=bool(records))


def update(portal: Portal, ask: Ask) -> Answer:
    kind, inputs = portal.kind(ask.words[0]), ask.inputs()
    ids = [text_of(one, "id") for one in inputs]
    _refuse_twins(ids)
    found = {id_: _find(portal, kind, id_, one.get("idProperty")) for one, id_ in zip(inputs, ids, strict=True)}
    known = [(one, record) for one, id_ in zip(inputs, ids, strict=True) if (record := found[id_])]
    writes, errors = _prepare_known(portal, kind, known)
    records = _write(portal, writes)
    if missing := [id_ for id_ in ids if not found[id_]]:
        errors.append(_missing(kind, missing))
    drawn = [reading(portal, kind, one["properties"]).draw(record) for one, record in records]
    return finish(portal, ask, drawn, errors, journal=_told(record.id for _, record in records), changed=bool(records))


def upsert(portal: Portal, ask: Ask) -> Answer:
    kind, new = portal.kind(ask.words[0]), list[bool]()
    _refuse_twins([text_of(one, "id") for one in ask.inputs()])

    def prepare(one: dict[str, Any]) -> Write:
        unique = one.get("idProperty")
        if unique not in portal.table(kind).by_value:
            raise invalid(f"{unique!r} is no unique property of {kind.name}: give one with hasUniqueValue.")
        id_ = text_of(one, "id")
        record = portal.table(kind).find_by(unique, id_)
        write = (
            prepare_update(portal, kind, record, one)
            if record
            else prepare_create(portal, kind, {**one, "properties": {unique: id_, **one.get("properties", {})}})
        )
        new.append(record is None)
        return write

    writes, errors = _prepare(ask.inputs(), prepare)
    records = _write(portal, writes)
    drawn = [
        {**reading(portal, kind, one["properties"]).draw(record), "new": is_new}
        for (one, record), is_new in zip(records, new, strict=True)
    ]
    return finish(portal, ask, drawn, errors, journal=_told(record.id for _, record in records), changed=bool(records))


def archive(portal: Portal, ask: Ask) -> Answer:
    kind = portal.kind(ask.words[0])
    asked = [text_of(one, "id") for one in ask.inputs()]
    found = {record.id: record for id_ in asked if (record := portal.store.find(kind.name, id_))}
    for record in found.values():
        portal.store.archive(record, portal.now())
    return Answer(None, 204, _told(found), bool(found))


def finish(
    portal: Portal,
    ask: Ask,
    results: list[Drawn],
    errors: list[Drawn],
    status: int = 200,
    journal: dict[str, Any] | None = None,
    *,
    changed: bool = True,
) -> Answer:
    """A batch's answer; with errors in it a 207, since 2026-09 a 200."""
    at = portal.iso_now()
    body: Drawn = {"status": "COMPLETE", "results": results, "startedAt": at, "completedAt": at}
    if errors:
        body |= {"numErrors": len(errors), "errors": errors}
        status = 200 if ask.place.answers_all_with_200 else 207
    return Answer(body, status, journal or {}, changed)


def _prepare(inputs: list[Drawn], prepare: Callable[[Drawn], Write]) -> tuple[list[tuple[Drawn, Write]], list[Drawn]]:
    """Every input checked before any is written."""
    writes, errors = [], []
    for one in inputs:
        try:
            writes.append((one, prepare(one)))
        except RefusedError as refused:
            trace = one.get("objectWriteTraceId")
            if not trace:
                raise
            errors.append(refused.in_batch(objectWriteTraceId=[str(trace)]))
    return writes, errors


def _prepare_known(
    portal: Portal, kind: Kind, known: list[tuple[Drawn, Record]]
) -> tuple[list[tuple[Drawn, Write]], list[Drawn]]:
    records = iter([record for _, record in known])
    return _prepare([one for one, _ in known], lambda one: prepare_update(portal, kind, next(records), one))


def _refuse_twins(ids: list[str]) -> None:
    if twins := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        raise invalid(f"Duplicate IDs found in batch input: {twins}. Send each record once.")


def _write(portal: Portal, writes: list[tuple[Drawn, Write]]) -> list[tuple[Drawn, Record]]:
    when = portal.now()
    return [(one, write(when)) for one, write in writes]


def _find(portal: Portal, kind: Kind, id_: str, unique: Any, *, archived: bool = False) -> Record | None:
    if archived:
        return portal.table(kind).archived.get(id_)
    try:
        return portal.record(kind, id_, unique)
    except RefusedError as refused:
        if refused.http != 404:
            raise
        return None


def _missing(kind: Kind, ids: list[str]) -> Drawn:
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "message": f"Some {kind.singular} records are archived or never existed: check the ids.",
        "context": {"ids": ids},
        "links": {},
        "errors": [],
    }


def _told(ids: Iterable[str]) -> dict[str, Any]:
    all_ids = list(ids)
    return {"count": len(all_ids), "ids": all_ids[:100]}
