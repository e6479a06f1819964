"""The sample company's Jira: the support project CS, where a desk answers customers, and DEV, where faults are mended.

Accounts are named as people do it: by a label, by a field, by the customer's own address, and now and then not at all.
Nobody but the stand-in reads this.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from random import Random

from app.local.company.accounts import Contact, Plan
from app.local.company.diary import PAST, Diary, chance
from app.local.company.model import Change
from app.local.company.people import PAIGE, SAMIR
from app.local.company.situations import SWEEP
from app.local.company.texts_helpdesk import ANSWERS, FAULTS, MORE, Fault

CUSTOMER_FIELD = "customfield_10050"
_WAYS = ("label", "label", "field", "address", "address", "nothing")  # in which an issue names its account
_WEEKS_AHEAD = 8


@dataclass
class _Book:
    """Issues are numbered in the order in which they are opened."""

    changes: list[Change] = field(default_factory=list)
    comments: int = 40_000

    def history(self) -> tuple[Change, ...]:
        opened = [change for change in self.changes if (change.op, change.object_type) == ("create", "issues")]
        numbers = {change.id: number for number, change in enumerate(sorted(opened, key=lambda each: each.at), 1)}
        keyed = (_numbered(change, numbers[change.id]) if change in opened else change for change in self.changes)
        return tuple(sorted(keyed, key=lambda change: change.at))


def _numbered(change: Change, number: int) -> Change:
    return replace(change, properties={**change.properties, "key": f"{change.properties['key']}-{number}"})


def jira_history(diary: Diary, plans: list[Plan]) -> tuple[Change, ...]:
    """Sorted by time; the same whenever it is asked for, told from the diary's today."""
    book = _Book()
    customers = [plan for plan in plans if plan.arr and plan.age > -PAST]
    for number, plan in enumerate(_of_today(customers)):
        _open_today(book, diary, plan, number)
    for week in range(PAST // 7, _WEEKS_AHEAD):
        luck = chance("jira", week)
        for number in range(2):
            plan = luck.choice(customers)
            day = week * 7 + luck.randrange(7)
            if not (plan.is_swept and -14 < day < SWEEP + 3) and not -8 < day <= 0:
                _passing(book, diary, plan, day, luck, f"{week}-{number}")
    _without_a_customer(book, diary)
    return book.history()


def _of_today(customers: list[Plan]) -> list[Plan]:
    """Twelve accounts whose issue stands open today, of all kinds of situation, none of the rep whose list empties."""
    return chance("jira", "today").sample([plan for plan in customers if not plan.is_swept], 12)


def _open_today(book: _Book, diary: Diary, plan: Plan, number: int) -> None:
    """Every third was never answered, every third waits again, every third waits for the customer."""
    luck = chance("jira", "open", plan.text.name)
    days = (12, 6, 4)[number % 3] + luck.randrange(3)
    fault = FAULTS[number % len(FAULTS)]
    issue = _Issue(book, diary, plan, -days, luck, fault, f"today-{number}", "Highest" if number % 6 == 0 else "High")
    if number % 3 != 0:
        issue.answer(timedelta(hours=luck.randint(2, 9)))
    if number % 3 == 1:
        issue.write_again(timedelta(days=2, hours=luck.randint(1, 9)))
    issue.answer(timedelta(days=days + luck.randint(1, 6)), since_today=True)
    issue.resolve(timedelta(hours=luck.randint(2, 30)))


def _passing(book: _Book, diary: Diary, plan: Plan, day: int, luck: Random, about: str) -> None:
    issue = _Issue(
        book, diary, plan, day, luck, luck.choice(FAULTS), about, luck.choice(("Low", "Medium", "Medium", "High"))
    )
    issue.answer(timedelta(minutes=luck.randint(20, 2000)))
    if luck.random() < 0.4:
        issue.write_again(timedelta(hours=luck.randint(1, 30)))
        issue.answer(timedelta(hours=luck.randint(1, 20)))
    issue.resolve(timedelta(hours=luck.randint(3, 60)))


def _without_a_customer(book: _Book, diary: Diary) -> None:
    """The developers' own work, which belongs to no account."""
    for number, (day, summary) in enumerate(((-30, "Gate log loses the last second"), (-3, "Update the map library"))):
        at = diary.work_moment(day, SAMIR.timezone, chance("jira", "dev", number))
        given = {"key": "DEV", "summary": summary, "reporter": SAMIR.email, "reporter_type": "atlassian"}
        book.changes.append(Change(at, "create", "issues", str(30_900 + number), {**given, "priority": "Low"}))


class _Issue:
    """One issue's life; every step is later than the one before."""

    def __init__(
        self, book: _Book, diary: Diary, plan: Plan, day: int, luck: Random, fault: Fault, about: str, priority: str
    ) -> None:
        self._book, self._plan, self._luck = book, plan, luck
        self._agent = PAIGE if plan.speaker.timezone.startswith("America") else SAMIR
        self._contact = plan.contact(day, luck)
        self._today = datetime.combine(diary.today, time(), UTC)
        self.at = diary.any_moment(day, self._agent.timezone, luck)
        self.id = str(30_000 + len([change for change in book.changes if change.object_type == "issues"]))
        slots = plan.slots(self._contact)
        given = {
            "key": "CS",
            "summary": fault.summary.format(**slots),
            "description": fault.words.format(**slots),
            "priority": priority,
            **_named(plan, self._contact, chance("jira", "way", about).choice(_WAYS)),
        }
        book.changes.append(Change(self.at, "create", "issues", self.id, given))

    def answer(self, after: timedelta, *, since_today: bool = False) -> None:
        """`since_today`: at the earliest tomorrow, so that it stands open today."""
        self.at = max(self.at, self._today + timedelta(hours=20)) + after if since_today else self.at + after
        agent = self._agent
        self._say(agent.email, agent.name, self._luck.choice(ANSWERS), author_type="atlassian")
        self._update(status="Waiting for customer", assignee=agent.email)

    def write_again(self, after: timedelta) -> None:
        self.at += after
        self._say(self._contact.email, self._contact.first, self._luck.choice(MORE))
        self._update(status="In Progress")

    def resolve(self, after: timedelta) -> None:
        self.at += after
        self._update(status="Resolved")

    def _say(self, email: str, name: str, words: str, **more: str) -> None:
        self._book.comments += 1
        said = words.format(**self._plan.slots(self._contact))
        given: dict[str, str | None] = {"author": email, "author_name": name, "body": said, **more}
        id_ = str(self._book.comments)
        self._book.changes.append(Change(self.at, "create", "comments", id_, given, (("issues", self.id),)))

    def _update(self, **given: str) -> None:
        changed: dict[str, str | None] = dict(given)
        self._book.changes.append(Change(self.at + timedelta(minutes=1), "update", "issues", self.id, changed))


def _named(plan: Plan, contact: Contact, way: str) -> dict[str, str | None]:
    """Who reports, and how the account is named. Without a name a colleague opened it on the phone."""
    if way == "nothing":
        return {"reporter": PAIGE.email, "reporter_name": PAIGE.name, "reporter_type": "atlassian"}
    given: dict[str, str | None] = {"reporter": contact.email, "reporter_name": contact.first}
    if way == "label":
        return {**given, "labels": f"account-{plan.text.domain}", "reporter_hides_email": "true"}
    return {**given, CUSTOMER_FIELD: plan.text.name, "reporter_hides_email": "true"} if way == "field" else given
