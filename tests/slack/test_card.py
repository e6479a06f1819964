"""The card as people see it, compared whole; and inert and within Slack's limits whatever stands in the CRM."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.actions import Action, Alternative, Change, Field, Option, Receipt, Record
from app.core.approvals import Acted, Decided, Proposed, UndoAsked, Undone, Voided
from app.core.entries import EntryBody
from app.core.proposals import Proposal
from app.slack.views.card import card_text, draw_card, value_of
from app.slack.views.effect_forms import answer_view, call_view, edit_view
from app.slack.views.home import home_view
from app.slack.views.review import Waits, review_blocks, review_text
from tests.slack.limits import flaws_of_message, flaws_of_view
from tests.slack.test_views import mrkdwn, plain, words
from tests.slack.values import AT, CATALOG, LIST, session

GLOBEX = Record(kind="account", id="7", name="Globex & Co", url="https://app.hubspot.com/7", about="globex.example")
CALL = Action(
    system="hubspot",
    title="Log a call with Globex & Co",
    record=GLOBEX,
    changes=(
        Change(field="outcome", label="Outcome", new="Left voicemail"),
        Change(field="close", label="Close date", old="1 Dec", new="1 Mar"),
        Change(field="owner", label="Owner", new="Maya", is_minor=True),
    ),
    payload={"outcome": "voicemail"},
    owner="501",
    fields=(Field(name="note", label="Notes", kind="text"), Field(name="at", label="When", kind="moment", value="x")),
    alternatives=(Alternative(name="live", label="Live message instead", changes=(), payload={"outcome": "live"}),),
)
QUESTION = Field(
    name="more.reason", label="Reason", kind="choice", options=(Option(value="price", label="Too expensive"),)
)
RECEIPT = Receipt(told="Call logged", url="https://app.hubspot.com/call/1")


def proposed(number: int = 1, **more: Any) -> Proposed:
    given = {
        "number": number, "origin": 2, "agent": "account-updates", "tool": "log_call", "by": "U1", "input": {},
        "action": CALL, "remind_at": AT + timedelta(days=1), "expires_at": AT + timedelta(days=3),
    }  # fmt: skip
    return Proposed(**{**given, **more})


def yes(number: int = 1, **more: Any) -> Decided:
    return Decided(**{"number": number, "yes": True, "by": "U2", "key": "k", "digest": CALL.digest, **more})


def acted(outcome: Any, **more: Any) -> Acted:
    return Acted(**{"number": 1, "outcome": outcome, "told": "Told so", **more})


def proposals(*bodies: EntryBody) -> tuple[Proposal, ...]:
    return session(*bodies).proposals


def labels(blocks: list[dict[str, Any]]) -> list[str]:
    return [each["text"]["text"] for block in blocks if block["type"] == "actions" for each in block["elements"]]


def test_what_waits_is_shown_whole_from_the_stored_action() -> None:
    [waiting] = proposals(proposed(taint=("Globex in the CRM: notes",)))
    blocks = draw_card("s1", [waiting])
    value = f"s1|1={CALL.digest[:12]}|"
    live = f"s1|1={CALL.chosen('live').digest[:12]}|live"
    assert blocks == [
        {
            "type": "section",
            "text": mrkdwn(
                "*#1 · Log a call with Globex &amp; Co*\n<https://app.hubspot.com/7|Globex &amp; Co> · globex.example"
            ),
        },
        {
            "type": "section",
            "text": mrkdwn(
                "Outcome: *Left voicemail*\nClose date: ~1 Dec~ → *1 Mar*\nWith Owner Maya"
            ),
        },
        {
            "type": "context",
            "elements": [
                mrkdwn(
                    "On the word of <@U1> · *account-updates* · "
                    "lapses <!date^1795852830^{date_short_pretty} at {time}|28 Nov 08:00 UTC>"
                ),
                mrkdwn("⚠️ Read before this was proposed, written by anybody: Globex in the CRM: notes"),
            ],
        },
        {
            "type": "actions",
            "block_id": "effect:s1:1",
            "elements": [
                {"type": "button", "action_id": "effect_approve", "text": plain("Approve"), "value": value,
                 "style": "primary"},
                {"type": "button", "action_id": "effect_other_live", "text": plain("Live message instead"),
                 "value": live},
                {"type": "button", "action_id": "effect_edit", "text": plain("Edit…"), "value": value},
                {"type": "button", "action_id": "effect_reject", "text": plain("Reject"), "value": value,
                 "style": "danger"},
            ],
        },
    ]  # fmt: skip
    assert card_text([waiting]) == "Waits for a yes: Log a call with Globex &amp; Co"


@pytest.mark.parametrize(
    ("then", "told", "offers"),
    [
        ((yes(),), "⏳ Being written…", []),
        ((yes(), acted("done", receipt=RECEIPT)), "✅ Told so", ["Undo"]),
        ((yes(), acted("refused")), "❌ Told so", ["Edit…"]),
        ((yes(), acted("refused", questions=(QUESTION,))), "❌ Told so", ["Answer…"]),
        ((yes(), acted("unsure")), "❔ Told so", ["It is there", "It is not: try again"]),
        ((yes(), acted("busy", retry_at=AT)), "⏳ Told so It is tried again", []),
        ((yes(yes=False),), "🚫 Rejected, nothing was written", []),
        ((Voided(number=1, by="U1", why="cancelled"),), "🚫 Cancelled, nothing was written", []),
        ((Voided(number=1, by="U1", why="replaced", cause=2),), "🚫 Replaced by #2", []),
        (
            (yes(), acted("done", receipt=RECEIPT), UndoAsked(number=1, by="U2", key="u"),
             Undone(number=1, by="U2", outcome="done", told="Archived")),
            "↩️ Archived", [],
        ),
        (
            (yes(), acted("done", receipt=RECEIPT), UndoAsked(number=1, by="U2", key="u"),
             Undone(number=1, by="U2", outcome="refused", told="It moved on")),
            "⚠️ Not undone: It moved on", ["Undo"],
        ),
    ],
)  # fmt: skip
def test_what_became_of_it_stays_with_what_can_be_done_about_it(
    then: tuple[EntryBody, ...], told: str, offers: list[str]
) -> None:
    blocks = draw_card("s1", proposals(proposed(), *then))
    assert told in "\n".join(words(blocks))
    assert labels(blocks) == offers
    assert flaws_of_message(blocks) == []


def test_several_of_one_turn_stand_on_one_card_and_are_approved_together() -> None:
    blocks = draw_card("s1", proposals(proposed(1), proposed(2), proposed(3), yes(2, yes=False)))
    assert labels(blocks).count("Approve") == 2
    assert "Approve all 2" in labels(blocks)
    [every] = [
        each for block in blocks for each in block.get("elements", []) if each.get("action_id") == "effect_approve_all"
    ]
    assert every["value"] == f"s1|1={CALL.digest[:12]},3={CALL.digest[:12]}|"


def test_a_rule_of_the_team_is_said_where_it_says_yes() -> None:
    line = "\n".join(words(draw_card("s1", proposals(proposed(), yes(policy="auto for log_call")))))
    assert "allowed by the team's rules (auto for log_call)" in line


HOSTILE = st.text(max_size=400) | st.sampled_from(
    [
        "<!channel>", "<@U0TOM>", "*Approved by <@U0TOM>*\n[Approve]", "`code` ~struck~ <https://evil.example|Globex>",
        "\u202egnp.exe\u200b\U000e0041", "a" * 5_000, "@everyone ![x](https://evil.example/x.png)", "|>", "\ud800",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(HOSTILE, min_size=6, max_size=6), st.integers(1, 20), st.integers(0, 60))
def test_whatever_anybody_wrote_is_inert_and_within_slacks_limits(texts: list[str], count: int, fields: int) -> None:
    name, about, label, old, new, taint = (text.encode("utf-8", "replace").decode() for text in texts)
    record = Record(kind="account", id="7", name=name, url=f"https://app.hubspot.com/{name}", about=about)
    changes = tuple(Change(field=str(n), label=label, old=old, new=new, is_minor=n % 3 == 2) for n in range(fields))
    asked = (
        Field(name="text", label=label, kind="text", value=new),
        Field(name="day", label=label, kind="day", value="2027-03-01"),
        Field(name="more.x", label=label, kind="choice", options=(Option(value="v", label=label or "x"),)),
    )
    action = CALL.model_copy(update={"title": name, "record": record, "changes": changes, "fields": asked})
    waiting = proposals(*(proposed(n, action=action, taint=(taint,), why=about) for n in range(1, count + 1)))
    blocks = draw_card("s1", waiting)
    assert flaws_of_message(blocks) == []
    shown = "".join(words(blocks)) + card_text(waiting)
    for mark in ("<!channel>", "<@U0TOM>", "@everyone", "<https://evil.example", "\u202e", "\U000e0041"):
        assert mark not in shown
    assert flaws_of_view(edit_view(waiting[0], "{}")) == []
    refused = proposals(
        proposed(action=action), yes(digest=action.digest), acted("refused", told=about, questions=asked)
    )
    assert flaws_of_view(answer_view(refused[0], "{}")) == []
    waits = [Waits(f"session{n}", "https://x.slack.com/archives/C1/p1", each) for n, each in enumerate(waiting)]
    assert flaws_of_view(home_view(CATALOG, LIST, (), "", waits, at=AT)) == []
    assert flaws_of_message(review_blocks(waits, 45)) == []


def test_a_hundred_like_ones_are_read_in_lines_and_approved_in_a_few_taps() -> None:
    waits = [Waits(f"{n:012x}", f"https://x.slack.com/p{n}", proposals(proposed())[0]) for n in range(100)]
    blocks = review_blocks(waits, 45)
    assert flaws_of_message(blocks) == []
    assert review_text(waits) == "100 changes wait for your yes"
    named = "\n".join(words(blocks)).count("Left voicemail")
    [approve, reject] = labels(blocks)
    assert approve == f"Approve these {named}"
    assert named >= 50
    assert reject == f"Reject these {named}"


def test_the_riskiest_kind_comes_first() -> None:
    low = Waits("s1", "", proposals(proposed(action=CALL.model_copy(update={"risk": "low"})))[0])
    high = Waits("s2", "", proposals(proposed(tool="update_deal", action=CALL.model_copy(update={"risk": "high"})))[0])
    headings = [line for line in words(review_blocks([low, high], 45)) if line.startswith("*") and "#" not in line]
    assert headings == ["*Update deal* · 1", "*Log call* · 1"]


def test_the_form_of_a_row_asks_how_the_call_ended() -> None:
    view = call_view(LIST.rows[0], "{}")
    assert flaws_of_view(view) == []
    assert view["blocks"][1]["element"]["initial_option"]["text"]["text"] == "Left a message"
    assert value_of("s1", proposals(proposed())[0], "live").endswith("|live")
