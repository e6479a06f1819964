"""What the sample company sells: each deal's way through the stages, with the ones that stand still or were put off."""

from __future__ import annotations

from datetime import datetime
from random import Random

from app.local.company.accounts import Plan
from app.local.company.diary import FUTURE, Diary, chance, iso
from app.local.company.portal import CONTRACT, DISCOVERY, FIT, LOST, NEGOTIATION, OPEN_STAGES, PROPOSAL, WON

_NAMES = (
    "Yard for {site}",
    "Dock, second gate in {site}",
    "Chill, {n} sensors",
    "Match pilot",
    "Dock and Yard, {site}",
    "Chill for the new cold store",
    "Yard, {n} trailers",
    "Match for all carriers",
    "Driver app, {n} licences",
    "Dock for the night shift in {site}",
)
_LOST_REASONS = ("No budget this year", "Chose a competitor", "Project stopped", "Does it in their ERP", "Went silent")


def write_deals(diary: Diary, plans: list[Plan]) -> None:
    for plan in plans:
        _Sales(diary, plan, chance("deals", plan.text.name)).write()


class _Sales:
    """All deals of one account."""

    def __init__(self, diary: Diary, plan: Plan, luck: Random) -> None:
        self.diary, self.plan, self.luck = diary, plan, luck
        self.zone = plan.speaker.timezone
        self.future = plan.resumes if plan.resumes is not None else luck.randint(25, 50)  # when somebody moves it on

    def write(self) -> None:
        if self.plan.arr:
            self._first_sale(self.plan.arr)
        match self.plan.situation:
            case "stuck":
                self._stuck(self.luck.randint(36, 90))
            case "closing":
                self._closing(self.luck.randint(1, 9))
            case "passed":
                self._passed(-self.luck.randint(3, 24))
            case "pushed":
                self._pushed()
            case "renewal" | "quiet_renewal":
                self._renewal(self.plan.renewal or 30)
            case "never" | "onboarding":
                return
            case _:
                self._ordinary()
        self._side_stories()

    def _first_sale(self, arr: int) -> None:
        """How they became a customer: open at the start, won some weeks later, unless that is still to come."""
        start = -self.plan.age + 4
        won = start + self.luck.randint(8, min(60, self.plan.age - 10))
        deal = self._open("First order, {site}", DISCOVERY, start, won, amount=arr, kind="newbusiness")
        self._move(deal, PROPOSAL, (start + won) // 2)
        self._close(deal, WON, won)

    def _stuck(self, days: int) -> None:
        stage = self.luck.choice((PROPOSAL, NEGOTIATION, CONTRACT))
        deal = self._open(self._name(), DISCOVERY, -days - 25, self.luck.randint(18, 60))
        self._move(deal, stage, -days)
        self._move_on(deal, stage)

    def _closing(self, days: int) -> None:
        deal = self._open(self._name(), FIT, -45, days)
        self._move(deal, PROPOSAL, -26)
        self._move(deal, CONTRACT, -self.luck.randint(5, 12))
        if self.plan.is_swept or self.luck.random() < 0.55:
            self._close(deal, WON, max(3, min(days, self.future)))
        else:
            self._push(deal, days, to=days + 21)
            self._close(deal, self.luck.choice((WON, LOST)), days + 21)

    def _passed(self, close: int) -> None:
        deal = self._open(self._name(), FIT, -70, close)
        self._move(deal, NEGOTIATION, close - 14)
        if self.plan.is_swept or self.luck.random() < 0.6:
            self._move(deal, CONTRACT, self.future)
            self._push(deal, self.future, to=self.future + 40)
        else:
            self._close(deal, LOST, self.future + 2)

    def _pushed(self) -> None:
        deal = self._open(self._name(), DISCOVERY, -95, -58)
        self._move(deal, PROPOSAL, -75)
        for at, to in ((-60, -30), (-33, -6), (-9, self.luck.randint(20, 32))):
            self._push(deal, at, to=to)
        self._move_on(deal, PROPOSAL)

    def _renewal(self, close: int) -> None:
        name = f"Renewal {self.diary.day(close).year}"
        stage = self.luck.choice((FIT, PROPOSAL))
        deal = self._open(name, stage, max(close - 80, -self.plan.age + 70), close, amount=self.plan.arr)
        end = min(close, FUTURE)
        if self.future < end - 4 and not self.plan.is_swept:
            self._move(deal, CONTRACT, self.future)
        outcome = self.luck.choices((WON, LOST), (85, 15))[0]
        if self.plan.is_swept:
            outcome, end = WON, self.future
        self._close(deal, outcome, end)
        if outcome == WON:
            at = self.diary.work_moment(end, self.zone, self.luck)
            self.diary.update(at, "companies", self.plan.id, renewal_date=self.diary.day(close + 365).isoformat())

    def _ordinary(self) -> None:
        if self.luck.random() < 0.45:
            start = -self.luck.randint(8, 30)
            deal = self._open(self._name(), DISCOVERY, start, self.luck.randint(32, 110))
            self._move(deal, FIT, start + 4)
            self._move_on(deal, FIT)

    def _side_stories(self) -> None:
        """What was lost long ago, and what comes up later."""
        if self.plan.age > 150 and self.luck.random() < 0.25:
            start = -self.luck.randint(100, 140)
            deal = self._open(self._name(), DISCOVERY, start, start + 50)
            self._close(deal, LOST, start + self.luck.randint(20, 60))
        if self.luck.random() < 0.35:
            start = self.luck.randint(4, FUTURE - 12)
            deal = self._open(self._name(), DISCOVERY, start, start + self.luck.randint(25, 90))
            self._move(deal, FIT, start + self.luck.randint(5, 11))

    def _move_on(self, deal: str, stage: str) -> None:
        """Some day after today it gets one stage further, and perhaps to its end."""
        further = OPEN_STAGES[min(OPEN_STAGES.index(stage) + 1, len(OPEN_STAGES) - 1)]
        if further != stage:
            self._move(deal, further, self.future)
        self._push(deal, self.future, to=self.future + 45)
        if self.future + 20 < FUTURE and self.luck.random() < 0.5:
            self._close(deal, self.luck.choice((WON, WON, LOST)), self.future + 20)

    def _name(self) -> str:
        return self.luck.choice(_NAMES)

    def _open(
        self, name: str, stage: str, day: int, close: int, *, amount: int | None = None, kind: str = "existingbusiness"
    ) -> str:
        plan, luck = self.plan, self.luck
        named = name.format(site=plan.text.site, n=luck.choice((8, 12, 20, 40, 60, 150)))
        size = amount or max(2_000, round((plan.arr or 60_000) * luck.uniform(0.1, 0.6), -3))
        properties: dict[str, str | None] = {
            "dealname": f"{plan.text.name}: {named}",
            "pipeline": "default",
            "dealstage": stage,
            "dealtype": kind if plan.arr else "newbusiness",
            "amount": str(int(size)) if luck.random() > 0.06 else None,
            "closedate": iso(self._end_of(close)),
            "hubspot_owner_id": plan.owner.owner_id if plan.owner else None,
        }
        contact = plan.contact(day, luck)
        at = self.diary.work_moment(day, self.zone, luck)
        return self.diary.create(at, "deals", properties, ("companies", plan.id), ("contacts", contact.id))

    def _move(self, deal: str, stage: str, day: int) -> None:
        self.diary.update(self.diary.work_moment(day, self.zone, self.luck), "deals", deal, dealstage=stage)

    def _push(self, deal: str, day: int, *, to: int) -> None:
        at = self.diary.work_moment(day, self.zone, self.luck)
        self.diary.update(at, "deals", deal, closedate=iso(self._end_of(to)))

    def _close(self, deal: str, outcome: str, day: int) -> None:
        at = self.diary.work_moment(day, self.zone, self.luck)
        reason = {"closed_lost_reason": self.luck.choice(_LOST_REASONS)} if outcome == LOST else {}
        self.diary.update(at, "deals", deal, dealstage=outcome, closedate=iso(at), **reason)

    def _end_of(self, day: int) -> datetime:
        return self.diary.work_moment(day, self.zone, self.luck).replace(hour=16, minute=0)
