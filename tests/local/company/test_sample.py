"""Quaymark gives every rep a morning's work on any date, has news every day, and is as untidy as a real portal."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.local.company.model import Company
from app.local.company.sample import sample
from app.local.company.situations import SWEEP, SWEPT_BY
from tests.local.company.standing import Standing, reasons, standing

ROOT = Path(__file__).parents[3]
WEEK = [date(2026, 11, 23) + timedelta(days=days) for days in range(7)]
TODAY = WEEK[2]


@pytest.fixture(scope="module")
def company() -> Company:
    return sample(TODAY)


@pytest.fixture(scope="module")
def now(company: Company) -> Standing:
    return standing(company, morning(TODAY))


def morning(day: date) -> datetime:
    return datetime.combine(day, time(3, 30), UTC)  # nine o'clock where the first rep lives


def print_of(company: Company) -> str:
    return hashlib.sha256(repr(company).encode()).hexdigest()


def test_the_same_day_gives_the_same_company_to_the_byte_in_any_process(company: Company) -> None:
    script = f"""
from datetime import date
from app.local.company.sample import sample
from tests.local.company.test_sample import print_of
print(print_of(sample(date.fromisoformat("{TODAY}"))))
"""
    for seed in ("1", "2"):
        settings = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        made = subprocess.run([sys.executable, "-c", script], env=settings, capture_output=True, check=True)
        assert made.stdout.decode().strip() == print_of(company)


def test_another_day_tells_the_same_stories(company: Company) -> None:
    """Only their dates move with it."""
    later = sample(TODAY + timedelta(days=100))
    told = [Counter((c.op, c.object_type, c.id) for c in each.history) for each in (company, later)]
    assert told[0] == told[1]
    assert [p.email for p in later.people] == [p.email for p in company.people]


@pytest.mark.parametrize("today", WEEK)
def test_everything_happens_after_what_it_speaks_of(today: date) -> None:
    seen: dict[tuple[str, str], datetime] = {}
    last = datetime.min.replace(tzinfo=UTC)
    for change in sample(today).history:
        key = (change.object_type, change.id)
        assert change.at >= last
        last = change.at
        assert (key in seen) == (change.op != "create"), f"{change.op} of {key} at {change.at}"
        assert not [link for link in change.associations if link not in seen]
        assert change.merged_into is None or (change.object_type, change.merged_into) in seen
        seen.setdefault(key, change.at)


@pytest.mark.parametrize("today", WEEK)
def test_every_rep_has_seven_accounts_or_more_to_look_at_for_many_reasons(today: date) -> None:
    found = standing(company := sample(today), morning(today))
    why = reasons(found)
    for rep in (person for person in company.people if person.role == "rep" and person.is_active):
        accounts = found.of(rep.owner_id)
        wanting = [why[id_] for id_ in accounts if id_ in why]
        assert 10 <= len(accounts) <= 20, rep.name
        assert 7 <= len(wanting) < len(accounts), rep.name
        assert len(set.union(*wanting)) >= 5, f"{rep.name}: {wanting}"


@pytest.mark.parametrize("today", WEEK)
def test_one_rep_has_an_empty_list_the_morning_after_working_it_off(today: date) -> None:
    day = today + timedelta(days=SWEEP)
    while day.weekday() > 4:
        day += timedelta(days=1)
    company = sample(today)
    found = standing(company, datetime.combine(day + timedelta(days=1), time(9), ZoneInfo(SWEPT_BY.timezone)))
    why = reasons(found)
    assert not {
        found.records["companies"][id_].properties["name"]: why[id_]
        for id_ in found.of(SWEPT_BY.owner_id)
        if id_ in why
    }


def test_every_day_before_and_after_today_has_news_of_several_kinds(company: Company) -> None:
    kinds = defaultdict(set)
    for change in company.history:
        kinds[change.at.date()].add((change.op, change.object_type))
    for offset in range(-35, 60):
        assert len(kinds[TODAY + timedelta(days=offset)]) >= 3, offset


def test_lists_differ_from_day_to_day(company: Company) -> None:
    wanting = [
        frozenset(id_ for id_, why in reasons(standing(company, morning(TODAY + timedelta(days=days)))).items() if why)
        for days in (-30, -20, -10, 0, 1, 2, 5, 10, 20, 30, 45)
    ]
    assert len(set(wanting)) == len(wanting)
    assert all(len(one) > 40 for one in wanting)


@pytest.mark.parametrize("today", WEEK)
def test_a_valuable_account_waits_ten_days_for_an_answer_to_something_urgent(today: date) -> None:
    found = standing(sample(today), morning(today))
    waiting = [
        ticket
        for ticket in found.records["tickets"].values()
        if ticket.properties.get("hs_ticket_priority") == "URGENT"
        and "first_agent_reply_date" not in ticket.properties
        and found.now - ticket.created >= timedelta(days=10)
    ]
    accounts = [found.records["companies"][ticket.links["companies"]].properties for ticket in waiting]
    assert accounts
    assert all(account["revenue_tier"] == "A" and int(account["arr"] or 0) > 100_000 for account in accounts)


def test_the_people_are_as_different_as_in_a_real_company(company: Company) -> None:
    people = company.people
    reps = [p for p in people if p.role == "rep" and p.is_active]
    assert len(reps) == 8
    assert len({p.timezone for p in reps}) == 4
    assert {p.manager_email for p in reps} == {p.email for p in people if p.role == "manager"}
    assert [p.name for p in people if not p.is_active and p.owner_id and p.slack_id] == ["Victor Salgado"]
    assert [p.name for p in people if p.hubspot_timezone not in (None, p.timezone)] == ["Theo Castellan"]
    assert [p.name for p in people if p.role == "member" and not p.owner_id] == ["Oona Virtanen"]
    assert {p.role for p in people} >= {"guest", "stranger"}
    (away,) = [p for p in people if p.out_of_office]
    assert away.out_of_office[0][0] == datetime.combine(TODAY + timedelta(days=7), time(), ZoneInfo(away.timezone))
    known = {p.email for p in people}
    assert dict(company.channels).keys() == {"sales", "support", "customer-success", "rinaldi"}
    assert all(set(members) <= known and members for _, members in company.channels)
    strangers = {p.email for p in people if p.role == "stranger"}
    assert [name for name, members in company.channels if strangers & set(members)] == ["rinaldi"]


def test_the_portal_is_as_untidy_as_a_real_one(company: Company, now: Standing) -> None:
    companies = [record.properties for record in now.records["companies"].values()]
    names, domains = Counter(c["name"] for c in companies), Counter(c["domain"] for c in companies)
    departed = next(p.owner_id for p in company.people if not p.is_active)
    assert len(companies) == 150
    assert max(names.values()) == 2
    assert max(domains.values()) == 2
    assert [c for c in companies if "hubspot_owner_id" not in c]
    assert [c for c in companies if c.get("hubspot_owner_id") == departed]
    assert [c for c in companies if c.get("lifecyclestage") == "customer" and "annualrevenue" not in c]
    assert [c for c in companies if c.get("lifecyclestage") == "customer" and "revenue_tier" not in c]
    assert [id_ for id_ in now.records["companies"] if now.last_contact(id_) is None]
    ops = Counter((c.op, c.object_type) for c in company.history)
    assert ops["merge", "companies"] == ops["archive", "companies"] == 3
    for kind in ("tickets", "contacts", "deals"):
        assert [record for record in now.records[kind].values() if "companies" not in record.links]
    assert [d for d in now.records["deals"].values() if "amount" not in d.properties]


def test_what_people_wrote_is_whole_varied_and_reaches_nobody_real(company: Company, now: Standing) -> None:
    texts = [value for change in company.history for value in change.properties.values() if value]
    assert not [text for text in texts if re.search(r"\{\w*\}", text)]
    addresses = {address for text in texts for address in re.findall(r"[\w.+-]+@[\w.-]+\w", text)}
    assert len(addresses) > 200
    assert not [address for address in addresses if not address.endswith(".example")]
    waiting = [
        t.properties["content"] or ""
        for t in now.records["tickets"].values()
        if t.properties["hs_pipeline_stage"] != "4"
    ]
    assert Counter(waiting).most_common(1)[0][1] == 1
    for mark in (
        "<!channel>",
        "<script>",
        "Ignore all previous instructions",
        "Bitte",
        "Bonjour",
        "ください|ます",
        "कृपया",
    ):
        assert any(re.search(mark, text) for text in waiting), mark
