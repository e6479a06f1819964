"""From a meaning and what the tools said to an answer in markdown, as a colleague would write it in a few lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from app.local.messages.brains.offline.account import account_note
from app.local.messages.brains.offline.asked import Results
from app.local.messages.brains.offline.meanings import (
    LAST,
    NEXT,
    About,
    Courtesy,
    Meaning,
    MyList,
    OfAccount,
    Recap,
    Rule,
    Scan,
    Why,
)
from app.local.messages.brains.offline.playbook import explained_note, list_note, rule_note
from app.local.messages.brains.offline.thread import findings_note, said_note

SIGNATURE = "_I am the offline stand-in: I match sentences and read tools, no model is involved._"
ABILITIES = {
    "my_list": "what is on your list (“what is on my list?”, “who should I call first?”)",
    "explain_row": "why an account is on it (“why is Acme on my list?”, “and the second one?”)",
    "explain_rule": "how a rule works (“how does the rule quiet accounts work?”, “explain the rules”)",
    "account_details": "what is going on with an account (“what about Acme?”, “its tickets”)",
    "scan_thread": "what in this thread needs care (“check this thread”)",
    "log_call": "that you called somebody (“I called Acme and left a message”), so that it is proposed for HubSpot",
    "create_task": "what to remind you of (“remind me about Acme next Tuesday at 10”)",
    "update_account": "what to move (“push the renewal of Acme to 1 March”)",
    "read_thread": "who said what here (“what was said in this thread?”)",
}
KNOWN = re.compile(r"(Known are: (?:[^,]+, ){5}[^,]+), .*$")  # a tool may name every account there is
FOR_MODELS = re.compile(r"\s*\b(Say so|Ask which|Ask it|Send)\b[^.]*\.?")  # what a tool tells its caller to do

Json = dict[str, Any]


def say(meaning: Meaning, results: Results, offered: set[str]) -> str:
    match meaning:
        case Courtesy(kind):
            return _courtesy(kind, offered)
        case MyList():
            return _told(results.of(MyList.call), list_note)
        case Why():
            return _of_account(meaning, results, explained_note)
        case About(account=account, section=section):
            return _of_account(meaning, results, lambda told: account_note(told, account, section))
        case Rule():
            return _told(results.of(meaning.call), rule_note)
        case Scan():
            return _told(results.of(meaning.call), findings_note)
        case Recap():
            return _told(results.of(meaning.call), said_note)
    raise AssertionError(f"{meaning!r} has no words: give it a case here")


def cannot(tool: str, offered: set[str]) -> str:
    missing = ABILITIES.get(tool, tool).split(" (")[0]
    return f"I cannot look up {missing} here, and I do not know which agent can. {abilities(offered)}"


def confused(words: str, offered: set[str]) -> str:
    quoted = words if len(words) <= 80 else words[:79] + "…"
    return f"I did not understand “{quoted}”. {abilities(offered)}"


def abilities(offered: set[str]) -> str:
    known = [f"- {words}" for tool, words in ABILITIES.items() if tool in offered]
    if not known:
        return "I have no tool here that I know how to use; I can only say hello."
    return "\n".join(["Here I can tell you:", *known])


def _courtesy(kind: str, offered: set[str]) -> str:
    match kind:
        case "hello":
            return "Hello! Ask me what is on your list, why an account is on it, or what is going on with one."
        case "thanks":
            return "You are welcome."
        case "changes":
            return f"No tool of mine compares one day with another. {abilities(offered)}"
    return abilities(offered)


def _of_account(meaning: OfAccount, results: Results, note: Callable[[Json], str]) -> str:
    call = meaning.asked_of(results)
    if call is not None:
        return _told(results.of(call), note)
    listed = results.of(MyList.call)
    if "error" in listed or not listed.get("rows"):
        return _told(listed, list_note)
    if meaning.rank == NEXT:
        return "Everything on your list is handled."
    which = "last row" if meaning.rank == LAST else f"number {meaning.rank}"
    return f"There is no {which} on your list: it has {len(listed['rows'])} rows."


def _told(told: Json, note: Callable[[Json], str]) -> str:
    if "error" in told:
        return _plainly(str(told["error"]))
    return _plainly(str(told["text"])) if "text" in told and len(told) == 1 else note(told)


def _plainly(error: str) -> str:
    """A tool's error without what it asks of a model, said to the person."""
    said = (
        KNOWN.sub(r"\1 and others.", FOR_MODELS.sub("", error))
        .replace("of the asker", "of yours")
        .replace("the asker", "you")
        .strip()
    )
    return said or error
