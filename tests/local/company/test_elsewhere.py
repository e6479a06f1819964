"""The sample company's Jira and Intercom: possible on every date, the same each time, with something open today."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.core.snapshots import Mirror
from app.integrations import hubspot, intercom, jira
from app.integrations.plug import Connected, Setting
from app.local.clock import WorldClock
from app.local.company.model import Company
from app.local.company.sample import sample
from app.local.intercom.workspace import Workspace
from app.local.jira.site import Site
from app.local.world import World
from app.playbooks.mirror import SqliteMirror
from tests.local.served import served

TODAY = date(2026, 11, 25)
DATES = [TODAY, date(2027, 1, 1), date(2028, 2, 29), date(2026, 6, 7)]


def rooms(company: Company, moment: datetime) -> tuple[Site, Workspace]:
    clock = WorldClock()
    clock.set(moment)
    world = World(company, clock)
    site, workspace = Site(world), Workspace(world)
    site.catch_up()
    workspace.catch_up()
    return site, workspace


@pytest.mark.parametrize("today", DATES)
def test_it_is_sorted_possible_and_the_same_each_time(today):
    company = sample(today)
    assert company.elsewhere == sample(today).elsewhere
    for history in company.elsewhere.values():
        assert [change.at for change in history] == sorted(change.at for change in history)
    site, workspace = rooms(company, datetime.combine(today, datetime.min.time(), UTC) + timedelta(days=70))
    assert all(issue.status == "Resolved" for issue in site.issues.values() if issue.project == "CS")
    assert not [item for item in workspace.items["tickets"].values() if item.is_open]
    assert len({issue.key for issue in site.issues.values()}) == len(site.issues)


@pytest.mark.parametrize("today", DATES)
def test_this_morning_some_wait_for_us_and_some_were_never_answered(today):
    site, workspace = rooms(sample(today), datetime.combine(today, datetime.min.time(), UTC) + timedelta(hours=6))
    states = Counter(issue.status for issue in site.issues.values() if issue.project == "CS")
    assert (states["Open"], states["In Progress"], states["Waiting for customer"]) == (4, 4, 4)
    waiting = [item for item in workspace.items["conversations"].values() if item.is_open and item.waiting_since]
    assert len(waiting) >= 4
    assert len([item for item in waiting if not item.said("admin")]) >= 2


async def test_the_real_syncs_find_the_account_of_nearly_all_of_it(tmp_path: Path):
    clock = WorldClock()
    clock.set(datetime(2026, 11, 25, 6, tzinfo=UTC))
    async with served(sample(TODAY), clock=clock, limits=False) as (world, url):
        mirror = SqliteMirror(tmp_path / "mirror.sqlite")
        for connected in systems(url):
            try:
                await connected.source.sync(mirror, full=True, now=world.now(), progress=lambda *_: None)
            finally:
                await connected.close()
        ways, total = told(mirror)
        mirror.close()
    assert total["jira"] > 60
    assert total["intercom"] > 30
    assert {"id", "domain", "email", "name"} <= ways.keys()
    assert 5 <= ways[None] <= 25  # what a person opened on the phone, and the developers' own


def systems(url: str) -> list[Connected]:
    async def latest() -> None:
        return None

    setting = Setting(latest)
    crm = {
        "access_token": "pat-local-x",
        "portal_id": 4242,
        "base_url": f"{url}/hubspot",
        "links_url": f"{url}/hubspot",
    }
    desk = {"api_token": "jira-local-x", "email": "bot@quaymark.example", "base_url": f"{url}/jira"}
    chat = {"access_token": "intercom-local-x", "base_url": f"{url}/intercom"}
    return [
        hubspot.connect(hubspot.Settings(**crm, searches_a_second=1000, calls_in_ten_seconds=100_000), setting),
        jira.connect(
            jira.Settings(**desk, account_fields="customfield_10050", closed_days=400, calls_a_second=1000), setting
        ),
        intercom.connect(intercom.Settings(**chat, closed_days=400, calls_in_ten_seconds=100_000), setting),
    ]


def told(mirror: Mirror) -> tuple[Counter[str | None], Counter[str]]:
    rows = mirror.rows("links", ("linked_by", "system"))
    return Counter(row[0] for row in rows), Counter(row[1] for row in rows)
