"""The demo's stand-in for a model when there is no key: it matches sentences, calls tools, and writes what they said.

It understands (any case, typos in the key words forgiven, the question mark optional):

    what is on my list · my list · what should I do today · anything urgent                       my_list
    why is X on my list / first / here / not here · why X? · how many points does X have          explain_row
    why is this first? · number 3? · and the second one? · who should I call first?      my_list, then explain_row
    how does the rule X work · what does X mean · explain the rules · how is the score made       explain_rule
    tell me about X · what about X? · what is going on with X · when did we last call X · X?      account_details
    tickets of X (deals, contacts) · its tickets · tell me about the second one                   account_details
    check / review / scan this (thread) · any secrets here?                                       scan_thread
    summarise this thread · what was said here · who said what                                    read_thread
    I called X and left a message · note for X: … · the others in `updates`       what proposes such a write
    hello · thanks · help · what changed since yesterday, to which it says that no tool can tell

"it", "this one" and "they" are the account spoken of last in the thread, else the first of its list; "the second" and
"number 2" are rows of that list. With scan_thread as the only tool, anything said means: scan. It looks at nothing but
the request, decides by nothing but these sentences, and says at the end of each reply that it is no model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.local.messages.brains.offline import asked, write
from app.local.messages.brains.offline.asked import Results
from app.local.messages.brains.offline.meanings import Meaning, Scan, with_account
from app.local.messages.brains.offline.understand import understand
from app.local.messages.brains.offline.updates import TOOLS, elsewhere, moment_of, updates
from app.local.messages.brains.offline.updates import told as told_of
from app.local.messages.request import Request, offered_tools
from app.local.messages.turn import ToolUse, Turn

if TYPE_CHECKING:
    from app.local.messages.room import Room

PACE_MS = 10  # between words: quick to read along, slow enough to be seen streaming


def answer(room: Room, request: Request) -> Turn:
    turn = reply_to(request)
    return Turn(turn.text, turn.thinking, turn.tool_uses, pace_ms=int(room.settings.get("pace_ms", PACE_MS)))


def reply_to(request: Request) -> Turn:
    """The next turn, a pure function of the request: first every tool call that is still needed, then the words."""
    offered, results = set(offered_tools(request)), asked.results(request)
    calls: list[ToolUse] = []
    parts: list[str] = []
    for spoken in asked.spoken(request):
        words = asked.words_of(spoken)
        if told := updates(words, moment_of(spoken), asked.spoken_of(request)):
            calls += [use for use in told if use.name in offered and results.of(use) is None and use not in calls]
            known = [use for use in told if results.of(use)]
            parts.append(told_of(known, results) if TOOLS & offered else elsewhere(words))
            continue
        meaning = Scan() if offered == {"scan_thread"} else with_account(understand(words), asked.spoken_of(request))
        call = meaning.next_call(results) if meaning else None
        if call is None:
            parts.append(_say(meaning, results, words, offered))
        elif call.name not in offered:
            parts.append(write.cannot(call.name, offered))
        elif call not in calls:
            calls.append(call)
    if calls:
        return Turn(thinking="This needs what the tools know.", tool_uses=tuple(calls))
    return Turn(text="\n\n".join([*parts, write.SIGNATURE]), thinking="All that is needed is here.")


def _say(meaning: Meaning | None, results: Results, words: str, offered: set[str]) -> str:
    return write.say(meaning, results, offered) if meaning else write.confused(words, offered)
