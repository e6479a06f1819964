"""What passes between reps and customers: calls, mails, meetings, notes and tasks, in the rhythm of each account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from app.local.company import texts_calls, texts_notes
from app.local.company.accounts import Contact, Plan
from app.local.company.diary import FUTURE, PAST, Diary, chance, iso
from app.local.company.texts_calls import Topic
from app.local.company.texts_emails import INCOMING, THREADS, Incoming, Thread

PRODUCTS = ("Dock", "Yard", "Chill", "Match")
CONNECTED = "f240bbac-87c9-4f6e-bf70-924b57d47db7"
# Disposition, how often, what is written down; the GUIDs are the same in every portal.
_OUTCOMES = (
    (CONNECTED, 60, ()),
    ("b2cf5968-551e-4856-9783-52b3da59a7d0", 15, texts_calls.VOICEMAIL),
    ("a4c4c377-d246-4b32-a13b-75a56a4cd0ff", 8, texts_calls.LIVE_MESSAGE),
    ("73a0d17f-1163-4015-bdd5-ec830791da20", 12, texts_calls.NO_ANSWER),
    ("9d9162e7-6cf3-4944-bf63-4dff82258764", 3, texts_calls.BUSY),
    ("17b47fee-58de-441e-a44c-c6300d46f273", 2, texts_calls.WRONG_NUMBER),
)
_CADENCE = {"A": (8, 17), "B": (13, 27), "C": (22, 48), "": (20, 50)}  # days between touches
_TOPICS: dict[str, Topic] = {
    **dict.fromkeys(("renewal", "quiet_renewal"), "renewal"),
    **dict.fromkeys(("stuck", "closing", "passed", "pushed"), "deal"),
    **dict.fromkeys(("urgent", "escalated", "silent"), "support"),
    "onboarding": "onboarding",
}


def write_activity(diary: Diary, plans: list[Plan]) -> None:
    for plan in plans:
        _Talk(diary, plan, chance("activity", plan.text.name)).write()


class _Talk:
    """All that is said between one account and its rep."""

    def __init__(self, diary: Diary, plan: Plan, luck: Random) -> None:
        self.diary, self.plan, self.luck = diary, plan, luck
        self.zone = plan.speaker.timezone

    def write(self) -> None:
        days = list(_days(self.plan, self.luck))
        for day in days:
            self._touch(day)
        for day in days[:-1]:
            if self.luck.random() < 0.22:
                self._note(day + self.luck.randint(0, 3))
        if self.plan.situation == "mail":
            self._mail_in(-(self.plan.last_touch or 4))
        elif self.plan.situation == "meeting":
            self._meeting(self.luck.choice((0, 1)), booked=self.luck.randint(4, 9))
        if self.plan.last_touch is not None:
            self._tasks()

    def _touch(self, day: int) -> None:
        luck = self.luck.random()
        if day > -self.plan.age + 20 and luck < 0.14:
            self._meeting(day, booked=self.luck.randint(3, 12))
        elif luck < 0.42:
            self._mail_out(day)
        elif luck < 0.50:
            self._mail_in(day)
        else:
            self._call(day)

    def _call(self, day: int) -> None:
        luck, contact = self.luck, self.plan.contact(day, self.luck)
        at = self.diary.work_moment(day, self.zone, luck)
        outcome, _, texts = luck.choices(_OUTCOMES, [weight for _, weight, _ in _OUTCOMES])[0]
        topic = self._topic(day)
        slots = self._slots(contact)
        seconds = luck.randint(120, 2400) if outcome == CONNECTED else luck.randint(5, 60)
        self._record(
            at,
            "calls",
            contact,
            hs_call_title=luck.choice(texts_calls.CALL_TITLES[topic]).format(**slots),
            hs_call_body=luck.choice(texts or texts_calls.CONNECTED[topic]).format(**slots),
            hs_call_direction="INBOUND" if outcome == CONNECTED and luck.random() < 0.2 else "OUTBOUND",
            hs_call_status="COMPLETED",
            hs_call_disposition=outcome,
            hs_call_duration=str(seconds * 1000),
        )

    def _topic(self, day: int) -> Topic:
        """The account's own topic in the last weeks; before that it was as calm as others."""
        return _TOPICS.get(self.plan.situation, "general") if day > -70 and self.luck.random() < 0.7 else "general"

    def _mail_out(self, day: int) -> None:
        """A mail, and before the next morning perhaps its answer."""
        thread: Thread = self.luck.choice(
            [thread for thread in THREADS if thread.language in ("en", self.plan.language)]
        )
        contact, slots = self._contact_and_slots(day)
        at = self.diary.work_moment(day, self.zone, self.luck)
        self._mail(at, contact, thread.subject.format(**slots), thread.sent.format(**slots), is_incoming=False)
        if thread.reply and self.luck.random() < 0.7:
            later = at + timedelta(minutes=self.luck.randint(20, 600))
            self._mail(
                later, contact, f"Re: {thread.subject}".format(**slots), thread.reply.format(**slots), is_incoming=True
            )

    def _mail_in(self, day: int) -> None:
        mail: Incoming = self.luck.choice([mail for mail in INCOMING if mail.language in ("en", self.plan.language)])
        contact, slots = self._contact_and_slots(day)
        at = self.diary.any_moment(day, self.zone, self.luck)
        self._mail(at, contact, mail.subject.format(**slots), mail.words.format(**slots), is_incoming=True)

    def _mail(self, at: datetime, contact: Contact, subject: str, words: str, *, is_incoming: bool) -> None:
        sender, receiver = self.plan.speaker.email, contact.email
        if is_incoming:
            sender, receiver = receiver, sender
        self._record(
            at,
            "emails",
            contact,
            hs_email_subject=subject,
            hs_email_text=words,
            hs_email_direction="INCOMING_EMAIL" if is_incoming else "EMAIL",
            hs_email_status="SENT",
            hs_email_from_email=sender,
            hs_email_to_email=receiver,
        )

    def _meeting(self, day: int, booked: int) -> None:
        """Booked some days ahead; afterwards its outcome is written down."""
        booked_on = min(day, 0) - booked
        luck, (contact, slots) = self.luck, self._contact_and_slots(booked_on)
        start = self.diary.work_moment(day, self.zone, luck).replace(minute=luck.choice((0, 30)))
        end = start + timedelta(minutes=luck.choice((30, 45, 60)))
        title, agenda, outcomes = luck.choice(texts_notes.MEETINGS)
        meeting = self._record(
            self.diary.work_moment(booked_on, self.zone, luck),
            "meetings",
            contact,
            hs_timestamp=iso(start),
            hs_meeting_title=title.format(**slots),
            hs_meeting_body=agenda.format(**slots),
            hs_meeting_start_time=iso(start),
            hs_meeting_end_time=iso(end),
            hs_meeting_outcome="SCHEDULED",
        )
        outcome = luck.choice(outcomes).format(**slots)
        self.diary.update(end, "meetings", meeting, hs_meeting_outcome="COMPLETED", hs_internal_meeting_notes=outcome)

    def _note(self, day: int) -> None:
        contact, slots = self._contact_and_slots(day)
        at = self.diary.work_moment(day, self.zone, self.luck)
        self._record(at, "notes", contact, hs_note_body=self.luck.choice(texts_notes.NOTES).format(**slots))

    def _tasks(self) -> None:
        """Old ones are done; the overdue one of the situation "task" waits until the account's turn comes."""
        if self.plan.situation == "task":
            done = FUTURE if self.plan.resumes is None else self.plan.resumes
            self._task(created=-self.luck.randint(9, 14), due=-self.luck.randint(2, 7), done=done)
        if self.luck.random() < 0.5:
            created = self.luck.randint(max(PAST, -self.plan.age) + 8, FUTURE - 12)
            self._task(created=created, due=created + 4, done=created + self.luck.randint(3, 7))

    def _task(self, created: int, due: int, done: int) -> None:
        luck, (contact, slots) = self.luck, self._contact_and_slots(created)
        kind, subject = luck.choice(texts_notes.TASKS)
        task = self._record(
            self.diary.work_moment(created, self.zone, luck),
            "tasks",
            contact,
            hs_timestamp=iso(self.diary.work_moment(due, self.zone, luck)),
            hs_task_subject=subject.format(**slots),
            hs_task_status="NOT_STARTED",
            hs_task_priority=luck.choice(("NONE", "MEDIUM", "HIGH")),
            hs_task_type=kind,
        )
        self.diary.update(self.diary.work_moment(done, self.zone, luck), "tasks", task, hs_task_status="COMPLETED")

    def _contact_and_slots(self, day: int) -> tuple[Contact, dict[str, str]]:
        contact = self.plan.contact(day, self.luck)
        return contact, self._slots(contact)

    def _slots(self, contact: Contact) -> dict[str, str]:
        return self.plan.slots(contact, product=self.luck.choice(PRODUCTS))

    def _record(self, at: datetime, kind: str, contact: Contact, **properties: str) -> str:
        stated: dict[str, str | None] = {"hs_timestamp": iso(at), "hubspot_owner_id": self.plan.speaker.owner_id}
        return self.diary.create(
            at, kind, {**stated, **properties}, ("companies", self.plan.id), ("contacts", contact.id)
        )


def _days(plan: Plan, luck: Random) -> Iterator[int]:
    """The days, from today, on which they talked and will talk; the last one before today is the plan's."""
    if plan.last_touch is not None:
        day = max(PAST, -plan.age) + luck.randint(4, 7)
        while day < -plan.last_touch - 3:
            yield day
            day += luck.randint(*_CADENCE[plan.tier])
        if plan.situation != "mail":
            yield -plan.last_touch
    if plan.resumes is not None:
        day, left = plan.resumes, luck.choice((1, 1, 2, 3, FUTURE, FUTURE))  # many are forgotten again
        while day <= FUTURE and left:
            yield day
            day, left = day + luck.randint(*_CADENCE[plan.tier]), left - 1
