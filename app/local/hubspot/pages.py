"""Small read-only pages, so that links to records lead somewhere: a record, and what is associated with it.

They stand at HubSpot's own paths too. Everything shown is escaped; there is no script and nothing to write with.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from textwrap import shorten

from aiohttp import web

from app.local.hubspot.errors import PORTAL_ID
from app.local.hubspot.kinds import ACTIVITIES, KINDS, Kind, find_kind
from app.local.hubspot.portal import Portal
from app.local.hubspot.properties import Property
from app.local.hubspot.records import Record

STYLE = Path(__file__).parent / "pages.css"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
MOST = 50  # associated records of a kind on one page


def routes(portal: Portal) -> list[web.RouteDef]:
    async def show(request: web.Request) -> web.Response:
        portal.catch_up()
        return _show(portal, request.match_info["kind"], request.match_info["id"])

    return [
        web.get("/record/{kind}/{id}", show),
        web.get(f"/contacts/{PORTAL_ID}/record/{{kind}}/{{id}}", show),
        web.get("/pages.css", _style),
    ]


async def _style(request: web.Request) -> web.Response:
    return web.Response(text=STYLE.read_text("utf-8"), content_type="text/css", headers=HEADERS)


def _show(portal: Portal, word: str, id_: str) -> web.Response:
    kind = find_kind(word)
    record = None
    if kind:
        record = portal.store.find(kind.name, id_) or portal.table(kind).archived.get(id_)
    if record is None:
        page, status = _page("Not found", f"<p>There is no {escape(word)} with the id {escape(id_)}.</p>"), 404
    else:
        page, status = _page(title(record), "".join(_body(portal, record))), 200
    return web.Response(text=page, status=status, content_type="text/html", headers=HEADERS)


def title(record: Record) -> str:
    names = [value for name in record.kind.title if (value := record.properties.get(name))]
    shown = " ".join(names[:1] if record.kind.name == "companies" else names[:2])
    return shorten(shown, 120, placeholder=" …") or f"{record.kind.singular.capitalize()} {record.id}"


def _page(heading: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(heading)}</title><link rel="stylesheet" href="/hubspot/pages.css"></head>'
        f"<body><main>{body}</main></body></html>"
    )


def _body(portal: Portal, record: Record) -> Iterator[str]:
    state = ' <span class="state">in the recycle bin</span>' if record.archived_at is not None else ""
    yield f'<p class="kind">{escape(record.kind.singular)} {escape(record.id)} in the local HubSpot{state}</p>'
    yield f"<h1>{escape(title(record))}</h1>"
    yield from _properties(portal, record)
    for other in (*ACTIVITIES, "tickets", "deals", "companies", "contacts"):
        yield from _associated(portal, record, KINDS[other])


def _properties(portal: Portal, record: Record) -> Iterator[str]:
    known = portal.schema.properties[record.kind.name]
    shown = [(known[name], value) for name, value in record.properties.items() if value is not None]
    yield "<dl>"
    for definition, value in sorted(shown, key=lambda one: _place(one[0])):
        label, readable = escape(definition.label), escape(_readable(portal, definition, value))
        yield f'<dt title="{escape(definition.name)}">{label}</dt><dd>{readable}</dd>'
    yield "</dl>"


def _place(definition: Property) -> tuple[bool, str]:
    """What people fill in comes ahead of what HubSpot keeps and counts."""
    return definition.name.startswith(("hs_", "num_")), definition.label


def _readable(portal: Portal, definition: Property, value: str) -> str:
    if definition.refers_to == "OWNER" and (owner := portal.owners.get(value)):
        return f"{owner.first_name} {owner.last_name}{' (left)' if owner.archived else ''}".strip()
    if definition.type == "datetime":
        return f"{value[:16].replace('T', ' ')} UTC"
    if definition.type == "number" and value.isdecimal() and not definition.name.endswith("_id"):
        return f"{int(value):,}"
    return dict(definition.options).get(value, value)


def _associated(portal: Portal, record: Record, other: Kind) -> Iterator[str]:
    ids = portal.store.links.of(record.kind.name, record.id, other.name)
    found = [associated for id_ in ids if (associated := portal.store.find(other.name, id_))]
    if not found:
        return
    found.sort(key=lambda one: one.timestamp or one.updated, reverse=True)
    more = f", the latest {MOST}" if len(found) > MOST else ""
    yield f"<h2>{escape(other.name.capitalize())} ({len(found)}{more})</h2><ul>"
    for one in found[:MOST]:
        when = one.properties.get("hs_timestamp") or one.properties.get(other.modified) or ""
        link = f"/hubspot/record/{other.type_id}/{one.id}"
        yield f'<li><a href="{link}">{escape(title(one))}</a> <time>{escape(when[:16].replace("T", " "))}</time></li>'
    yield "</ul>"
