"""An account as a short note: what it is, what is open there, and when we last spoke to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from app.local.messages.brains.offline.phrases import (
    ago,
    count,
    cut,
    day,
    day_of,
    in_days,
    link,
    listing,
    number,
    plain,
)

Json = dict[str, Any]

SHOWN, TOUCHES, LONG = 5, 3, 90  # records of a kind, touches, characters of a name
LOUDEST = ("URGENT", "HIGH", "MEDIUM", "LOW")
SPOKEN = ("call", "email", "meeting")  # what counts as a touch; a note or a task is none


def account_note(told: Json, asked: str, section: str = "") -> str:
    """`section`: tickets, deals or contacts alone; "" is the whole note. `asked`: what the person called it."""
    if "account" not in told:
        return _unclear(told, asked)
    account, today = told["account"], _today(told)
    named = f"**{link(account.get('name'), account.get('url'))}**"
    if section:
        return "\n".join([f"{named}: {_summary(told, section)}", *_lines(told, section, today)])
    head = f"{named}: {', '.join(_facts(account, today))}"
    parts = [head, *_part(told, "tickets", today), *_part(told, "deals", today)]
    none = [kind for kind in ("tickets", "deals") if not _open(told, kind)]
    if none:
        parts.append(f"No open {listing(none, 'and no open')}.")
    return "\n\n".join([*parts, *_touches(told, today)])


def _unclear(told: Json, asked: str) -> str:
    found = [_candidate(each) for each in told.get("candidates", [])]
    if not found:
        return f"I see no account called “{plain(asked)}” among yours and your team's."
    return "\n".join([f"Which account do you mean by “{plain(asked)}”?", *(f"- {each}" for each in found)])


def _candidate(account: Json) -> str:
    known = [plain(account[key]) for key in ("domain", "owner") if account.get(key)]
    return link(account.get("name"), account.get("url")) + (f" ({', '.join(known)})" if known else "")


def _today(told: Json) -> date | None:
    """The day the CRM was read: what is told is as old as that."""
    days = [found for at in told.get("as_of", {}).values() if (found := day_of(at))]
    return max(days, default=None)


def _facts(account: Json, today: date | None) -> Iterator[str]:
    if account.get("tier"):
        yield f"tier {plain(account['tier'])}"
    if account.get("revenue"):
        yield f"{number(round(account['revenue']))} a year"
    if account.get("owner"):
        yield f"owner {plain(account['owner'])}"
    spoken = day_of(account.get("last_contacted_at"))
    yield f"last contact {ago(spoken, today)}" if spoken else "no contact on record"
    if renewal := day_of(account.get("renewal_on")):
        yield f"{'renews' if today is None or renewal >= today else 'renewal was due'} {day(renewal, today)}"


def _open(told: Json, kind: str) -> list[Json]:
    found = [each for each in told.get(kind) or [] if not each.get("is_closed")]
    return sorted(found, key=_loudness) if kind == "tickets" else found


def _loudness(ticket: Json) -> tuple[int, str]:
    """The loudest first, of those the one that waits longest."""
    priority = str(ticket.get("priority") or "")
    loud = LOUDEST.index(priority) if priority in LOUDEST else len(LOUDEST)
    return loud, str(ticket.get("waiting_since") or "9999")


def _part(told: Json, kind: str, today: date | None) -> list[str]:
    lines = _lines(told, kind, today)
    return ["\n".join([f"**Open {kind}**", *lines])] if lines else []


def _lines(told: Json, kind: str, today: date | None) -> list[str]:
    records: Sequence[Json] = told.get(kind) or [] if kind == "contacts" else _open(told, kind)
    describe: Callable[[Json], str] = {
        "tickets": lambda each: _ticket(each, today),
        "deals": lambda each: _deal(each, str(told["account"].get("name") or ""), today),
        "contacts": _contact,
    }[kind]
    lines = [f"- {describe(each)}" for each in records[:SHOWN]]
    return lines + ([f"- and {len(records) - SHOWN} more"] if len(records) > SHOWN else [])


def _summary(told: Json, kind: str) -> str:
    if kind == "contacts":
        return count(len(told.get(kind) or []), "contact")
    opened = len(_open(told, kind))
    closed = len(told.get(kind) or []) - opened
    many = f"{count(opened, f'open {kind[:-1]}')}" if opened else f"no open {kind}"
    return many + (f", {closed} closed" if closed else "")


def _ticket(ticket: Json, today: date | None) -> str:
    waits = in_days(day_of(ticket.get("waiting_since")), today)
    said = [str(ticket.get("priority") or "").lower(), f"waiting {waits}" if waits else plain(ticket.get("stage"))]
    return _told(ticket.get("subject"), ticket, said)


def _deal(deal: Json, account: str, today: date | None) -> str:
    name, closes = str(deal.get("name") or "").removeprefix(f"{account}: "), day_of(deal.get("close_on"))
    amount = number(round(deal["amount"])) if deal.get("amount") else ""
    late = closes is not None and today is not None and closes < today
    due = f"{'was to close' if late else 'closes'} {day(closes, today)}" if closes else ""
    return _told(name, deal, [amount, plain(deal.get("stage")), due])


def _contact(contact: Json) -> str:
    return ", ".join(plain(contact[key]) for key in ("name", "title", "email") if contact.get(key))


def _told(name: Any, record: Json, said: Sequence[str]) -> str:
    facts = ", ".join(each for each in said if each)
    return link(cut(plain(name), LONG), record.get("url")) + (f": {facts}" if facts else "")


def _touches(told: Json, today: date | None) -> list[str]:
    """What is only planned is no touch."""
    happened = []
    for each in told.get("recent_activity") or []:
        at = day_of(each.get("at"))
        if at and each.get("kind") in SPOKEN and (today is None or at <= today):
            title = cut(plain(each.get("title") or each.get("body")), LONG)
            happened.append(f"- {day(at, today)}, {each['kind']}" + (f": {title}" if title else ""))
    return ["\n".join(["**Last touches**", *happened[:TOUCHES]])] if happened else []
