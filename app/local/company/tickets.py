"""What customers ask of the sample company's support: every day's traffic, and the tickets that somebody must see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from app.local.company.accounts import Plan
from app.local.company.diary import FUTURE, PAST, Diary, chance, iso
from app.local.company.people import PAIGE, REPS, SAMIR
from app.local.company.pipelines import CLOSED, NEW, WAITING_ON_CONTACT, WAITING_ON_US
from app.local.company.situations import SWEEP, SWEPT_BY
from app.local.company.texts_tickets import TICKETS, TicketText

Mood = Literal["urgent", "angry", "calm", "odd"]
_SOURCES = ("EMAIL", "EMAIL", "EMAIL", "FORM", "CHAT", "PHONE")
_ANSWERS = (
    "Hello {first}, thank you for the details. We are looking into it and come back to you today.",
    "Hello {first}, could you send us the time and the booking number of one example?",
    "Hello {first}, this is corrected now. Could you try again and tell us whether it works?",
    "Hello {first}, I found it: a setting of your site. I changed it together with your colleague on the phone.",
    "Hello {first}, this is a known fault. The correction comes with the release on Thursday.",
    "Hello {first}, I am sorry that you had to write twice. I take this over myself. {agent}",
)


class Desk:
    """Support: opens tickets, answers them, closes them, and never tells the same story twice in a row."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self._decks: dict[str, list[TicketText]] = {}

    def open(self, plan: Plan, mood: Mood, day: int, luck: Random, *, priority: str, owned: bool = True) -> Ticket:
        agent = PAIGE if plan.speaker.timezone.startswith("America") else SAMIR
        text, contact = self._draw(mood, plan.language), plan.contact(day, luck)
        slots = plan.slots(contact, agent=agent.name.split()[0])
        at = self.diary.any_moment(day, agent.timezone, luck)
        properties: dict[str, str | None] = {
            "subject": text.subject.format(**slots),
            "content": text.content.format(**slots),
            "hs_pipeline": "0",
            "hs_pipeline_stage": NEW,
            "hs_ticket_priority": priority,
            "hs_ticket_category": text.category,
            "hubspot_owner_id": agent.owner_id if owned else None,
            "source_type": luck.choice(_SOURCES),
            "hs_last_message_from_visitor": "true",
            "hs_last_message_received_at": iso(at),
        }
        links = (("companies", plan.id), ("contacts", contact.id))
        return Ticket(self.diary, self.diary.create(at, "tickets", properties, *links), at, slots, agent.owner_id, luck)

    def _draw(self, mood: Mood, language: str) -> TicketText:
        deck = self._decks.setdefault(mood, [])
        fitting = [text for text in deck if text.language in ("en", language)]
        if not fitting:
            deck[:] = [text for text in TICKETS if text.mood == mood]
            chance("deck", mood).shuffle(deck)
            fitting = [text for text in deck if text.language in ("en", language)]
        own = [text for text in fitting if text.language == language != "en"]
        found = (own or fitting)[0]
        deck.remove(found)
        return found


class Ticket:
    """One ticket's life after it was opened; every step is later than the one before."""

    def __init__(
        self, diary: Diary, id_: str, at: datetime, slots: dict[str, str], agent: str | None, luck: Random
    ) -> None:
        self.diary, self.id, self.opened, self.slots, self.agent, self.luck = diary, id_, at, slots, agent, luck
        self.at = at
        self.is_answered = False

    def answer(self, after: timedelta) -> Ticket:
        self.at += after
        stated: dict[str, str | None] = {
            "hs_pipeline_stage": WAITING_ON_CONTACT,
            "hs_last_message_from_visitor": "false",
            "hs_last_message_sent_at": iso(self.at),
            "last_reply_date": iso(self.at),
            "hubspot_owner_id": self.agent,
        }
        if not self.is_answered:
            stated["first_agent_reply_date"] = iso(self.at)
            stated["time_to_first_agent_reply"] = str(int((self.at - self.opened).total_seconds() * 1000))
        self.is_answered = True
        self.diary.update(self.at, "tickets", self.id, **stated)
        self._mail(self.luck.choice(_ANSWERS).format(**self.slots))
        return self

    def write_again(self, after: timedelta) -> Ticket:
        self.at += after
        self.diary.update(
            self.at,
            "tickets",
            self.id,
            hs_pipeline_stage=WAITING_ON_US,
            hs_last_message_from_visitor="true",
            hs_last_message_received_at=iso(self.at),
        )
        return self

    def close(self, after: timedelta) -> None:
        self.at += after
        self.diary.update(self.at, "tickets", self.id, hs_pipeline_stage=CLOSED, closed_date=iso(self.at))

    def _mail(self, words: str) -> None:
        """On the ticket only: what support writes is no call by the rep."""
        stated: dict[str, str | None] = {
            "hs_timestamp": iso(self.at),
            "hs_email_text": words,
            "hs_email_subject": f"[Ticket {self.id}]",
            "hs_email_direction": "EMAIL",
            "hs_email_status": "SENT",
            "hubspot_owner_id": self.agent,
        }
        self.diary.create(self.at, "emails", stated, ("tickets", self.id))


