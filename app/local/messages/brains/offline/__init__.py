"""The demo's stand-in for a model when there is no key: it matches sentences, calls tools, and writes what they said.

It understands (any case, typos in the key words forgiven, the question mark optional):

    what is on my list · my list · what should I do today           my_list
    why is X on my list / first / here / so high · why X?           explain_row
    why is this first? · why number 3?                              my_list, then explain_row
    how does the rule X work · what does X mean · explain the rules explain_rule
    tell me about X · what is going on with X · what happened with X · tickets of X (deals, contacts)   account_details
    check / review / scan this (thread)                             scan_thread
    hello · thanks · help

With scan_thread as the only tool, anything said means: scan. It looks at nothing but the request, decides by nothing
but these sentences, and says at the end of each reply that it is no model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.local.messages.brains.offline import asked, write
from app.local.messages.brains.offline.asked import Results
from app.local.messages.brains.offline.meanings import Meaning, Scan
from app.local.messages.brains.offline.understand import understand
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
    for words in asked.questions(request):
        meaning = Scan() if offered == {"scan_thread"} else understand(words)
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
    return write.say(meaning, results) if meaning else write.confused(words, offered)
