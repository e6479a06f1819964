"""What people see: compared whole where it is the heart of the product, and never beyond what Slack accepts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.agents import Agent, Catalog
from app.core.entries import Chose, ShownResult, ShownRow, ShownTicket
from app.slack.views.forms import ask_view, mark_view
from app.slack.views.home import home_view
from app.slack.views.reply import LIMIT, reply_tail, sendable, split_markdown
from app.slack.views.the_list import draw_list, list_text
from app.slack.views.why import ExplainedRule, Explanation, explained_by_log, why_view
from tests.slack.limits import flaws_of_message, flaws_of_view
from tests.slack.values import AT, CATALOG, LIST, listed, marked

FRESH = "<!date^1795593150^{date_short_pretty} at {time}|25 Nov 07:52 UTC>"


def words(blocks: list[dict[str, Any]]) -> list[str]:
    """What a person reads, a line each."""
    lines: list[str] = []
    for block in blocks:
        texts = block["elements"] if block["type"] == "context" else [block.get("text")]
        lines += [line for text in texts if text for line in text["text"].split("\n")]
    return lines


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def controls(item: str) -> dict[str, Any]:
    choices = {
        f"snooze_1:{item}": "Snooze 1 day",
        f"snooze_3:{item}": "Snooze 3 days",
        f"snooze_7:{item}": "Snooze 7 days",
        f"not_mine:{item}": "Not mine…",
        f"wrong:{item}": "Wrong…",
    }
    options = [{"text": plain(text), "value": value} for value, text in choices.items()]
    return {
        "type": "actions",
        "block_id": f"row:{item}",
        "elements": [
            {"type": "button", "action_id": "row_done", "text": plain("Done"), "value": item},
            {"type": "button", "action_id": "row_why", "text": plain("Why?"), "value": item},
            {"type": "overflow", "action_id": "row_more", "options": options},
        ],
    }


def test_the_list_says_who_wants_what_and_why_at_a_glance() -> None:
    record = "https://app.hubspot.com/contacts/1/record/0-2"
    assert draw_list(LIST, ()) == [
        {"type": "header", "text": plain("Wednesday, 25 November")},
        {"type": "section", "text": mrkdwn("*2 accounts today*: 1 waits for an answer, 1 has gone quiet.")},
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("*Owe an answer*")]},
        {
            "type": "section",
            "text": mrkdwn(
                f"*1. <{record}/7|Northwind>*\n1 urgent ticket waits 2 days · tier A\n"
                "Tickets: <https://app.hubspot.com/t/31|Export &lt;fails&gt;> *urgent*"
            ),
        },
        controls("7"),
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("*Gone quiet*")]},
        {"type": "section", "text": mrkdwn(f"*2. <{record}/8|Acme ∗Corp∗>*\nNo contact for 43 days")},
        controls("8"),
        {"type": "divider"},
        {
            "type": "context",
            "elements": [
                mrkdwn(
                    f"CRM as of {FRESH} · 12 more rank below these · every reason is computed"
                    " · reply in the thread to ask"
                ),
            ],
        },
    ]
    assert list_text(LIST) == "2 accounts for Wednesday: Northwind, Acme ∗Corp∗"


def test_a_handled_row_stays_struck_with_what_happened_and_can_be_taken_back() -> None:
    marks = [marked("7", "done"), marked("8", "snoozed", until=date(2026, 11, 26))]
    blocks = draw_list(LIST, marks)
    shown = words(blocks)
    assert shown[1] == "All 2 handled. Well done."
    assert "~1. <https://app.hubspot.com/contacts/1/record/0-2/7|Northwind>~  Done" in shown
    assert "~2. <https://app.hubspot.com/contacts/1/record/0-2/8|Acme ∗Corp∗>~  Snoozed until Thu 26 Nov" in shown
    values = [option["value"] for block in blocks if "accessory" in block for option in block["accessory"]["options"]]
    assert values == ["why:7", "reopened:7", "why:8", "reopened:8"]
    assert not [block for block in blocks if block["type"] == "actions"]

    again = draw_list(LIST, [*marks, marked("7", "reopened")])
    assert controls("7") in again
    assert "*1 account left*: 1 waits for an answer. 1 handled." in words(again)


def test_a_word_of_why_is_shown_as_text_and_who_spoke_where_it_is_not_whose_list_it_is() -> None:
    struck = "~1. <https://app.hubspot.com/contacts/1/record/0-2/7|Northwind>~  "
    word = marked("7", "wrong", word="they <!here> renewed")
    assert f"{struck}Wrong: “they &lt;!here&gt; renewed”" in words(draw_list(LIST, [word]))
    other = word.model_copy(update={"by": "U2"})
    assert f"{struck}Wrong by <@U2>: “they &lt;!here&gt; renewed”" in words(draw_list(LIST, [other]))


def test_a_quiet_day_is_said_kindly_and_what_is_missing_plainly() -> None:
    quiet = listed(more=0, data_as_of=AT - timedelta(hours=26), notes=("HubSpot did not answer <i>.",))
    assert words(draw_list(quiet, ())) == [
        "Wednesday, 25 November",
        "Nothing needs you this morning: no account of yours gave a rule a reason to speak. Have a good day.",
        "HubSpot did not answer &lt;i&gt;.",
        "CRM as of <!date^1795500030^{date_short_pretty} at {time}|24 Nov 06:00 UTC> · every reason is computed",
    ]


TEXT = st.text(max_size=400) | st.sampled_from(["x" * 5_000, "<!channel>", "", "\u200b", "a|b>c"])
TICKETS = st.builds(ShownTicket, id=TEXT, subject=TEXT, priority=st.sampled_from(["LOW", "URGENT"]), url=TEXT)
RESULTS = st.builds(ShownResult, rule=TEXT, points=st.floats(-99, 99), reason=TEXT)
ROWS = st.lists(
    st.builds(
        ShownRow,
        item=st.text("0123456789", min_size=1, max_size=20),
        name=TEXT,
        url=TEXT,
        rank=st.integers(1, 7),
        score=st.floats(0, 999),
        group=st.sampled_from(["owe_an_answer", "gone_quiet", "coming_up", "other"]),
        results=st.lists(RESULTS, max_size=5).map(tuple),
        tickets=st.lists(TICKETS, max_size=3).map(tuple),
    ),
    max_size=7,
    unique_by=lambda each: each.item,
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.lists(TEXT, max_size=8))
def test_whatever_the_crm_holds_slack_takes_the_list_and_the_modals(rows: list[ShownRow], notes: list[str]) -> None:
    drawn = listed(*rows, notes=tuple(notes))
    marks = [marked(each.item, "wrong", word="w" * 3_000) for each in rows[::2]]
    assert flaws_of_message(draw_list(drawn, marks)) == []
    assert "<!channel>" not in str(draw_list(drawn, marks))
    assert flaws_of_view(home_view(CATALOG, drawn, marks, "https://x.slack.com/archives/1", at=AT)) == []
    for each in rows:
        assert flaws_of_view(why_view(explained_by_log(drawn, each))) == []
        assert flaws_of_view(mark_view(each, "wrong", "{}")) == []


def test_why_takes_the_score_apart_down_to_the_facts_each_rule_read() -> None:
    why = Explanation(
        name="Northwind",
        url="https://app.hubspot.com/1",
        group="owe_an_answer",
        score=38.5,
        rules=(
            ExplainedRule(
                "open_tickets",
                "A customer waits.",
                30.0,
                "1 urgent ticket",
                (("is_angry", "1"), ("urgent_tickets", "1")),
            ),
            ExplainedRule("tier", "Bigger first.", 8.5, "tier A", (("tier", "A"), ("revenue", "1200000"))),
            ExplainedRule("quiet", "Nobody called.", 0.0, "", (("days_quiet", "3"),)),
        ),
        playbook="Daily priorities",
        owner="dana@example.com",
        version="a1b2c3d4e5f60718",
        today=date(2026, 11, 25),
        data_as_of=AT - timedelta(minutes=8),
        snapshot="ffee00112233445566",
        rank=2,
    )
    view = why_view(why)
    assert words(view["blocks"]) == [
        "*<https://app.hubspot.com/1|Northwind>*",
        "Number 2 on the list · *38.5 points*",
        "*+30*  1 urgent ticket",
        "_A customer waits._",
        "Rule *open tickets* looked at angry: yes · urgent tickets: 1",
        "*+8.5*  tier A",
        "_Bigger first._",
        "Rule *tier* looked at tier: A · revenue: 1200000",
        "30 + 8.5 = *38.5*",
        "Gave no points: quiet",
        "Computed by *Daily priorities*, owned by dana@example.com · version `a1b2c3d4e5f6` · no model involved",
        f"For Wednesday 25 November, on the CRM as of {FRESH} · snapshot `ffee00112233`",
    ]
    assert flaws_of_view(view) == []


def test_the_reply_names_who_answered_and_offers_the_others_for_the_next_message() -> None:
    options = [
        {"text": plain(agent.name), "value": agent.name, "description": plain(agent.description)}
        for agent in CATALOG.agents.values()
    ]
    picker = {
        "type": "static_select",
        "action_id": "choose_agent",
        "placeholder": plain("Ask another agent next"),
        "options": options,
    }
    said = "Answered by *security* with `scan_thread` · the next message goes to *assistant* again"
    assert reply_tail("security", CATALOG, used=["scan_thread"]) == [
        {"type": "context", "elements": [mrkdwn(said)]},
        {"type": "actions", "block_id": "agents", "elements": [picker]},
    ]
    chosen = reply_tail("assistant", CATALOG, chosen=Chose(by="U1", agent="security"))
    assert words(chosen[:1]) == ["Answered by *assistant* · the next message of <@U1> goes to *security*"]
    assert chosen[1]["block_id"] == "agents:security"
    assert chosen[1]["elements"][0]["initial_option"] == options[1]
    assert words(reply_tail("assistant", CATALOG)[:1]) == ["Answered by *assistant*"]


def test_a_form_names_every_agent_however_many_there_are() -> None:
    many = Catalog({f"a{n:03}": Agent(f"a{n:03}", "d" * 300, "", "m") for n in range(150)}, "a000")
    view = ask_view(many.agents.values(), "a000", "quoted <@U1>\n\nmessage", "{}")
    assert flaws_of_view(view) == []
    assert flaws_of_view(home_view(many, None, at=AT)) == []
    assert flaws_of_message(reply_tail("a000", many)) == []


LINES = st.lists(st.sampled_from(["word " * 40, "x" * 700, "```", "", "- item", "y" * 12_000]), max_size=60)


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_a_long_answer_is_cut_at_line_ends_into_messages_that_slack_takes(lines: list[str]) -> None:
    parts = split_markdown("\n".join(lines))
    assert all(len(part) <= LIMIT + 50 for part in parts)
    together = "".join(parts).replace("```", "").replace("\n", "").replace(" ", "")
    assert together == "".join(lines).replace("```", "").replace(" ", "")
    assert all(part.count("```") % 2 == 0 for part in parts[:-1])


@settings(max_examples=60, deadline=None)
@given(LINES, st.lists(st.integers(0, 30_000), max_size=6))
def test_what_was_shown_of_a_growing_answer_is_never_taken_back(lines: list[str], cuts: list[int]) -> None:
    text = "\n".join(lines)
    whole = split_markdown(text)
    for cut in cuts:
        *full, last = split_markdown(text[:cut])
        shown = [*full, last[: sendable(last)]]
        assert all(
            now.startswith(before.removesuffix("\n```").rstrip("\n")) for before, now in zip(shown, whole, strict=False)
        )
