"""The offline stand-in: which sentences it understands, and whole conversations with tools that answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.local.messages.brains import offline
from app.local.messages.brains.offline.meanings import LAST, NEXT, About, Courtesy, MyList, Recap, Rule, Scan, Why
from app.local.messages.brains.offline.understand import understand
from app.local.messages.checks.betas import TOOL_CHANGES
from tests.local.messages.speak import ask, results, said, text, tool

MEANINGS = [
    ("what is on my list", MyList()),
    ("What's on my list today?", MyList()),
    ("My list!", MyList()),
    ("What should I do today?", MyList()),
    ("waht is on my lst", MyList()),
    ("anything urgent?", MyList()),
    ("Why is Acme Corp on my list?", Why("Acme Corp")),
    ("why is Orchard & Sun here?", Why("Orchard & Sun")),
    ("why is *Müller & Söhne* still on my list", Why("Müller & Söhne")),
    ("Why is <https://hub.example/1|Acme> so high up?", Why("Acme")),
    ("Why Acme?", Why("Acme")),
    ("why is Acme not on my list?", Why("Acme")),
    ("why is Acme on Nadia's list?", Why("Acme")),
    ("how many points does Acme have?", Why("Acme")),
    ("why is The First Bank on top", Why("The First Bank")),
    ("wyh is Acme on my list", Why("Acme")),
    ("why is this first?", Why(rank=1)),
    ("why is the first one on my list?", Why(rank=1)),
    ("why is that one third", Why(rank=3)),
    ("why is the second one on my list?", Why(rank=2)),
    ("why is number 4 on my list?", Why(rank=4)),
    ("and the second one?", Why(rank=2)),
    ("what about number 3?", Why(rank=3)),
    ("and the last one?", Why(rank=LAST)),
    ("who should I call first?", Why(rank=NEXT)),
    ("where do I start?", Why(rank=NEXT)),
    ("Why?", Why()),
    ("why is it here?", Why()),
    ("how does the rule quiet accounts work?", Rule("quiet_accounts")),
    ("what does “Open Tickets” mean?", Rule("open_tickets")),
    ("explain the rule stage-stuck", Rule("stage_stuck")),
    ("explain the rules", Rule("")),
    ("how is the score computed?", Rule("")),
    ("tell me about Acme", About("Acme")),
    ("What is going on with the account Acme?", About("Acme")),
    ("whats happening at Acme Corp.", About("Acme Corp")),
    ("what about Larkin?", About("Larkin")),
    ("and Larkin?", About("Larkin")),
    ("Orchard & Sun", About("Orchard & Sun")),
    ("Larkin?", About("Larkin")),
    ("when did we last talk to Acme?", About("Acme")),
    ("summarise Acme", About("Acme")),
    ("tell me about the second one", About(rank=2)),
    ("tell me more about it", About()),
    ("tickets of Acme", About("Acme", section="tickets")),
    ("What open tickets does Acme have?", About("Acme", section="tickets")),
    ("Acme's deals", About("Acme", section="deals")),
    ("its tickets", About(section="tickets")),
    ("who are the contacts at Acme?", About("Acme", section="contacts")),
    ("check this thread", Scan()),
    ("Please review this for secrets", Scan()),
    ("can you scan the thread above?", Scan()),
    ("summarise this thread", Recap()),
    ("what was said here?", Recap()),
    ("hello", Courtesy("hello")),
    ("Good morning, everyone!", Courtesy("hello")),
    ("thanks a lot", Courtesy("thanks")),
    ("what can you do?", Courtesy("help")),
    ("what changed since yesterday?", Courtesy("changes")),
    ("1. Acme · 87 points\nwhy is Globex here?", Why("Globex")),
    ("please book me a flight", None),
    ("Larkin", None),
    ("", None),
]


@pytest.mark.parametrize(("words", "meaning"), MEANINGS, ids=[words[:40] for words, _ in MEANINGS])
def test_sentences_and_what_they_mean(words, meaning):
    assert understand(words) == meaning


LISTED = {
    "date": "2026-11-23",
    "data_as_of": "2026-11-23T14:00:00.001028+00:00",
    "rows": [
        {
            "rank": 1,
            "account": "Acme",
            "id": "7",
            "score": 87.0,
            "group": "gone_quiet",
            "reasons": ["no touch in 45 days (+60)", "tier A (+27)"],
        },
        {"rank": 2, "account": "Globex", "id": "8", "score": 39.1, "group": "owe_an_answer", "reasons": []},
    ],
    "more": 3,
    "notes": ["HubSpot did not answer."],
}
EXPLAINED = {
    "account": "Acme",
    "id": "7",
    "rank": 1,
    "score": 87.0,
    "rules": [
        {"rule": "account_size", "points": 27.0, "reason": "tier A", "facts": {"tier": "A", "revenue": None}},
        {"rule": "quiet_accounts", "points": 60.0, "reason": "no touch in 45 days", "facts": {"days": 45}},
        {"rule": "stuck_deals", "points": 0.0, "reason": "", "facts": {"slow_days": None}},
    ],
    "standing": ["One call today takes it off the list."],
}
HOST = "http://127.0.0.1:8897/hubspot"
DETAILS = {
    "account": {
        "id": "7",
        "name": "Orchard & Sun",
        "domain": "orchardsun.example",
        "owner_id": "8111",
        "tier": "A",
        "revenue": 454000.0,
        "last_contacted_at": "2026-11-20T14:30:00Z",
        "renewal_on": "2027-02-20",
        "url": f"{HOST}/7",
        "owner": "Nadia Brooks",
    },
    "contacts": [{"id": "5", "name": "Luis Nguyen", "email": "luis@orchardsun.example", "title": "IT"}],
    "deals": [
        {
            "id": "61",
            "name": "Orchard & Sun: Renewal",
            "amount": 9000.0,
            "stage": "Fit confirmed",
            "close_on": "2026-12-12",
            "is_closed": 0,
            "url": f"{HOST}/61",
        },
        {"id": "62", "name": "First order", "stage": "Closed won", "is_closed": 1},
    ],
    "tickets": [
        {
            "id": "72",
            "subject": "Exports [are] empty",
            "priority": "HIGH",
            "is_closed": 0,
            "waiting_since": "2026-11-22T00:41:00Z",
        },
        {
            "id": "71",
            "subject": "Cannot release trucks",
            "priority": "URGENT",
            "is_closed": 0,
            "waiting_since": "2026-11-14T14:03:00Z",
            "url": f"{HOST}/71",
        },
        {"id": "73", "subject": "A seat too many", "priority": "LOW", "is_closed": 0, "stage": "Waiting on contact"},
        {"id": "70", "subject": "Solved", "priority": "LOW", "is_closed": 1},
    ],
    "recent_activity": [
        {"id": "meeting:9", "kind": "meeting", "at": "2026-12-01T09:00:00Z", "title": "Planned"},
        {"id": "meeting:8", "kind": "meeting", "at": "2026-11-20T14:30:00Z", "title": "Training", "url": f"{HOST}/8"},
        {"id": "note:7", "kind": "note", "at": "2026-11-13T09:00:00Z", "body": "Nobody called."},
        {"id": "call:6", "kind": "call", "at": "2026-11-12T15:06:00Z", "title": "About the ticket"},
        {"id": "email:5", "kind": "email", "at": "2025-09-26T01:05:00Z", "title": "Intro"},
        {"id": "call:4", "kind": "call", "at": "2025-09-25T01:05:00Z", "title": "A fourth"},
    ],
    "as_of": {"hubspot": "2026-11-25T14:00:00.001028+00:00"},
}
ALL_TOOLS = [tool(name) for name in ("my_list", "explain_row", "explain_rule", "account_details")]
SIGNED = "\n\n" + offline.write.SIGNATURE


async def converse(
    client, words: str, answers: dict[str, Any], then: str = "", **more: Any
) -> tuple[list[tuple[str, Any]], str]:
    """Run the tool loop as the program does, with a second question if there is one: the calls, and the last text."""
    tools = more.pop("tools", ALL_TOOLS)
    messages: list[Any] = [words]
    after = [then] if then else []
    calls = []
    while True:
        reply = await client.messages.create(**ask(*messages, tools=tools, **more))
        uses = [block for block in reply.content if block.type == "tool_use"]
        if not uses and after:
            messages += [said(reply), after.pop()]
            continue
        if not uses:
            return calls, text(reply)
        calls += [(use.name, use.input) for use in uses]
        told = [answers[use.name] for use in uses]
        messages += [said(reply), results(reply, *(one if isinstance(one, str) else json.dumps(one) for one in told))]


async def test_the_list_is_numbered_with_the_main_reason_of_each_row(client):
    calls, answer = await converse(client, "what is on my list?", {"my_list": LISTED})

    assert calls == [("my_list", {})]
    assert answer == (
        "Your list for Monday, 23 Nov has 2 accounts:\n"
        "1. **Acme**: no touch in 45 days · 87 points\n"
        "2. **Globex** · 39.1 points\n"
        "\n3 more rank below these.\n"
        "\nHubSpot did not answer." + SIGNED
    )


async def test_a_place_on_the_list_is_looked_up_there_and_explained_by_points_and_sum(client):
    answers = {"my_list": LISTED, "explain_row": EXPLAINED}
    calls, answer = await converse(client, "why is this first?", answers)
    _, absent = await converse(client, "and number 9?", answers)
    last, _ = await converse(client, "and the last one?", answers)

    assert calls == [("my_list", {}), ("explain_row", {"account": "7"})]
    assert answer == (
        "**Acme** is number 1 on your list with 87 points:\n"
        "- **+60** no touch in 45 days (quiet accounts)\n"
        "- **+27** tier A (account size)\n"
        "\n60 + 27 = **87**\n"
        "\nOne call today takes it off the list." + SIGNED
    )
    assert absent == "There is no number 9 on your list: it has 2 rows." + SIGNED
    assert last[-1] == ("explain_row", {"account": "8"})


async def test_rows_that_are_handled_are_struck_and_the_first_is_the_first_that_is_open(client):
    rows = [{**LISTED["rows"][0], "handled": "not_mine"}, LISTED["rows"][1]]
    answers = {"my_list": {**LISTED, "rows": rows}, "explain_row": EXPLAINED}
    all_done = {"my_list": {**LISTED, "rows": rows[:1]}}
    _, told = await converse(client, "my list", answers)
    calls, _ = await converse(client, "who should I call first?", answers)
    _, nobody = await converse(client, "who should I call first?", all_done)

    assert "1. ~~Acme~~ not mine\n2. **Globex**" in told
    assert calls[-1] == ("explain_row", {"account": "8"})
    assert nobody == "Everything on your list is handled." + SIGNED


async def test_what_is_on_somebody_elses_list_is_not_said_to_be_on_yours(client):
    absent = {**EXPLAINED, "why_not": ["It is on its own owner's list."], "standing": []}
    _, answer = await converse(client, "why is Acme on her list?", {"explain_row": absent})

    assert answer.startswith("**Acme** has 87 points:\n- **+60**")
    assert answer.endswith("= **87**\n\nIt is on its own owner's list." + SIGNED)


async def test_it_is_the_account_spoken_of_last_else_the_first_of_the_list(client):
    answers = {"my_list": LISTED, "explain_row": EXPLAINED, "account_details": DETAILS}
    fresh, _ = await converse(client, "its tickets", answers)
    calls, _ = await converse(client, "why Globex?", answers, then="what about its tickets?")

    assert fresh == [("my_list", {}), ("account_details", {"account": "7"})]
    assert calls == [("explain_row", {"account": "Globex"}), ("account_details", {"account": "Globex"})]


async def test_an_account_is_told_as_a_short_note_with_names_linked_and_no_ids(client):
    _, answer = await converse(client, "tell me about Orchard & Sun", {"account_details": DETAILS})

    assert answer == (
        f"**[Orchard & Sun]({HOST}/7)**: tier A, 454,000 a year, owner Nadia Brooks, last contact 5 days ago, "
        "renews 20 Feb 2027\n\n"
        "**Open tickets**\n"
        f"- [Cannot release trucks]({HOST}/71): urgent, waiting 11 days\n"
        "- Exports (are) empty: high, waiting 3 days\n"
        "- A seat too many: low, Waiting on contact\n\n"
        "**Open deals**\n"
        f"- [Renewal]({HOST}/61): 9,000, Fit confirmed, closes 12 Dec\n\n"
        "**Last touches**\n"
        "- 20 Nov, meeting: Training\n"
        "- 12 Nov, call: About the ticket\n"
        "- 26 Sep 2025, email: Intro" + SIGNED
    )


async def test_one_part_of_an_account_can_be_asked_for_and_what_is_absent_is_said_once(client):
    bare = {"account": {"name": "Acme"}, "contacts": [], "deals": [], "tickets": [], "recent_activity": []}
    _, deals = await converse(client, "deals of Orchard & Sun", {"account_details": DETAILS})
    _, contacts = await converse(client, "contacts at Orchard & Sun", {"account_details": DETAILS})
    _, empty = await converse(client, "tell me about Acme", {"account_details": bare})

    assert deals.startswith(f"**[Orchard & Sun]({HOST}/7)**: one open deal, 1 closed\n- [Renewal]")
    assert "- Luis Nguyen, IT, luis@orchardsun.example" in contacts
    assert empty == "**Acme**: no contact on record\n\nNo open tickets and no open deals." + SIGNED


async def test_which_account_is_meant_is_asked_where_several_may_be(client):
    several = {"problem": "2 accounts match", "candidates": [{"name": "Acme", "url": HOST, "owner": "Maya"}]}
    _, asked = await converse(client, "what about Acme?", {"account_details": several})
    _, none = await converse(client, "what about Acme?", {"account_details": {"problem": "No", "candidates": []}})

    assert asked == f"Which account do you mean by “Acme”?\n- [Acme]({HOST}) (Maya)" + SIGNED
    assert none == "I see no account called “Acme” among yours and your team's." + SIGNED


async def test_rules_are_explained_one_by_one_or_listed(client):
    one = {
        "rule": "quiet_accounts",
        "words": "Nobody spoke to them.",
        "group": "gone_quiet",
        "params": {"quiet_days_a": 21, "quiet_most": 45},
        "facts": ["days"],
        "code": "return 1\n",
    }
    _, answer = await converse(client, "how does the rule quiet accounts work?", {"explain_rule": one})
    _, listed = await converse(client, "explain the rules", {"explain_rule": {"playbook": "Daily", "rules": [one]}})

    assert answer == (
        "**Quiet accounts**: Nobody spoke to them. It puts an account under *Gone quiet*.\n\n"
        "It is set to quiet days a 21 and quiet most 45.\n\n"
        "This is all it does:\n```\nreturn 1\n```" + SIGNED
    )
    assert listed == (
        "Each rule gives points, and the sum ranks the list:\n- **Quiet accounts**: Nobody spoke to them." + SIGNED
    )


async def test_with_scan_thread_alone_anything_said_is_a_scan_and_the_worst_comes_first(client):
    phone = {
        "kind": "personal",
        "what": "phone number",
        "where": "message of <@U1>",
        "why": "Delete it.",
        "excerpt": "",
    }
    key = {"kind": "secret", "what": "AWS access key", "where": "message 3", "why": "Revoke it.", "excerpt": "AKIA•••"}
    tools = [tool("scan_thread")]
    found = {"scan_thread": {"findings": [phone, key], "messages": 4}}
    calls, answer = await converse(client, "anything wrong?", found, tools=tools)
    _, clean = await converse(client, "check", {"scan_thread": {"findings": [], "messages": 1}}, tools=tools)

    assert calls == [("scan_thread", {})]
    assert answer == (
        "I went through 4 messages and found 2 things, worst first:\n"
        "1. **AWS access key**, message 3: `AKIA•••` Revoke it.\n"
        "2. **Phone number**, message of <@U1>: Delete it." + SIGNED
    )
    assert clean.startswith("I went through one message and found no secrets, personal data or risky links. That is no")


async def test_who_said_what_in_the_thread_is_told_the_latest_where_it_is_long(client):
    said_here = [
        {"where": f"message of <@U1>, 25 Nov 14:0{n} UTC", "text": f"AKIAABCDEFGHIJKLMNOP\n{n}"} for n in range(9)
    ]
    tools = [tool("read_thread"), tool("my_list")]
    _, all_of_it = await converse(
        client, "what was said here?", {"read_thread": {"messages": said_here[:1]}}, tools=tools
    )
    _, latest = await converse(client, "summarise this thread", {"read_thread": {"messages": said_here}}, tools=tools)

    assert all_of_it == ("I cannot sum up, but this is who said what:\n- <@U1>, 25 Nov 14:00 UTC: AKIA••• 0" + SIGNED)
    assert latest.startswith(
        "I cannot sum up 9 messages, but these are the last 8:\n- <@U1>, 25 Nov 14:01 UTC: AKIA••• 1"
    )


NOT_FOUND = {"error": "no account like 'Acme'"}


@pytest.mark.parametrize("told", [NOT_FOUND, "no account like 'Acme'", f"[from the CRM] {json.dumps(NOT_FOUND)} (end)"])
async def test_what_a_tool_could_not_do_is_told_plainly(client, told):
    _, answer = await converse(client, "why Acme?", {"explain_row": told})

    assert "no account like 'Acme'" in answer
    assert "{" not in answer


async def test_an_error_meant_for_a_model_is_told_to_the_person_and_names_a_few(client):
    told = f"No account of the asker is called 'Acme'. Known are: {', '.join('ABCDEFGHIJ')}. Say so; do not guess."
    _, answer = await converse(client, "why Acme?", {"explain_row": told})

    assert answer == "No account of yours is called 'Acme'. Known are: A, B, C, D, E, F and others." + SIGNED


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
    assert "Your list for Monday, 23 Nov" in text(third)
    assert "**+60** no touch in 45 days" in text(third)
    assert text(third).count("offline stand-in") == 1
