"""The sample company's Intercom: what customers type into the small window, and requests that became tickets.

Companies there carry HubSpot's id, a website, or only a name, as three programs that filled it left them.
Nobody but the stand-in reads this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random

from app.local.company.accounts import Contact, Plan
from app.local.company.diary import PAST, Diary, chance
from app.local.company.model import Change
from app.local.company.people import PAIGE, SAMIR
from app.local.company.situations import SWEEP
from app.local.company.texts_helpdesk import ANSWERS, CHATS, FAULTS, MORE

_WEEKS_AHEAD = 8
_STRANGER = "p-stranger"


@dataclass
class _Book:
    changes: list[Change] = field(default_factory=list)
    number: int = 215_000

    def create(self, at: datetime, kind: str, id_: str, *of: tuple[str, str], **properties: str | None) -> None:
        self.changes.append(Change(at, "create", kind, id_, properties, of))

    def next_id(self) -> str:
        self.number += 1
        return str(self.number)


def intercom_history(diary: Diary, plans: list[Plan]) -> tuple[Change, ...]:
    """Sorted by time; the same whenever it is asked for, told from the diary's today."""
    book = _Book()
    customers = [plan for plan in plans if plan.arr and plan.age > -PAST]
    begun = diary.work_moment(PAST - 20, "UTC", chance("intercom"))
    for number, plan in enumerate(customers):
        _companies(book, begun, plan, number)
    for number, plan in enumerate(_of_today(customers)):
        _open_today(book, diary, plan, number)
    for week in range(PAST // 7, _WEEKS_AHEAD):
        luck = chance("intercom", week)
        plan, day = luck.choice(customers), week * 7 + luck.randrange(7)
        if not (plan.is_swept and -14 < day < SWEEP + 3) and not -8 < day <= 0:
            talk = _Talk(book, diary, plan, day, luck, luck.choice(CHATS), as_ticket=luck.random() < 0.3)
            talk.answer(timedelta(minutes=luck.randint(3, 900)))
            talk.close(timedelta(hours=luck.randint(1, 40)))
    _stranger(book, diary, begun)
    return tuple(sorted(book.changes, key=lambda change: change.at))


def _companies(book: _Book, at: datetime, plan: Plan, number: int) -> None:
    given = ({"company_id": plan.id}, {"website": f"https://www.{plan.text.domain}/"}, {})[number % 3]
    book.create(at, "companies", f"c-{plan.id}", name=plan.text.name, **given)
    for contact in plan.contacts:
        book.create(
            at, "contacts", _id(contact), ("companies", f"c-{plan.id}"), email=contact.email, name=contact.first
        )


def _of_today(customers: list[Plan]) -> list[Plan]:
    return chance("intercom", "today").sample([plan for plan in customers if not plan.is_swept], 9)


def _open_today(book: _Book, diary: Diary, plan: Plan, number: int) -> None:
    """Never answered, waiting again, or waiting for the customer, by turns; some as tickets."""
    luck = chance("intercom", "open", plan.text.name)
    days = (11, 5, 3)[number % 3]
    words = CHATS[number % len(CHATS)]
    talk = _Talk(book, diary, plan, -days, luck, words, as_ticket=number % 4 == 3, is_starred=number % 3 == 0)
    if number % 3:
        talk.answer(timedelta(hours=luck.randint(1, 8)))
    if number % 3 == 1:
        talk.write_again(timedelta(days=1, hours=luck.randint(1, 9)))
    talk.answer_after_today(timedelta(days=luck.randint(1, 6)))
    talk.close(timedelta(hours=luck.randint(1, 20)))


def _stranger(book: _Book, diary: Diary, begun: datetime) -> None:
    """Somebody whom no account knows."""
    at = diary.any_moment(-4, "UTC", chance("intercom", "stranger"))
    book.create(begun, "contacts", _STRANGER, email="hello@forklift-fans.example", name="Robin")
    words = "Do you also sell forklifts? We saw you at the fair."
    book.create(at, "conversations", book.next_id(), ("contacts", _STRANGER), body=words)


class _Talk:
    """One conversation or ticket; every step is later than the one before."""

    def __init__(
        self, book: _Book, diary: Diary, plan: Plan, day: int, luck: Random, words: str, *, as_ticket: bool,
        is_starred: bool = False,
    ) -> None:  # fmt: skip
        self._book, self._plan, self._luck = book, plan, luck
        self._agent = PAIGE if plan.speaker.timezone.startswith("America") else SAMIR
        self._contact = plan.contact(day, luck)
        self._today = datetime.combine(diary.today, time(), UTC)
        self._kind = "tickets" if as_ticket else "conversations"
        self.at, self.id = diary.any_moment(day, self._agent.timezone, luck), book.next_id()
        slots = plan.slots(self._contact)
        given = dict(_stated(luck, slots, as_ticket=as_ticket, is_starred=is_starred))
        contact = ("contacts", _id(self._contact))
        book.create(self.at, self._kind, self.id, contact, body=words.format(**slots), **given)

    def answer(self, after: timedelta) -> None:
        self.at += after
        self._say(self._agent.email, "admin", self._luck.choice(ANSWERS))

    def answer_after_today(self, after: timedelta) -> None:
        self.at = max(self.at, self._today + timedelta(hours=20))
        self.answer(after)

    def write_again(self, after: timedelta) -> None:
        self.at += after
        self._say(self._contact.email, "user", self._luck.choice(MORE))

    def close(self, after: timedelta) -> None:
        self.at += after
        if self._kind == "tickets":
            change = Change(self.at, "update", "tickets", self.id, {"state": "resolved"})
            self._book.changes.append(change)
        else:
            self._say(self._agent.email, "admin", "", kind="close")

    def _say(self, author: str, type_: str, words: str, **more: str) -> None:
        said = words.format(**self._plan.slots(self._contact))
        given: dict[str, str | None] = {"author": author, "author_type": type_, "body": said, **more}
        change = Change(self.at, "create", "parts", self._book.next_id(), given, ((self._kind, self.id),))
        self._book.changes.append(change)


def _stated(luck: Random, slots: dict[str, str], *, as_ticket: bool, is_starred: bool) -> Iterator[tuple[str, str]]:
    if as_ticket:
        yield "title", luck.choice(FAULTS).summary.format(**slots)
        yield "attribute.Urgency", "Urgent" if is_starred else "Normal"
    elif is_starred:
        yield "priority", "true"


def _id(contact: Contact) -> str:
    return f"p-{contact.id}"
