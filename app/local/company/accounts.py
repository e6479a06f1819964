"""The sample company's accounts and their contacts: each a plan that the rest of the history is told by."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from app.local.company.diary import FUTURE, PAST, Diary, chance
from app.local.company.model import Person
from app.local.company.people import GRACE, VICTOR
from app.local.company.situations import QUIET, SWEEP, SWEPT_BY, Role, Situation, roles
from app.local.company.texts_accounts import AMERICAS, EUROPE, INDIA, AccountText
from app.local.company.texts_names import NAMES, TITLES

LANGUAGES = {"Germany": "de", "France": "fr", "Spain": "es", "Poland": "pl", "India": "hi"}
_PROSPECTS: tuple[Situation, ...] = ("stuck", "closing", "passed", "pushed", "calm")
# Days without contact, by tier; "" is no tier. A is nervous after three weeks, B after five, C after two months.
_CALM = {"A": (2, 12), "B": (2, 18), "C": (2, 30), "": (2, 30)}
_QUIET = {"A": (24, 46), "B": (37, 65), "C": (64, 110), "": (64, 110)}
_LONG_QUIET = {"A": (50, 90), "B": (70, 130), "C": (125, 170), "": (125, 170)}
_WORTH = {"A": (140, 480), "B": (40, 130), "C": (6, 36), "": (6, 60)}  # thousands of US$ a year
_REVENUE = {"A": (400, 6_000), "B": (60, 600), "C": (5, 90), "": (5, 400)}  # millions of US$ a year
_SPELT = {"ø": "o", "ł": "l", "æ": "ae", "ß": "ss", "ö": "oe", "ü": "ue", "ä": "ae"}
_AGES: dict[Situation, tuple[int, int]] = {"onboarding": (32, 48), "never": (45, 100)}  # days since it was created


@dataclass(frozen=True)
class Contact:
    id: str
    first: str
    email: str
    since: int  # days from today


@dataclass(frozen=True)
class Plan:
    """An account, and what the rest of the history must agree on about it."""

    id: str
    text: AccountText
    owner: Person | None
    situation: Situation
    tier: str  # "" for none
    arr: int | None  # US$ per year; None for a prospect
    age: int  # days before today that it was created
    last_touch: int | None  # days before today of the last call, mail or meeting; None for never
    resumes: int | None  # days after today when somebody takes care of it; None for not soon
    renewal: int | None  # days from today
    contacts: tuple[Contact, ...]

    @property
    def speaker(self) -> Person:
        """Who talks to them: the owner, or the manager where the owner left or is missing."""
        return self.owner if self.owner and self.owner.is_active else GRACE

    @property
    def is_swept(self) -> bool:
        return self.owner is SWEPT_BY

    @property
    def language(self) -> str:
        return LANGUAGES.get(self.text.country, "en")

    def contact(self, offset: int, luck: Random) -> Contact:
        """Somebody there who is known on that day; the first contact is called most."""
        known = [contact for contact in self.contacts if contact.since + 3 < offset]  # weekends move both
        return luck.choice((self.contacts[0], *known)) if known else self.contacts[0]

    def slots(self, contact: Contact, **more: str) -> dict[str, str]:
        rep = self.speaker.name.split()[0]
        return {"first": contact.first, "name": self.text.name, "site": self.text.site, "rep": rep, **more}


def plans(diary: Diary) -> list[Plan]:
    """Every account with its contacts, written down."""
    names = {"americas": list(AMERICAS), "europe": list(EUROPE), "india": list(INDIA)}
    for region, texts in names.items():
        chance("accounts", region).shuffle(texts)
    taken: Counter[str] = Counter()
    return [_plan(diary, role, names[role.region].pop(), taken) for role in roles()]


def _plan(diary: Diary, role: Role, text: AccountText, taken: Counter[str]) -> Plan:
    luck = chance("plan", text.name)
    tier = _tier(role, luck)
    is_prospect = role.situation == "never" or (role.situation in _PROSPECTS and luck.random() < 0.35)
    age = luck.randint(*_AGES.get(role.situation, (100, 190) if is_prospect else (260, 1400)))
    last_touch = _last_touch(role.situation, tier, luck)
    arr = None if is_prospect else luck.randint(*_WORTH[tier]) * 1_000
    renewal = None if is_prospect else _renewal(role, luck)
    at = diary.work_moment(-age, role.owner.timezone if role.owner else GRACE.timezone, luck)
    id_ = diary.create(
        at,
        "companies",
        {
            "name": text.name,
            "domain": text.domain,
            "industry": text.industry,
            "city": text.site,
            "country": text.country,
            "hubspot_owner_id": role.owner.owner_id if role.owner else None,
            "revenue_tier": tier or None,
            "arr": str(arr) if arr else None,
            "annualrevenue": str(luck.randint(*_REVENUE[tier]) * 1_000_000) if luck.random() > 0.07 else None,
            "numberofemployees": str(luck.randint(3, 400) * 10),
            "lifecyclestage": _lifecycle(role.situation, is_prospect),
            "renewal_date": diary.day(renewal).isoformat() if renewal else None,
            "onboarding_until": _onboarding(diary, role, luck),
        },
    )
    count = luck.choice((1, 1, 2, 2, 3)) + (tier == "A")
    contacts = tuple(_contacts(diary, id_, at, text, -age, count, taken))
    resumes = _resumes(role, last_touch, tier, luck)
    return Plan(id_, text, role.owner, role.situation, tier, arr, age, last_touch, resumes, renewal, contacts)


def _tier(role: Role, luck: Random) -> str:
    if role.situation == "escalated":
        return "A"
    if role.situation == "silent":
        return luck.choice("AB")
    return luck.choices(("A", "B", "C", ""), (22, 33, 40, 5))[0]


def _last_touch(situation: Situation, tier: str, luck: Random) -> int | None:
    if situation == "never":
        return None
    if situation == "fresh":
        return 1
    if situation == "mail":
        return luck.randint(4, 6)
    if situation == "onboarding":
        return luck.randint(23, 29)
    quiet = _LONG_QUIET if situation == "long_quiet" else _QUIET if situation in QUIET else _CALM
    return luck.randint(*quiet[tier])


def _resumes(role: Role, last_touch: int | None, tier: str, luck: Random) -> int | None:
    if role.owner is SWEPT_BY:
        return SWEEP
    if role.owner is VICTOR or role.owner is None:
        return luck.choice((6, 14, 33, None, None))
    if role.situation in ("calm", "meeting", "fresh"):
        due = max(1, luck.randint(*_CALM[tier]) - (last_touch or 0) // 2)
        return luck.choice((due, due, due, None))
    if role.situation == "onboarding":
        return luck.choice((4, 12, 30))
    return luck.choice((1, 1, 2, 2, 3, 4, 5, 7, 9, 12, 16, 22, 31, None))


def _renewal(role: Role, luck: Random) -> int:
    if role.situation == "renewal":
        return luck.randint(6, 35)
    if role.situation == "quiet_renewal":
        return luck.randint(18, 50)
    if role.situation == "onboarding":
        return luck.randint(315, 335)
    return luck.randint(150 if role.owner is SWEPT_BY else 66, 360)


def _lifecycle(situation: Situation, is_prospect: bool) -> str:
    if is_prospect:
        return "lead" if situation == "never" else "opportunity"
    return "customer"


def _onboarding(diary: Diary, role: Role, luck: Random) -> str | None:
    if role.situation != "onboarding":
        return None
    days = luck.randint(28, 50) if role.owner is SWEPT_BY else luck.choice((2, 9, 17, 25, 33, 44))
    return diary.day(days).isoformat()


def _contacts(
    diary: Diary, company: str, at: datetime, text: AccountText, begun: int, count: int, taken: Counter[str]
) -> Iterator[Contact]:
    """The first is known from the beginning; others turn up later, some of them only after today."""
    luck = chance("contacts", text.name)
    for number in range(count):
        since = begun if number == 0 else luck.randint(max(begun, PAST) + 2, luck.choice((-5, -5, -5, FUTURE)))
        moment = at + timedelta(minutes=9) if number == 0 else diary.work_moment(since, "UTC", luck)
        first, email = _name(text, luck, taken)
        properties: dict[str, str | None] = {
            "firstname": first,
            "lastname": email[1],
            "email": email[0],
            "jobtitle": luck.choice(TITLES),
            "phone": f"+1 555 01{luck.randrange(100):02d}" if text.country == "United States" else None,
            "company": text.name,
        }
        yield Contact(diary.create(moment, "contacts", properties, ("companies", company)), first, email[0], since)


def _name(text: AccountText, luck: Random, taken: Counter[str]) -> tuple[str, tuple[str, str]]:
    """First name, then e-mail address and last name, of somebody who does not work there yet."""
    while True:
        first, last = (luck.choice(names) for names in NAMES[text.country])
        email = f"{_plain(first)}.{_plain(last)}@{text.domain}"
        if not taken[email]:
            taken[email] += 1
            return first, (email, last)


def _plain(name: str) -> str:
    special = "".join(_SPELT.get(character, character) for character in name.lower())
    ascii_only = unicodedata.normalize("NFKD", special).encode("ascii", "ignore").decode()
    return "".join(character for character in ascii_only if character.isalpha())