def write_tickets(diary: Diary, plans: list[Plan]) -> None:
    desk = Desk(diary)
    for plan in plans:
        _of_the_situation(desk, plan, chance("tickets", plan.text.name))
    _odd_ones(desk, [plan for plan in plans if plan.situation in ("waiting", "calm")])
    _incidents(desk, plans)
    _traffic(desk, plans)


def _of_the_situation(desk: Desk, plan: Plan, luck: Random) -> None:
    later = timedelta(days=plan.resumes if plan.resumes is not None else luck.randint(8, 40), hours=luck.randint(1, 4))
    if plan.situation == "urgent":
        days = luck.randint(1, 6)
        ticket = desk.open(plan, "urgent", -days, luck, priority=luck.choice(("URGENT", "URGENT", "HIGH")))
        ticket.answer(timedelta(days=days) + later).close(timedelta(hours=luck.randint(1, 5)))
    elif plan.situation == "escalated":
        days = luck.randint(11, 13)
        ticket = desk.open(plan, "urgent", -days, luck, priority="URGENT", owned=False)
        ticket.answer(timedelta(days=days + 2)).close(timedelta(days=2))
        desk.open(plan, "angry", -4, luck, priority="HIGH").answer(timedelta(days=7)).close(timedelta(days=3))
    elif plan.situation == "silent":
        ticket = desk.open(plan, "angry", -16, luck, priority="URGENT").answer(timedelta(hours=5))
        ticket.write_again(timedelta(days=4)).answer(timedelta(days=15)).close(timedelta(days=1))
    elif plan.situation == "waiting":
        moods: tuple[tuple[Mood, int], ...] = (("angry", luck.randint(3, 8)), ("calm", luck.randint(2, 5)))
        for mood, days in moods:
            ticket = desk.open(plan, mood, -days, luck, priority="HIGH" if mood == "angry" else "MEDIUM")
            if mood == "calm":
                ticket.answer(timedelta(hours=6)).write_again(timedelta(hours=9))
                days -= 1
            ticket.answer(timedelta(days=days) + later).close(timedelta(hours=luck.randint(1, 6)))


def _odd_ones(desk: Desk, plans: list[Plan]) -> None:
    """What a careless program would obey or draw wrongly stands open in several lists today."""
    luck = chance("tickets", "odd")
    count = sum(text.mood == "odd" for text in TICKETS)
    for plan in luck.sample([plan for plan in plans if not plan.is_swept], count):
        ticket = desk.open(plan, "odd", -luck.randint(1, 5), luck, priority="MEDIUM")
        ticket.answer(timedelta(days=luck.randint(7, 14))).close(timedelta(days=luck.randint(1, 9)))


def _incidents(desk: Desk, plans: list[Plan]) -> None:
    """Every rep now and then has an urgent one, before today and after, that waits for days."""
    for rep in REPS:
        luck, own = chance("incidents", rep.email), [plan for plan in plans if plan.owner is rep]
        for day in _days_of_incidents(luck):
            if rep is SWEPT_BY and -12 < day < SWEEP + 3:
                continue
            mood: Mood = luck.choice(("urgent", "urgent", "angry"))
            ticket = desk.open(
                luck.choice(_customers(own, day)), mood, day, luck, priority=luck.choice(("URGENT", "HIGH"))
            )
            ticket.answer(timedelta(hours=luck.choice((3, 20, 28, 50, 75, 120, 200, 260))))
            if luck.random() < 0.3:
                ticket.write_again(timedelta(hours=luck.randint(2, 40))).answer(timedelta(hours=luck.randint(3, 70)))
            ticket.close(timedelta(hours=luck.randint(2, 60)))


def _customers(plans: list[Plan], day: int) -> list[Plan]:
    """Who is there on that day and uses the product."""
    return [plan for plan in plans if plan.arr and -plan.age + 8 < day]


def _days_of_incidents(luck: Random) -> Iterator[int]:
    day = PAST + luck.randint(0, 8)
    while day < FUTURE:
        if day < -9 or day > 1:  # those of today are cast, not thrown
            yield day
        day += luck.randint(5, 12)


def _traffic(desk: Desk, plans: list[Plan]) -> None:
    """The questions of every single day, most of them answered and closed within a few days."""
    for day in range(PAST, FUTURE + 1):
        luck = chance("traffic", day)
        known = _customers(plans, day)
        if -12 < day < SWEEP + 3:
            known = [plan for plan in known if not plan.is_swept]
        for _ in range(luck.choice((1, 1, 2))):
            mood: Mood = luck.choices(("calm", "angry"), (9, 1))[0]
            ticket = desk.open(luck.choice(known), mood, day, luck, priority=luck.choice(("LOW", "MEDIUM", "MEDIUM")))
            ticket.answer(timedelta(minutes=luck.randint(20, 1800)))
            if luck.random() < 0.35:
                ticket.write_again(timedelta(minutes=luck.randint(30, 2000))).answer(
                    timedelta(hours=luck.randint(1, 30))
                )
            ticket.close(timedelta(hours=luck.randint(3, 100)))
