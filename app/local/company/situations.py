"""How an account stands today, and who has which: the casting of the sample company. No record is made here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, cycle, islice
from typing import Literal

from app.local.company.model import Person
from app.local.company.people import (
    ANANYA,
    GRACE,
    JONAH,
    KLARA,
    LUKAS,
    NADIA,
    RENATA,
    REPS,
    ROHAN,
    THEO,
    TOMASZ,
    VICTOR,
)

Situation = Literal[
    "quiet",  # nobody called for longer than its tier bears
    "long_quiet",  # for twice as long
    "renewal",  # contract ends within weeks
    "quiet_renewal",  # and nobody called
    "stuck",  # a deal has not moved for weeks
    "closing",  # a deal is to close within days
    "passed",  # a deal was to close weeks ago
    "pushed",  # a deal's close date was moved three times
    "urgent",  # an urgent ticket of this week, unanswered
    "waiting",  # ordinary tickets wait for us
    "escalated",  # valuable, and an urgent ticket never answered for more than ten days
    "silent",  # an urgent ticket answered once; the customer wrote again eleven days ago
    "mail",  # the customer's mail waits for an answer
    "task",  # the rep's own task is overdue
    "meeting",  # today or tomorrow
    "onboarding",  # new and quiet, on purpose
    "fresh",  # called yesterday
    "calm",
    "never",  # nobody ever called
]

QUIET = ("quiet", "long_quiet", "quiet_renewal")
_ATTENTION: tuple[Situation, ...] = (
    *("quiet", "urgent", "renewal", "stuck", "passed", "waiting"),
    *("quiet_renewal", "closing", "long_quiet", "pushed", "mail", "task"),
)
_PER_REP = 10  # of the twelve above; at most two of the ten are mail and task, which no rule may know
_REST: tuple[Situation, ...] = ("onboarding", "fresh", "meeting", "calm", "calm", "calm", "never", "calm")
_EXTRA: dict[str, tuple[Situation, ...]] = {
    NADIA.email: ("escalated",),
    ANANYA.email: ("escalated",),
    TOMASZ.email: ("silent",),
    RENATA.email: ("silent",),
}
_SIZES = {  # accounts of each rep
    NADIA.email: 15,
    THEO.email: 14,
    RENATA.email: 17,
    JONAH.email: 16,
    KLARA.email: 15,
    TOMASZ.email: 18,
    ANANYA.email: 16,
    ROHAN.email: 13,
}

# One rep works off the whole list on this day from today, so that the next morning's is empty.
SWEPT_BY, SWEEP = ROHAN, 3


@dataclass(frozen=True)
class Role:
    owner: Person | None
    situation: Situation
    region: Literal["americas", "europe", "india"]


def roles() -> Iterator[Role]:
    """144 accounts: who owns each, and how it stands today."""
    for number, rep in enumerate(REPS):
        turned = islice(cycle(_ATTENTION), 5 * number, 5 * number + _PER_REP)
        rest = cycle(situation for situation in _REST if rep is not SWEPT_BY or situation != "never")
        kinds = islice(chain(_EXTRA.get(rep.email, ()), turned, rest), _SIZES[rep.email])
        yield from (Role(rep, situation, _region(rep)) for situation in kinds)
    for manager in (GRACE, LUKAS):
        for situation in _of("renewal", "quiet", "calm"):
            yield Role(manager, situation, _region(manager))
    for situation in _of("quiet", "long_quiet", "urgent", "quiet_renewal", "stuck", "quiet", "passed", "long_quiet"):
        yield Role(VICTOR, situation, "americas")
    for number, situation in enumerate(_of("never", "quiet", "waiting", "long_quiet", "urgent", "calm")):
        yield Role(None, situation, ("americas", "india", "europe", "india")[number % 4])


def _of(*situations: Situation) -> tuple[Situation, ...]:
    return situations


def _region(person: Person) -> Literal["americas", "europe", "india"]:
    if person.timezone.startswith("America"):
        return "americas"
    return "europe" if person.timezone.startswith("Europe") else "india"
