"""The API of what stands around the records: the account, owners, pipelines, properties, call outcomes."""

from __future__ import annotations

from typing import Any

from app.local.hubspot import pipelines as pipeline_shapes
from app.local.hubspot.errors import RefusedError, not_found
from app.local.hubspot.exchange import Answer, Ask, read_after
from app.local.hubspot.portal import Portal
from app.local.hubspot.times import to_iso

OWNERS_PAGE = 500


def details(portal: Portal, ask: Ask) -> Answer:
    return Answer(portal.details())


def list_owners(portal: Portal, ask: Ask) -> Answer:
    """`email` and `archived` choose; `after` is the last owner's id."""
    archived, email, after = ask.is_true("archived"), ask.first("email"), read_after(ask.first("after"))
    limit = ask.number("limit", 100, OWNERS_PAGE)
    found = sorted(
        (
            owner
            for owner in portal.owners.values()
            if owner.archived == archived and (email is None or owner.email.lower() == email.lower())
        ),
        key=lambda owner: int(owner.id),
    )
    found = [owner for owner in found if int(owner.id) > after]
    body: dict[str, Any] = {"results": [owner.as_json() for owner in found[:limit]]}
    if len(found) > limit:
        body["paging"] = {"next": {"after": found[limit - 1].id, "link": ask.url}}
    return Answer(body, journal={name: values[0] for name, values in ask.query.items()})


def read_owner(portal: Portal, ask: Ask) -> Answer:
    wanted, by_user = ask.words[0], ask.first("idProperty") == "userId"
    for owner in portal.owners.values():
        if wanted == (str(owner.user_id) if by_user else owner.id) and owner.archived == ask.is_true("archived"):
            return Answer(owner.as_json())
    raise not_found("owner", wanted)


def list_pipelines(portal: Portal, ask: Ask) -> Answer:
    return Answer({"results": _pipelines(portal, ask)})


def read_pipeline(portal: Portal, ask: Ask) -> Answer:
    return Answer(_pipeline(portal, ask))


def list_stages(portal: Portal, ask: Ask) -> Answer:
    return Answer({"results": _pipeline(portal, ask)["stages"]})


def list_properties(portal: Portal, ask: Ask) -> Answer:
    kind = portal.kind(ask.words[0])
    return Answer({"results": [one.as_json() for one in portal.schema.properties[kind.name].values()]})


def read_property(portal: Portal, ask: Ask) -> Answer:
    kind, name = portal.kind(ask.words[0]), ask.words[1]
    if found := portal.schema.properties[kind.name].get(name):
        return Answer(found.as_json())
    raise RefusedError(404, "OBJECT_NOT_FOUND", f"{kind.name} have no property {name!r}.")


def dispositions(portal: Portal, ask: Ask) -> Answer:
    outcomes = portal.schema.properties["calls"]["hs_call_disposition"].options
    return Answer([{"id": value, "label": label, "deleted": False} for value, label in outcomes])


def _pipelines(portal: Portal, ask: Ask) -> list[dict[str, Any]]:
    kind, at = portal.kind(ask.words[0]), to_iso(portal.born.at)
    return [pipeline_shapes.as_json(one, at) for one in portal.schema.pipelines.get(kind.name, ())]


def _pipeline(portal: Portal, ask: Ask) -> dict[str, Any]:
    for pipeline in _pipelines(portal, ask):
        if str(pipeline["id"]) == ask.words[1]:
            return pipeline
    raise not_found("pipeline", ask.words[1])
