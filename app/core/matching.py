"""Which account a name, a domain or an address means. It gives every candidate; who asks links only where there is one.

Pure, and the same for every system whose rows carry no account id. It never picks the likelier of two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

NONE: frozenset[str] = frozenset()
# Mailboxes of anybody: their domain says nothing about a company.
FREE_MAIL = frozenset(
    "aol.com fastmail.com gmail.com gmx.de gmx.net googlemail.com hotmail.com icloud.com live.com mail.ru me.com "  # noqa: SIM905  # words, not a list of strings
    "msn.com outlook.com proton.me protonmail.com qq.com t-online.de web.de yahoo.co.uk yahoo.com yandex.ru".split()
)
_LEGAL_FORMS = frozenset(
    "ab ag as bv co company corp corporation gmbh inc incorporated kg limited llc llp ltd nv oy oyj plc pty sa sarl "  # noqa: SIM905
    "sas se spa srl".split()
)
_WORD = re.compile(r"[^\W_]+")
SHORTEST_NAME = 4  # letters; within a text, three of them are as likely an abbreviation of something else


class Accounts:
    """The accounts of a mirror, looked up in every way a foreign row may name one."""

    def __init__(
        self,
        accounts: Iterable[tuple[str, str | None, str | None]],
        contacts: Iterable[tuple[str | None, str | None]] = (),
    ) -> None:
        """Accounts as (id, name, domain), contacts as (email, account's id)."""
        self._ids: set[str] = set()
        self._names: dict[tuple[str, ...], set[str]] = {}
        self._domains: dict[str, set[str]] = {}
        self._emails: dict[str, set[str]] = {}
        for id_, name, domain in accounts:
            self._ids.add(id_)
            if words := name_words(name or ""):
                self._names.setdefault(words, set()).add(id_)
            if plain := plain_domain(domain or ""):
                self._domains.setdefault(plain, set()).add(id_)
        for email, account_id in contacts:
            if email and account_id:
                self._emails.setdefault(email.strip().lower(), set()).add(account_id)
        self._longest = max(map(len, self._names), default=0)

    def by_id(self, text: str) -> frozenset[str]:
        return frozenset({text.strip()} & self._ids)

    def by_name(self, text: str) -> frozenset[str]:
        """The whole text is the name, give or take case, accents and the legal form."""
        return frozenset(self._names.get(name_words(text), NONE))

    def by_domain(self, text: str) -> frozenset[str]:
        """`https://www.acme.example/about` and `eu.acme.example` belong to acme.example."""
        parts = plain_domain(text).split(".")
        for start in range(len(parts) - 1):
            domain = ".".join(parts[start:])
            if domain in FREE_MAIL:
                return NONE
            if found := self._domains.get(domain):
                return frozenset(found)
        return NONE

    def by_email(self, text: str) -> frozenset[str]:
        """Of the contact with that address, else of its domain."""
        email = text.strip().lower()
        known = self._emails.get(email)
        return frozenset(known) if known else self.by_domain(email.rpartition("@")[2]) if "@" in email else NONE

    def named_in(self, text: str) -> frozenset[str]:
        """Every account whose name stands in a longer text. Where names overlap the longer is meant: Acme Robotics."""
        words = tuple(_words(text))
        found: set[str] = set()
        start = 0
        while start < len(words):
            size = self._name_at(words, start)
            found |= self._names[words[start : start + size]] if size else NONE
            start += size or 1
        return frozenset(found)

    def _name_at(self, words: tuple[str, ...], start: int) -> int:
        """How many words the longest name has that begins there; 0: none does."""
        for size in range(min(self._longest, len(words) - start), 0, -1):
            name = words[start : start + size]
            if name in self._names and sum(map(len, name)) >= SHORTEST_NAME:
                return size
        return 0


def name_words(name: str) -> tuple[str, ...]:
    """`ACME, Inc.` and `Acme` are one; a name of nothing but a legal form keeps it."""
    words = list(_words(name))
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return tuple(words)


def plain_domain(text: str) -> str:
    host = text.strip().lower().partition("://")[2] or text.strip().lower()
    host = re.split(r"[/?#:]", host, maxsplit=1)[0].rpartition("@")[2]
    return host.removeprefix("www.").strip(".")


def _words(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("&", " and "))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return (match.group().casefold() for match in _WORD.finditer(letters))
