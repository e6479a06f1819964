"""Quaymark, the sample company: the same people, accounts and stories whenever it is asked for, told from `today`.

About 200 busy days lie behind it and 60 ahead, so that a workspace whose clock is moved has news every day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from app.local.company.accounts import plans
from app.local.company.activity import write_activity
from app.local.company.deals import write_deals
from app.local.company.diary import Diary
from app.local.company.intercom import intercom_history
from app.local.company.jira import jira_history
from app.local.company.mess import write_mess
from app.local.company.model import Company
from app.local.company.people import KLARA, NAME, THEO, VACATION, VICTOR, channels, people
from app.local.company.portal import PIPELINES, PROPERTIES
from app.local.company.situations import SWEEP, SWEPT_BY
from app.local.company.tickets import write_tickets


def sample(today: date) -> Company:
    diary = Diary(today)
    accounts = plans(diary)
    write_activity(diary, accounts)
    write_deals(diary, accounts)
    write_tickets(diary, accounts)
    write_mess(diary, accounts)
    return Company(
        name=NAME,
        people=people(today),
        history=diary.history(),
        pipelines=PIPELINES,
        properties=PROPERTIES,
        summary=tuple(_summary(today)),
        channels=channels(),
        elsewhere={"jira": jira_history(diary, accounts), "intercom": intercom_history(diary, accounts)},
    )


def _summary(today: date) -> Iterator[str]:
    away, back, swept = (today + timedelta(days=days) for days in (*VACATION, SWEEP))
    yield f"{NAME} is made up: it sells dock, yard and cold-chain software to 150 accounts that do not exist."
    yield f"{VICTOR.name} left; some accounts still have his name, and some have no owner."
    yield f"{KLARA.name} is away from {away} until {back}."
    yield f"{THEO.name} lives by {THEO.timezone} in Slack and by {THEO.hubspot_timezone} in HubSpot."
    yield f"{SWEPT_BY.name} works off the whole list on {swept}, or the Monday after: the next list is empty."
