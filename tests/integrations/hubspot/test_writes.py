"""HubSpot writes at the wire: the right record, the exact bytes, once, undone; refusals become questions."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.core.actions import Action, Busy, Receipt, Refused, Unsure
from app.local.faults import Fault
from tests.integrations.hubspot.desk import ANN, BEN
from tests.integrations.hubspot.writing import BEN_DOE, BOSS, VISITOR, Hand, hand, shown

VOICEMAIL, LIVE = "b2cf5968-551e-4856-9783-52b3da59a7d0", "a4c4c377-d246-4b32-a13b-75a56a4cd0ff"
CALLS = "POST /crm/objects/2026-09/calls"


@pytest.fixture
async def ann(tmp_path) -> AsyncIterator[Hand]:
    async with hand(tmp_path) as made:
        yield made


def fault(ann: Hand, method: str, kind: str, **more: Any) -> None:
    ann.desk.world.faults.active = [Fault("hubspot", method, kind, **more)]


class TestTheRightRecord:
    async def test_an_ambiguous_name_gives_candidates_with_domain_and_owner(self, ann):
        answer = json.loads((await ann.refused("log_note", BEN_DOE, account="initech.example", text="x")).content)
        assert [(each["name"], each["domain"], each["owner"]) for each in answer["candidates"]] == [
            ("Initech", "initech.example", "Ben Doe"),
            ("Initech Inc", "initech.example", "Ben Doe"),
        ]

    async def test_accounts_of_others_are_not_found_and_a_managers_team_is(self, ann):
        assert "No account" in (await ann.refused("log_call", account="Initech Inc")).content
        assert (await ann.propose("log_call", BOSS, account="Initech Inc")).owner == BEN

    async def test_who_owns_nothing_can_change_nothing(self, ann):
        assert "nothing can be changed on their word" in (await ann.refused("log_call", VISITOR, account="1")).content

    async def test_an_unknown_name_never_becomes_a_new_account(self, ann):
        assert "Nothing new is created" in (await ann.refused("log_call", account="Zzyzx Partners")).content
        assert ann.written() == []

    async def test_an_account_that_was_merged_since_the_sync_leads_to_its_winner(self, ann):
        await ann.desk.change("create", "companies", "90", properties={"name": "Globex SE", "hubspot_owner_id": ANN})
        await ann.desk.change("merge", "companies", "1", merged_into="90")
        action = await ann.propose("log_call", account="Globex")
        assert (action.account, action.record.name) == ("90", "Globex SE")

    async def test_an_account_that_was_given_away_since_the_sync_is_not_changed(self, ann):
        await ann.desk.change("update", "companies", "1", properties={"hubspot_owner_id": BEN})
        assert "belongs to somebody else" in (await ann.refused("log_call", account="Globex")).content

    async def test_the_only_open_deal_is_meant_and_of_several_none(self, ann):
        assert (await ann.propose("update_deal", account="Globex", amount="1")).record.name == "Globex renewal"
        seats = {"dealname": "Globex seats", "dealstage": "talking", "pipeline": "sales"}
        await ann.desk.change("create", "deals", "290", properties=seats, associations=[["companies", "1"]])
        answer = json.loads((await ann.refused("update_deal", account="Globex", amount="1")).content)
        assert {each["name"] for each in answer["candidates"]} == {"Globex renewal", "Globex seats"}
        named = await ann.propose("update_deal", account="Globex", deal="seats", amount="1")
        assert named.record.id == "290"

    async def test_a_ticket_of_another_system_is_left_to_it(self, ann):
        told = (await ann.refused("update_ticket", account="Globex", ticket="jira:CS-1", priority="LOW")).content
        assert "lives in jira" in told


class TestACall:
    async def test_left_a_message_is_a_voicemail_and_a_live_message_is_one_tap_away(self, ann):
        action = await ann.propose("log_call", account="Globex", outcome="left_message", note="<b>Back</b>\nMonday")
        await ann.done("log_call", action.chosen("live_message"), "s1:2")
        receipt = await ann.done("log_call", action)
        [alternative] = action.alternatives
        assert (shown(action)["hs_call_disposition"], alternative.label) == (
            ("", "Left voicemail"),
            "Live message instead",
        )
        live, voicemail = [
            each.arguments["properties"] for each in ann.desk.world.journal.find("hubspot") if each.method == CALLS
        ]
        assert (live["hs_call_disposition"], voicemail["hs_call_disposition"]) == (LIVE, VOICEMAIL)
        assert voicemail == {
            "hs_timestamp": "2026-11-25T09:00:00Z",
            "hs_call_disposition": VOICEMAIL,
            "hs_call_title": "Call with Globex",
            "hs_call_direction": "OUTBOUND",
            "hs_call_status": "COMPLETED",
            "hubspot_owner_id": ANN,
            "hs_call_body": "&lt;b&gt;Back&lt;/b&gt;<br>Monday"
            "<p><em>Written by Threadwork for Ann Doe [ref s1:1]</em></p>",
        }
        assert (await ann.record("calls", receipt.kept["id"]))["associations"] == [["companies", "1"]]

    async def test_every_value_on_the_wire_is_a_text(self, ann):
        action = await ann.propose("log_call", account="Globex", minutes=12.5, contact="homer@globex.example")
        await ann.done("log_call", action)
        [sent] = [each.arguments for each in ann.desk.world.journal.find("hubspot") if each.method == CALLS]
        assert all(isinstance(value, str) for value in sent["properties"].values())
        assert sent["properties"]["hs_call_duration"] == "750000"
        kinds = [each["types"][0]["associationTypeId"] for each in sent["associations"]]
        assert kinds == [182, 194]

    async def test_a_call_cannot_be_yet_to_come(self, ann):
        assert "still to come" in (await ann.refused("log_call", account="Globex", at="2026-11-25T12:00")).content


class TestDays:
    @pytest.mark.parametrize(
        ("due", "sent"),
        [
            ("2026-12-01T10:00", "2026-12-01T09:00:00Z"),  # Berlin in winter
            ("2027-07-01T10:00", "2027-07-01T08:00:00Z"),  # and in summer
            ("2026-12-01", "2026-12-01T08:00:00Z"),  # nine in the morning
        ],
    )
    async def test_a_task_is_due_in_the_persons_own_zone(self, ann, due, sent):
        action = await ann.propose("create_task", account="Globex", subject="Call", due=due)
        assert action.payload["properties"]["hs_timestamp"] == sent

    @pytest.mark.parametrize(
        ("due", "told"),
        [
            ("next Tuesday", "no date and time"),
            ("2026-12-01T10:00Z", "names a zone"),
            ("2026-12-01T10:00+01:00", "names a zone"),
            ("2027-03-28T02:30", "does not exist in Europe/Berlin"),
            ("2026-11-25T09:30", "is over in Europe/Berlin"),
            ("", "when it is due"),
        ],
    )
    async def test_what_is_no_moment_to_come_there_is_said_with_what_to_send(self, ann, due, told):
        assert told in (await ann.refused("create_task", account="Globex", subject="Call", due=due)).content

    async def test_a_close_date_is_a_day_as_hubspot_writes_it(self, ann):
        action = await ann.propose("update_deal", account="Globex", close_date="2027-03-01")
        assert action.payload["after"] == {"closedate": "2027-03-01T00:00:00Z"}
        assert shown(action)["closedate"][1] == "Mon 1 Mar 2027"


class TestAnUpdate:
    async def test_the_card_shows_old_and_new_in_the_words_of_the_portal(self, ann):
        action = await ann.propose(
            "update_deal", account="Globex", stage="won", amount="$12,500.50", next_step="send the contract"
        )
        assert shown(action) == {
            "dealstage": ("Signing", "Won"),
            "amount": ("5,000", "12,500.50"),
            "hs_next_step": ("send the order form", "send the contract"),
        }
        assert action.payload["after"] == {
            "dealstage": "won",
            "amount": "12500.5",
            "hs_next_step": "send the contract",
        }
        assert action.touches == (
            "hubspot:deals/201:dealstage", "hubspot:deals/201:amount", "hubspot:deals/201:hs_next_step",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("tool", "input_", "told"),
        [
            ("update_deal", {"stage": "Nearly"}, "it is one of Talking, Signing, Won"),
            ("update_deal", {"amount": "a lot"}, "write a number such as 12500"),
            ("update_deal", {"close_date": "March"}, "write the local date and time"),
            ("update_deal", {}, "Send what shall change"),
            ("update_deal", {"amount": "5000.0"}, "like that in HubSpot already"),
            ("update_account", {"owner": "gus@acme.example"}, "it is one of Ann Doe, Ben Doe"),
            ("update_account", {"fields": {"Colour": "red"}}, "no field 'Colour'"),
            ("update_account", {"fields": {"Last contacted": "2027-01-01"}}, "computed by HubSpot"),
            ("update_ticket", {"priority": "SOON"}, "it is one of Low, Medium, High, Urgent"),
            ("update_deal", {"more": {"nonsense": "x"}, "amount": "1"}, "no property 'nonsense'"),
        ],
    )
    async def test_what_does_not_fit_is_said_with_what_does(self, ann, tool, input_, told):
        assert told in (await ann.refused(tool, account="Globex", **input_)).content

    async def test_an_account_changes_by_the_portals_own_fields_and_a_person_by_email(self, ann):
        action = await ann.propose(
            "update_account", account="Globex", owner="BEN@acme.example", renewal_on="2027-03-01", tier="B",
            lifecycle_stage="Evangelist", fields={"City": "Berlin"},
        )  # fmt: skip
        await ann.done("update_account", action)
        properties = (await ann.record("companies", "1"))["properties"]
        names = ("hubspot_owner_id", "renewal_date", "revenue_tier", "lifecyclestage", "city")
        assert [properties[name] for name in names] == [BEN, "2027-03-01", "B", "evangelist", "Berlin"]
        assert action.risk == "high"

    async def test_what_moved_on_between_the_card_and_the_yes_is_not_overwritten(self, ann):
        action = await ann.propose("update_deal", account="Globex", amount="7000", next_step="wait")
        await ann.desk.change("update", "deals", "201", properties={"amount": "6000"})
        result = await ann.act("update_deal", action)
        assert isinstance(result, Refused)
        assert "Amount was changed in HubSpot since" in result.told
        assert ann.written() == []

    async def test_an_account_that_was_given_away_before_the_yes_is_not_changed(self, ann):
        action = await ann.propose("log_call", account="Globex")
        await ann.desk.change("update", "companies", "1", properties={"hubspot_owner_id": BEN})
        result = await ann.act("log_call", action)
        assert isinstance(result, Refused)
        assert "belongs to Ben Doe by now" in result.told


class TestEveryVerb:
    @pytest.mark.parametrize(
        ("tool", "input_", "method"),
        [
            ("log_call", {}, "POST /crm/objects/2026-09/calls"),
            ("log_note", {"text": "x"}, "POST /crm/objects/2026-09/notes"),
            ("log_meeting", {"title": "x"}, "POST /crm/objects/2026-09/meetings"),
            ("log_email", {"subject": "x", "summary": "y"}, "POST /crm/objects/2026-09/emails"),
            ("create_task", {"subject": "x", "due": "2026-12-01"}, "POST /crm/objects/2026-09/tasks"),
            ("complete_task", {}, "PATCH /crm/objects/2026-09/tasks/403"),
            ("update_deal", {"amount": "1"}, "PATCH /crm/objects/2026-09/deals/201"),
            ("update_account", {"tier": "C"}, "PATCH /crm/objects/2026-09/companies/1"),
            ("update_ticket", {"owner": "Ben Doe"}, "PATCH /crm/objects/2026-09/tickets/301"),
            ("comment_ticket", {"text": "x"}, "POST /crm/objects/2026-09/notes"),
        ],
    )
    async def test_is_written_once_found_again_and_undone_to_what_was(self, ann, tool, input_, method):
        action = await ann.propose(tool, account="Globex", **input_)
        assert ann.written() == []
        receipt = await ann.done(tool, action)
        assert ann.written() == [method]
        assert await ann.tools[tool].look(action, "s1:1") == receipt
        assert receipt.url.startswith(f"{ann.desk.url}/hubspot/contacts/4242/record/0-")
        undone = await ann.undo(tool, action, receipt)
        assert isinstance(undone, Receipt)
        again = await ann.undo(tool, action, receipt)
        assert isinstance(again, Receipt)
        assert len(ann.written()) == 2  # undone twice it is undone
        if action.payload["do"] == "update":
            now = (await ann.record(action.payload["kind"], action.payload["id"]))["properties"]
            assert {name: now.get(name) for name in action.payload["before"]} == action.payload["before"]
        else:
            assert (await ann.record(action.payload["kind"], receipt.kept["id"]))["archived"]

    async def test_undo_leaves_alone_what_somebody_changed_since(self, ann):
        call = await ann.propose("log_call", account="Globex")
        logged = await ann.done("log_call", call)
        await ann.desk.change("update", "calls", logged.kept["id"], properties={"hs_call_title": "Mine now"})
        deal = await ann.propose("update_deal", account="Globex", amount="1")
        changed = await ann.done("update_deal", deal)
        await ann.desk.change("update", "deals", "201", properties={"amount": "2"})
        for tool, action, receipt in (("log_call", call, logged), ("update_deal", deal, changed)):
            refused = await ann.undo(tool, action, receipt)
            assert isinstance(refused, Refused)
            assert "was changed in HubSpot since" in refused.told
        assert (await ann.record("deals", "201"))["properties"]["amount"] == "2"

    async def test_one_write_is_not_taken_for_another_of_the_same_session(self, ann):
        action = await ann.propose("log_call", account="Globex")
        await ann.done("log_call", action, "s1:11")
        assert await ann.tools["log_call"].look(action, "s1:1") is None


class TestWhenHubSpotFails:
    @pytest.mark.parametrize("status", [429, 423])
    async def test_a_definite_refusal_is_repeated_by_itself(self, ann, status):
        action = await ann.propose("log_call", account="Globex")
        fault(ann, CALLS, "status", status=status, times=2)
        await ann.done("log_call", action)
        assert ann.written() == [CALLS]

    async def test_a_refusal_that_lasts_is_busy_and_nothing_was_written(self, ann):
        action = await ann.propose("log_call", account="Globex")
        fault(ann, CALLS, "status", status=429, times=-1)
        assert isinstance(await ann.act("log_call", action), Busy)
        assert ann.written() == []

    @pytest.mark.parametrize(("kind", "is_there"), [("lose_reply", True), ("refuse", False), ("status", False)])
    async def test_a_lost_answer_is_never_followed_by_a_second_write(self, ann, kind, is_there):
        action = await ann.propose("log_call", account="Globex")
        fault(ann, CALLS, kind, status=503, times=-1)
        assert isinstance(await ann.act("log_call", action), Unsure)
        sent = [each for each in ann.desk.world.journal.find("hubspot") if each.method == CALLS]
        assert len(sent) == 1
        ann.desk.world.faults.active = []
        found = await ann.tools["log_call"].look(action, "s1:1")
        assert isinstance(found, Receipt) == is_there

    async def test_a_change_whose_answer_was_lost_is_found_by_its_values(self, ann):
        action = await ann.propose("update_deal", account="Globex", amount="1")
        fault(ann, "PATCH", "lose_reply")
        assert isinstance(await ann.act("update_deal", action), Unsure)
        assert isinstance(await ann.tools["update_deal"].look(action, "s1:1"), Receipt)
        assert ann.written() == ["PATCH /crm/objects/2026-09/deals/201"]

    async def test_another_portal_than_the_one_that_is_meant_is_refused(self, tmp_path):
        async with hand(tmp_path, settings={"portal_id": 99}) as made:
            assert (
                "portal 4242, HUBSPOT_PORTAL_ID says 99" in (await made.refused("log_call", account="Globex")).content
            )
            action = Action(
                system="hubspot", title="t", record={"kind": "account", "id": "1", "name": "G"}, changes=(),
                payload={"do": "create", "kind": "calls", "properties": {}}, account="1",
            )  # fmt: skip
            assert isinstance(await made.act("log_call", action), Refused)
            assert made.written() == []


class TestQuestions:
    async def test_a_field_that_hubspot_wants_becomes_a_question_and_the_answer_finishes_the_write(self, tmp_path):
        required = {"deals": {"dealstage=won": ["dealtype"]}}
        async with hand(tmp_path, hubspot_required_when=required) as ann:
            action = await ann.propose("update_deal", account="Globex", stage="Won")
            refused = await ann.act("update_deal", action)
            assert isinstance(refused, Refused)
            [question] = refused.questions
            assert (question.name, question.kind) == ("more.dealtype", "choice")
            assert [each.label for each in question.options] == ["New business", "Existing business"]
            assert ann.written() == []
            answered = await ann.propose(
                "update_deal", account="Globex", stage="Won", more={"dealtype": "existingbusiness"}
            )
            await ann.done("update_deal", answered)
            properties = (await ann.record("deals", "201"))["properties"]
            assert (properties["dealstage"], properties["dealtype"]) == ("won", "existingbusiness")

    async def test_a_field_required_on_create_is_asked_too(self, tmp_path):
        async with hand(tmp_path, hubspot_required={"calls": ["hs_call_source"]}) as ann:
            refused = await ann.act("log_call", await ann.propose("log_call", account="Globex"))
            assert isinstance(refused, Refused)
            assert [each.name for each in refused.questions] == ["more.hs_call_source"]
            answered = await ann.propose("log_call", account="Globex", more={"hs_call_source": "desk"})
            await ann.done("log_call", answered)


async def test_an_outcome_may_be_named_as_the_portal_calls_it(ann):
    proposed = await ann.propose("log_call", account="Globex", outcome="No answer")
    assert shown(proposed)["hs_call_disposition"][1] == "No answer"
