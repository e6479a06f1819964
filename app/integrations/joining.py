"""Which account of the CRM a record of another system belongs to: by id, domain, email, then name, with a confidence.

Pure. Where several accounts are meant, or none, the record stays without one: it is counted and shown, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import orjson

from app.core.matching import Accounts

# How sure each way is. A name is the weakest: subsidiaries share it, and people type it.
CONFIDENCE = {"id": 1.0, "domain": 0.95, "email": 0.9, "name": 0.7}


@dataclass(frozen=True)
class Hints:
    """What a record says of whose it is."""

    ids: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def as_json(self) -> str:
        return orjson.dumps({way: texts for way, texts in asdict(self).items() if texts}).decode()


@dataclass(frozen=True)
class Link:
    account_id: str | None  # None: unmatched
    linked_by: str | None  # id, domain, email, name
    confidence: float | None
    candidates: tuple[str, ...] = ()  # the accounts it may be, where it may be several


UNMATCHED = Link(None, None, None)


def hints_in(texts: tuple[str, ...]) -> Hints:
    """What people wrote into a field for the account: an id, a domain, an address or a name, told apart by its look."""
    ids, domains, emails, names = [], [], [], []
    for text in filter(None, (text.strip() for text in texts)):
        if "@" in text:
            emails.append(text)
        elif "." in text and not any(map(str.isspace, text)):
            domains.append(text)
        else:
            ids.append(text)
        names.append(text)
    return Hints(tuple(ids), tuple(domains), tuple(emails), tuple(names))


def read_hints(text: str) -> Hints:
    """What `as_json` wrote."""
    return Hints(**{way: tuple(texts) for way, texts in orjson.loads(text).items()})


def find_account(accounts: Accounts, hints: Hints) -> Link:
    """The first way that leaves one account. A weaker way may choose among those of a stronger one, not overrule it."""
    possible: frozenset[str] = frozenset()
    for way, found in _found(accounts, hints):
        if found:
            possible = (possible & found) or possible or found
        if len(possible) == 1:
            return Link(next(iter(possible)), way, CONFIDENCE[way])
    return Link(None, None, None, tuple(sorted(possible))) if possible else UNMATCHED


def _found(accounts: Accounts, hints: Hints) -> Iterator[tuple[str, frozenset[str]]]:
    yield "id", _all(accounts.by_id, hints.ids)
    yield "domain", _all(accounts.by_domain, hints.domains)
    yield "email", _all(accounts.by_email, hints.emails)
    yield "name", _all(accounts.by_name, hints.names)


def _all(find: Callable[[str], frozenset[str]], texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(find(text) for text in texts))
