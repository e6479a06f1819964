"""What agents are told about lists: the stored run, to those who may see it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.core.entries import Entry, Listed, Marked, Opened, Place
from app.core.people import Person
from app.core.playbooks import Run, show
from app.core.sessions import Session
from app.core.snapshots import Snapshot
from app.core.tools import Call, CallContext, Outcome
from app.playbooks.evaluate import evaluate
from app.playbooks.tools import ListRecords, list_tools

from .making import FACTS, RULES, TODAY, account, playbook, snapshot

NOW = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
ANNA = Person("U1", "Anna", "anna@example.com", "Europe/Berlin", owner_id="1")
BEN = Person("U2", "Ben", "ben@example.com", "Europe/Berlin", owner_id="2")
LEAD = Person("U3", "Lea", "lead@example.com", "Europe/Berlin", owner_id="3", team=("1", "2"))


@dataclass
class World:
    run: Run
    sealed: Snapshot | None
    listed: Listed
    version: str | None = None
    facts: str = FACTS
    marks: tuple[Marked, ...] = ()

    async def ask(self, tool: str, asker: Person = ANNA, in_session: bool = True, **given: Any) -> Outcome:
        current = replace(playbook(), facts_sql=self.facts, version=self.version or self.run.version)
        records = ListRecords(
            {"test": current}, self.load_run, self.find, self.latest, unowned_to=LEAD.email, marks_of=self.marks_of
        )
        entries = [Opened(place=Place(channel="D1"), by="t"), *([self.listed] if in_session else [])]
        log = tuple(Entry(seq=at, at=NOW, body=body) for at, body in enumerate(entries, start=1))
        context = CallContext(Session("s", log, Place(channel="D1")), asker, NOW)
        plug = next(each for each in list_tools(records) if each.spec.name == tool)
        assert plug.spec.tier == "read_trusted"
        return await plug.run(Call("c", tool, given), context)

    async def load_run(self, run: str) -> Run | None:
        return self.run if run == self.run.id else None

    async def find(self, digest: str) -> Snapshot | None:
        return self.sealed

    async def marks_of(self, person: str) -> tuple[Marked, ...]:
        return self.marks if person == ANNA.slack_id else ()

    async def latest(self, person: str) -> Listed | None:
        return self.listed if person == ANNA.slack_id else None


@pytest.fixture
def world(tmp_path: Path) -> World:
    sealed = snapshot(
        tmp_path,
        [
            account(1, days=48, revenue=1000.0, name="Acme Rockets"),
            account(2, days=20, name="Globex"),
            account(3, days=2, name="Initech"),
            account(4, days=90, name="Hooli", owner="2"),
            account(5, days=30, name="Nobody Inc", owner=None),
            account(6, days=1, name="Twin", domain="twin.example"),
            account(7, days=1, name="Twin", domain="twin.test"),
        ],
    )
    run = evaluate(playbook(), sealed, TODAY)
    rows = show([item for item in run.items if item.owner_id == "1"], {"quiet": "gone_quiet"}, [])
    listed = Listed(
        turn=1,
        run=run.id,
        playbook="test",
        version=run.version,
        person="U1",
        on=TODAY,
        rows=rows,
        data_as_of=NOW,
        more=3,
    )
    return World(run, sealed, listed)


async def test_my_list_is_the_list_as_it_was_given(world: World) -> None:
    answer = json.loads((await world.ask("my_list")).content)
    assert answer == json.loads((await world.ask("my_list", in_session=False)).content)
    assert (answer["date"], answer["more"]) == ("2026-11-25", 3)
    assert answer["rows"][0] == {
        "rank": 1,
        "account": "Acme Rockets",
        "id": "1",
        "score": 38.3,
        "group": "gone_quiet",
        "reasons": ["no touch in 48 days (+38)", "1,000 a year (+0.3)"],
    }


async def test_my_list_says_which_rows_are_handled(world: World) -> None:
    done = Marked(key="k", item="1", name="Acme Rockets", mark="done", by="U1", playbook="test", on=TODAY)
    world.marks = (
        done,
        done.model_copy(update={"item": "2"}),
        done.model_copy(update={"item": "2", "mark": "reopened"}),
    )
    rows = json.loads((await world.ask("my_list", asker=LEAD)).content)["rows"]
    assert [row.get("handled") for row in rows] == ["done", *[None] * (len(rows) - 1)]


@pytest.mark.parametrize("name", ["1", "Acme Rockets", "acme rockets", "rockets"])
async def test_a_row_is_explained_by_every_rule_and_the_facts_it_looked_at(world: World, name: str) -> None:
    answer = json.loads((await world.ask("explain_row", account=name)).content)
    assert (answer["account"], answer["rank"], answer["score"]) == ("Acme Rockets", 1, 38.3)
    assert answer["rules"] == [
        {"rule": "quiet", "points": 38.0, "reason": "no touch in 48 days", "facts": {"days": 48}},
        {"rule": "size", "points": 0.3, "reason": "1,000 a year", "facts": {"revenue": 1000.0}},
    ]
    assert "note" not in answer


async def test_an_account_that_is_on_no_list_is_explained_from_the_snapshot(world: World) -> None:
    answer = json.loads((await world.ask("explain_row", account="Initech")).content)
    assert (answer["rank"], answer["score"]) == (None, 0.0)
    assert answer["rules"][0] == {"rule": "quiet", "points": 0.0, "reason": "", "facts": {"days": 2}}


async def test_two_of_one_name_are_asked_back_with_their_domains(world: World) -> None:
    outcome = await world.ask("explain_row", account="Twin")
    assert outcome.is_error
    assert "2 accounts are called 'Twin': Twin (twin.example) is id 6; Twin (twin.test) is id 7" in outcome.content
    assert not (await world.ask("explain_row", account="twin.test")).is_error


async def test_a_misspelt_name_is_answered_with_the_nearest(world: World) -> None:
    outcome = await world.ask("explain_row", account="Acme Rokets")
    assert (outcome.is_error, outcome.content) == (
        True,
        "No account of the asker is called 'Acme Rokets'. Did you mean 'Acme Rockets'?",
    )


@pytest.mark.parametrize("wanted", ["Hooli", "4", "Nobody Inc", "5", "hool", ""])
async def test_what_is_somebody_elses_does_not_exist_for_the_asker(world: World, wanted: str) -> None:
    outcome = await world.ask("explain_row", account=wanted)
    assert outcome.is_error
    assert not {"Hooli", "Nobody Inc"} & set(outcome.content.replace(repr(wanted), "").split("'"))


async def test_a_manager_sees_their_team_and_what_nobody_owns(world: World) -> None:
    for name in ("Hooli", "Nobody Inc", "Globex"):
        assert json.loads((await world.ask("explain_row", asker=LEAD, account=name)).content)["account"] == name


async def test_without_any_list_nothing_is_made_up(world: World) -> None:
    for tool, given in (("my_list", {}), ("explain_row", {"account": "Hooli"})):
        outcome = await world.ask(tool, asker=BEN, in_session=False, **given)
        assert outcome.is_error
        assert "no list of yours yet" in outcome.content


async def test_a_rule_is_explained_by_its_words_its_numbers_and_its_code(world: World) -> None:
    answer = json.loads((await world.ask("explain_rule", rule="quiet")).content)
    assert (answer["words"], answer["params"], answer["facts"]) == ("Quiet accounts rise.", {"limit": 10}, ["days"])
    assert answer["code"] in RULES
    overview = json.loads((await world.ask("explain_rule", rule="")).content)
    assert [each["rule"] for each in overview["rules"]] == ["quiet", "size"]
    wrong = await world.ask("explain_rule", rule="quite")
    assert (wrong.is_error, wrong.content) == (True, "There is no rule 'quite'. Did you mean 'quiet'?")


async def test_when_the_snapshot_is_gone_the_numbers_stay_and_the_rest_is_said(world: World) -> None:
    assert world.sealed is not None
    os.unlink(world.sealed.path)
    assert json.loads((await world.ask("explain_row", account="1")).content)["rules"][0]["facts"] == {"days": 48}
    bare = tuple(replace(item, facts={}) for item in world.run.items)
    world.run = replace(world.run, items=bare)
    answer = json.loads((await world.ask("explain_row", account="1")).content)
    assert (answer["score"], answer["rules"][0]["reason"]) == (38.3, "no touch in 48 days")
    assert "no longer kept" in answer["note"]


async def test_when_the_rules_have_changed_since_it_is_said(world: World) -> None:
    world.version = "another"
    answer = json.loads((await world.ask("explain_row", account="1")).content)
    assert answer["score"] == 38.3
    assert "rules have changed" in answer["note"]


async def test_words_that_customers_said_taint_whoever_reads_them(world: World) -> None:
    assert (await world.ask("my_list")).sources == ()
    quote = "(SELECT MAX(quote) FROM transcript_signals WHERE account_id = accounts.id) AS quote"
    world.facts = FACTS.replace("AS days\n", f"AS days, {quote}\n")
    for tool, given in (("my_list", {}), ("explain_row", {"account": "1"})):
        assert (await world.ask(tool, **given)).sources == ("transcript_signals",)
