"""On which side each speaker is: us, them (the customer), or unknown. Evidence only, in this order: folder.yaml, the
address, what the source says, a name that owners or the account's contacts have. A bare `Speaker 2` stays unknown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from app.core.matching import FREE_MAIL
from app.integrations.transcripts.roster import Roster
from app.integrations.transcripts.transcript import Side, Speaker, Transcript

_ANONYMOUS = re.compile(r"(unknown|unidentified|speaker|participant|guest|caller|them|us|\?)( speaker)?[ #_-]?\w{0,20}")


@dataclass(frozen=True)
class Us:
    """Who works here."""

    domains: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()  # plain
    emails: frozenset[str] = frozenset()

    @staticmethod
    def of(owners: Iterable[tuple[str | None, str | None]], domains: Collection[str]) -> Us:
        """Owners as (email, name)."""
        found = list(owners)
        emails = frozenset(email.strip().lower() for email, _ in found if email)
        own = frozenset(email.rpartition("@")[2] for email in emails) - FREE_MAIL
        return Us(own | frozenset(domains), frozenset(plain_name(name) for _, name in found if name), emails)


@dataclass(frozen=True)
class Sides:
    roster: Roster = field(default_factory=Roster)
    us: Us = field(default_factory=Us)

    def of(self, transcript: Transcript, contacts: Collection[str] = ()) -> Mapping[str, Side]:
        """By key. `contacts`: the names of the people of the account that it belongs to."""
        names = {plain_name(each) for each in contacts}
        return {key: self._side(each, names) for key, each in transcript.speakers.items()}

    def _side(self, speaker: Speaker, contacts: Collection[str]) -> Side:
        name = plain_name(speaker.name)
        if side := self._named(speaker, name) or self._by_email(speaker.email):
            return side
        if speaker.side != "unknown":
            return speaker.side
        if not name or _ANONYMOUS.fullmatch(name):
            return "unknown"
        if name in self.us.names:
            return "unknown" if name in contacts else "us"
        return "them" if name in contacts else self.roster.others

    def _named(self, speaker: Speaker, name: str) -> Side | None:
        domain = (speaker.email or "").rpartition("@")[2]
        known = {name, speaker.email, domain} - {"", None}
        lists: tuple[tuple[Side, tuple[str, ...]], ...] = (("us", self.roster.us), ("them", self.roster.them))
        for side, listed in lists:
            if any((plain_name(each) if _is_name(each) else each.strip().lower()) in known for each in listed):
                return side
        return None

    def _by_email(self, email: str | None) -> Side | None:
        if email is None:
            return None
        return "us" if email in self.us.emails or email.rpartition("@")[2] in self.us.domains else "them"


def plain_name(name: str) -> str:
    """`Jane Dœ (Acme)` as it is compared: without what stands in brackets, accents and case; `Doe, Jane` turned."""
    name = re.sub(r"[(\[<].{0,80}?[)\]>]", " ", name)
    last, comma, first = name.partition(",")
    plain = unicodedata.normalize("NFKD", f"{first} {last}" if comma and "," not in first else name)
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.casefold().split())


def _is_name(listed: str) -> bool:
    return "@" not in listed and ("." not in listed or " " in listed.strip())
