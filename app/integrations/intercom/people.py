"""Who is who in Intercom: contacts with their companies, and teammates. Kept for the life of the program.

A search gives only the ids of contacts, so they are read by fifties, and companies by one scroll when all is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.integrations.errors import RecordGoneError, RequestRefusedError
from app.integrations.intercom.client import Intercom, Json
from app.integrations.joining import Hints, hints_in
from app.integrations.picking import records, text

_NOBODY = Hints()


@dataclass(frozen=True)
class Contact:
    email: str | None
    name: str | None
    companies: tuple[str, ...]  # Intercom's ids


class People:
    def __init__(self, intercom: Intercom) -> None:
        self._intercom = intercom
        self._contacts: dict[str, Contact] = {}
        self._companies: dict[str, Hints] = {}
        self._teammates: dict[str, str] = {}  # id → address

    async def refresh(self) -> None:
        """Everything anew as it is needed, for the nightly truth."""
        self._contacts.clear()
        self._companies.clear()
        await self._read_teammates()
        try:
            async for page in self._intercom.companies():
                self._companies |= {id_: company_hints(each) for each in page if (id_ := text(each, "id"))}
        except (RequestRefusedError, RecordGoneError):  # another app scrolls: they are read one by one instead
            self._companies.clear()

    async def know(self, items: Iterable[Json]) -> None:
        """Reads the contacts of these conversations and tickets, and their companies, where they are not known yet."""
        if not self._teammates:
            await self._read_teammates()
        wanted = {id_ for item in items for id_ in contact_ids(item)} - self._contacts.keys()
        for contact in await self._intercom.contacts(sorted(wanted)):
            if id_ := text(contact, "id"):
                ids = filter(None, (text(each, "id") for each in records(contact, "companies", "data")))
                self._contacts[id_] = Contact(text(contact, "email"), text(contact, "name"), tuple(ids))
        unknown = {company for id_ in wanted & self._contacts.keys() for company in self._contacts[id_].companies}
        for id_ in sorted(unknown - self._companies.keys()):
            try:
                self._companies[id_] = company_hints(await self._intercom.company(id_))
            except RecordGoneError:
                self._companies[id_] = _NOBODY

    def hints(self, item: Json) -> Hints:
        """The item's own company, those of its people, and their addresses."""
        people = [self._contacts[id_] for id_ in contact_ids(item) if id_ in self._contacts]
        company = item.get("company")
        own = [company_hints(company)] if isinstance(company, dict) else []
        theirs = own or [self._companies.get(id_, _NOBODY) for person in people for id_ in person.companies]
        emails = [person.email for person in people if person.email]
        return Hints(
            tuple(id_ for hints in theirs for id_ in hints.ids),
            tuple(domain for hints in theirs for domain in hints.domains),
            tuple(dict.fromkeys((*emails, *_author(item)))),
            tuple(name for hints in theirs for name in hints.names),
        )

    def teammate(self, id_: str | None) -> str | None:
        return self._teammates.get(id_ or "")

    async def _read_teammates(self) -> None:
        admins = await self._intercom.admins()
        self._teammates = {
            id_: email.lower() for each in admins if (id_ := text(each, "id")) and (email := text(each, "email"))
        }


def company_hints(company: Json) -> Hints:
    """The id that your own program gave it may be HubSpot's, a domain or a name."""
    given = hints_in((text(company, "company_id") or "",))
    website, name = text(company, "website"), text(company, "name")
    names = dict.fromkeys(filter(None, (*given.names, name)))
    return Hints(given.ids, (*given.domains, *([website] if website else ())), given.emails, tuple(names))


def contact_ids(item: Json) -> list[str]:
    return [id_ for each in records(item, "contacts", "contacts") if (id_ := text(each, "id"))]


def _author(item: Json) -> list[str]:
    """Who began a conversation, where it is a customer."""
    is_theirs = text(item, "source", "author", "type") in ("user", "lead", "contact")
    email = text(item, "source", "author", "email")
    return [email] if is_theirs and email else []
