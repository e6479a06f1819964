"""A list, a person and a catalog to draw, as the core would have made them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.core.agents import Agent, Catalog
from app.core.entries import Entry, EntryBody, Listed, Marked, Opened, Place, Said, ShownResult, ShownRow, ShownTicket
from app.core.sessions import Session

AT = datetime(2026, 11, 25, 8, 0, 30, tzinfo=UTC)
ROOT = "1795593600.000100"
CATALOG = Catalog(
    {
        "assistant": Agent("assistant", "Answers about your accounts.", "", "model"),
        "security": Agent("security", "Looks for secrets and risky links.", "", "model", tools=("scan_thread",)),
    },
    default="assistant",
)


def row(item: str, name: str, group: str, *reasons: tuple[str, float], **fields: Any) -> ShownRow:
    results = tuple(
        ShownResult(rule=f"rule_{n}", points=points, reason=reason) for n, (reason, points) in enumerate(reasons)
    )
    score = round(sum(each.points for each in results), 1)
    fields = {"url": f"https://app.hubspot.com/contacts/1/record/0-2/{item}", "rank": 1, "score": score} | fields
    return ShownRow(item=item, name=name, group=group, results=results, **fields)


def listed(*rows: ShownRow, **fields: Any) -> Listed:
    fields = {"data_as_of": AT - timedelta(minutes=8), "more": 12} | fields
    return Listed(
        turn=2,
        run="r",
        playbook="daily-priorities",
        version="a1b2c3d4e5f60718",
        person="U1",
        on=AT.date(),
        rows=rows,
        **fields,
    )


TICKET = ShownTicket(id="31", subject="Export <fails>", priority="URGENT", url="https://app.hubspot.com/t/31")
LIST = listed(
    row("7", "Northwind", "owe_an_answer", ("1 urgent ticket waits 2 days", 30.0), ("tier A", 8.5), tickets=(TICKET,)),
    row("8", "Acme *Corp*", "gone_quiet", ("no contact for 43 days", 20.0), rank=2),
)


def marked(item: str, mark: Any, **fields: Any) -> Marked:
    return Marked(
        key="k", item=item, name="x", mark=mark, by="U1", playbook="daily-priorities", on=date(2026, 11, 25), **fields
    )


def said(text: str, *, by: str = "U1", ts: str = ROOT, **fields: Any) -> Said:
    return Said(key=f"T1:C1:{ts}", ts=ts, by=by, text=text, **fields)


def session(*bodies: EntryBody, place: Place | None = None) -> Session:
    place = place or Place(channel="C1", thread_ts=ROOT)
    all_bodies = (Opened(place=place, by="U1"), *bodies)
    entries = tuple(Entry(seq=seq, at=AT, body=body) for seq, body in enumerate(all_bodies, start=1))
    return Session("s1", entries, place)
