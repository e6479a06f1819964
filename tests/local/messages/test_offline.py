"""The offline stand-in: which sentences it understands, and whole conversations with tools that answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.local.messages.brains import offline
from app.local.messages.brains.offline.meanings import About, Courtesy, MyList, Rule, Scan, Why
from app.local.messages.brains.offline.understand import understand
from app.local.messages.checks.betas import TOOL_CHANGES
from tests.local.messages.speak import ask, results, said, text, tool

MEANINGS = [
    ("what is on my list", MyList()),
    ("What's on my list today?", MyList()),
    ("My list!", MyList()),
    ("show me my list please", MyList()),
    ("What should I do today?", MyList()),
    ("waht is on my lst", MyList()),
    ("Why is Acme Corp on my list?", Why("Acme Corp")),
    ("why is *Müller & Söhne* still on my list", Why("Müller & Söhne")),
    ("why's Acme here?", Why("Acme")),
    ("Why is <https://hub.example/1|Acme> so high up?", Why("Acme")),
    ("Why Acme?", Why("Acme")),
    ("why is The First Bank on top", Why("The First Bank")),
    ("why is this first?", Why(rank=1)),
    ("Why?", Why(rank=1)),
    ("why is the first one on my list?", Why(rank=1)),
    ("why is that one third", Why(rank=3)),
    ("why is number 4 on my list?", Why(rank=4)),
    ("wyh is Acme on my list", Why("Acme")),
    ("how does the rule quiet accounts work?", Rule("quiet_accounts")),
    ("How does quiet_accounts work", Rule("quiet_accounts")),
    ("what does “Open Tickets” mean?", Rule("open_tickets")),
    ("explain the rule stage-stuck", Rule("stage_stuck")),
    ("explain the rules", Rule("")),
    ("What are the rules?", Rule("")),
    ("tell me about Acme", About("Acme")),
    ("What is going on with the account Acme?", About("Acme")),
    ("whats happening at Acme Corp.", About("Acme Corp")),
    ("what happened with Acme", About("Acme")),
    ("tickets of Acme", About("Acme", "tickets")),
    ("What open tickets does Acme have?", About("Acme", "tickets")),
    ("show me the deals with Acme", About("Acme", "deals")),
    ("check this thread", Scan()),
    ("Please review this for secrets", Scan()),
    ("can you scan the thread above?", Scan()),
    ("hello", Courtesy("hello")),
    ("Good morning, everyone!", Courtesy("hello")),
    ("thanks a lot", Courtesy("thanks")),
    ("what can you do?", Courtesy("help")),
    ("1. Acme · 87 points\nwhy is Globex here?", Why("Globex")),
    ("please book me a flight", None),
    ("", None),
]


@pytest.mark.parametrize(("words", "meaning"), MEANINGS, ids=[words[:40] for words, _ in MEANINGS])
def test_sentences_and_what_they_mean(words, meaning):
    assert understand(words) == meaning


LISTED = {
    "date": "2026-11-23",
    "data_as_of": "08:40",
    "rows": [
        {"rank": 1, "account": "Acme", "score": 87.0, "group": "gone quiet", "reasons": ["no contact for 45 days"]},
        {"rank": 2, "account": "Globex", "score": 40, "group": "owe an answer", "reasons": ["2 urgent tickets"]},
    ],
    "more": 3,
}
EXPLAINED = {
    "account": "Acme",
    "rank": 1,
    "score": 87,
    "rules": [
        {"rule": "quiet_accounts", "points": 60, "reason": "no contact for 45 days", "facts": {"days": 45}},
        {"rule": "tier", "points": 27, "reason": "tier A", "facts": {}},
    ],
}
ALL_TOOLS = [tool(name) for name in ("my_list", "explain_row", "explain_rule", "account_details")]
SIGNED = "\n\n" + offline.write.SIGNATURE


async def converse(client, words: str, answers: dict[str, Any], **more: Any) -> tuple[list[tuple[str, Any]], str]:
    """Run the tool loop as the program does: the calls made, and the text at the end."""
    tools = more.pop("tools", ALL_TOOLS)
    messages: list[Any] = [words]
    calls = []
    while True:
        reply = await client.messages.create(**ask(*messages, tools=tools, **more))
        uses = [block for block in reply.content if block.type == "tool_use"]
        if not uses:
            return calls, text(reply)
        calls += [(use.name, use.input) for use in uses]
        told = [answers[use.name] for use in uses]
        messages += [said(reply), results(reply, *(one if isinstance(one, str) else json.dumps(one) for one in told))]


async def test_the_list_is_told_row_by_row(client):
    calls, answer = await converse(client, "what is on my list?", {"my_list": LISTED})

    assert calls == [("my_list", {})]
    assert answer == (
        "Your list for 2026-11-23 has 2 accounts (data as of 08:40):\n"
        "1. **Acme** · gone quiet · 87 points: no contact for 45 days\n"
        "2. **Globex** · owe an answer · 40 points: 2 urgent tickets\n"
        "And 3 more further down." + SIGNED
    )


async def test_a_bare_why_takes_the_first_row_and_explains_it(client):
    calls, answer = await converse(client, "why is this first?", {"my_list": LISTED, "explain_row": EXPLAINED})

    assert calls == [("my_list", {}), ("explain_row", {"account": "Acme"})]
    assert answer == (
        "**Acme** is number 1 on your list with 87 points:\n"
        "- `quiet_accounts` +60: no contact for 45 days (days 45)\n"
        "- `tier` +27: tier A\n"
        "Together that makes 87." + SIGNED
    )


async def test_an_account_is_told_with_what_is_on_record(client):
    details = {
        "account": {"name": "Acme", "tier": "A", "revenue": 120000.0, "owner": "Maya"},
        "contacts": [],
        "deals": [{"name": "Renewal", "stage": "negotiation", "amount": 9000}],
        "tickets": [{"subject": f"Ticket {n}", "priority": "HIGH"} for n in range(7)],
        "recent_activity": ["call on 9 October"],
    }
    _, answer = await converse(client, "tell me about Acme", {"account_details": details})
    _, tickets = await converse(client, "tickets of Acme?", {"account_details": details})

    assert answer.startswith(
        "**Acme**: tier A, revenue 120000, owner Maya\nDeals:\n- Renewal (stage negotiation, amount"
    )
    assert "- Ticket 4 (priority HIGH)\n- and 2 more\nLately:\n- call on 9 October\nNo contacts on record." in answer
    assert "Renewal" not in tickets
    assert "- Ticket 0 (priority HIGH)" in tickets


async def test_rules_are_explained_one_by_one_or_listed(client):
    one = {"rule": "quiet_accounts", "words": "Nobody spoke to them.", "params": {"days": 30}, "code": "return 1\n"}
    _, answer = await converse(client, "how does the rule quiet accounts work?", {"explain_rule": one})
    _, listed = await converse(client, "explain the rules", {"explain_rule": {"rules": [one, "tier"]}})

    assert answer == (
        "**quiet_accounts**: Nobody spoke to them.\nIt is set to days 30.\n"
        "This is all it does:\n```\nreturn 1\n```" + SIGNED
    )
    assert listed == "The rules:\n- `quiet_accounts`: Nobody spoke to them.\n- `tier`" + SIGNED


async def test_with_scan_thread_alone_anything_said_is_a_scan(client):
    finding = {"kind": "secret", "where": "message 3", "why": "It looks like a key.", "excerpt": "sk-…"}
    tools = [tool("scan_thread")]
    found = {"scan_thread": {"findings": [finding], "messages": 4}}
    calls, answer = await converse(client, "anything wrong?", found, tools=tools)
    _, clean = await converse(client, "check", {"scan_thread": {"findings": [], "messages": 1}}, tools=tools)

    assert calls == [("scan_thread", {})]
    assert answer == (
        "I went through 4 messages and found one thing:\n- **secret** in message 3: `sk-…`. It looks like a key."
        + SIGNED
    )
    assert clean == "I went through one message and found nothing that needs care." + SIGNED


NOT_FOUND = {"error": "no account like 'Acme'"}


@pytest.mark.parametrize("told", [NOT_FOUND, "no account like 'Acme'", f"[from the CRM] {json.dumps(NOT_FOUND)} (end)"])
async def test_what_a_tool_could_not_do_is_told_plainly(client, told):
    _, answer = await converse(client, "why Acme?", {"explain_row": told})

    assert "no account like 'Acme'" in answer
    assert "{" not in answer


async def test_what_it_does_not_understand_or_cannot_look_up_it_says_and_names_what_it_can(client):
    _, confused = await converse(client, "[2026-11-23T09:00+00:00] Maya <@U1>:\nplease book me a flight", {})
    _, unable = await converse(client, "tickets of Acme", {}, tools=[tool("my_list")])

    assert confused.startswith("I did not understand “please book me a flight”. Here I can tell you:\n- what is on")
    assert unable.startswith(
        "I cannot look up what is going on with an account here, and I do not know which agent can."
    )
    assert "- what is on your list" in unable
    assert confused.endswith(SIGNED)


async def test_tools_that_come_and_go_in_the_conversation_are_respected(client):
    tools = [tool("my_list"), tool("scan_thread", defer_loading=True)]

    def change(kind: str, name: str) -> dict[str, Any]:
        return {"type": kind, "tool": {"type": "tool_reference", "name": name}}

    switch = {"role": "system", "content": [change("tool_addition", "scan_thread"), change("tool_removal", "my_list")]}
    reply = await client.beta.messages.create(**ask("what is on my list?", switch, tools=tools, betas=[TOOL_CHANGES]))

    assert [block.name for block in reply.content if block.type == "tool_use"] == ["scan_thread"]


async def test_two_people_who_ask_before_it_answers_are_both_answered(client):
    first = await client.messages.create(**ask("what is on my list?", tools=ALL_TOOLS))
    handed = results(first, json.dumps(LISTED))
    handed["content"].append({"type": "text", "text": "<@U1> why Acme?"})
    second = await client.messages.create(**ask("what is on my list?", said(first), handed, tools=ALL_TOOLS))
    last = ["what is on my list?", said(first), handed, said(second), results(second, json.dumps(EXPLAINED))]
    third = await client.messages.create(**ask(*last, tools=ALL_TOOLS))

    assert [block.name for block in second.content if block.type == "tool_use"] == ["explain_row"]
    assert "Your list for 2026-11-23" in text(third)
    assert "`quiet_accounts` +60" in text(third)
    assert text(third).count("offline stand-in") == 1
