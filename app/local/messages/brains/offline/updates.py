"""What people tell about their accounts, as calls of the tools that propose writes. Several in one message are several.

I called X (and left a message / a voicemail / nobody answered)      log_call
log a call with X: ...                                               log_call
note for X: ...                                                      log_note
push the renewal of X to DATE                                        update_account
push the close date of X to DATE                                     update_deal
remind me about X next Tuesday at 10                                 create_task
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from app.local.messages.brains.offline.asked import Results
from app.local.messages.brains.offline.phrases import plain
from app.local.messages.brains.offline.when import WHEN, read_when
from app.local.messages.turn import ToolUse

AGENT = "account-updates"
TOOLS = frozenset({"log_call", "log_note", "update_account", "update_deal", "create_task"})
_NEXT = r"(?:left|push|move|set|they|nobody|no one|no answer|remind|it was|got|put|spoke|reached)\b"
_END = rf"(?=$|[,.;:!]| (?:and|but|then) (?:i )?{_NEXT})"
_WHEN = re.sub(r"\?P<\w+>", "?:", WHEN)  # the groups are read later


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_CALLED = _compile(rf"(?:^|\bi(?:'ve| have)?(?: just)? )(?:called|rang|phoned|tried) (?P<name>[^,.;:!]+?){_END}")
_SPOKE = _compile(rf"\bi(?:'ve| have)?(?: just)? (?:spoke|talked|spoken) (?:to|with) (?P<name>[^,.;:!]+?){_END}")
_LOG = _compile(r"^(?:please )?log (?:a|my|the) call (?:with|to) (?P<name>[^:]+?)(?:: ?(?P<note>.+))?$")
_NOTE = _compile(r"^(?:please )?(?:add |write )?(?:a )?note (?:for|on|to|about) (?P<name>[^:]+?): ?(?P<text>.+)$")
_MOVE = _compile(
    r"\b(?:push|move|set|change|put|shift) (?:the |their |its )?(?P<what>renewal(?: date)?|clos(?:e|ing) date)"
    rf"(?: (?:of|for|at|with) (?P<name>[^,.;:!]+?))? (?:to|until|back to|out to) (?P<when>{_WHEN})(?=$|[,.;!]| and )"
)
_REMIND = _compile(
    r"\bremind me (?:about|of|to (?P<todo>call|email|visit|meet|write to|check on|follow up with)) "
    rf"(?P<name>[^,.;:!]+?) (?P<when>{_WHEN})(?=$|[,.;!]| and )"
)
_OUTCOMES = (
    (_compile(r"\blive message\b"), "live_message"),
    (_compile(r"\bvoice ?mail\b"), "voicemail"),
    (_compile(r"\bleft (?:him |her |them )?a message\b"), "left_message"),
    (_compile(r"\b(?:no answer|nobody (?:answered|picked up)|no one (?:answered|picked up))\b"), "no_answer"),
    (_compile(r"\b(?:was|line) busy\b"), "busy"),
    (_compile(r"\bwrong number\b"), "wrong_number"),
)


def updates(words: str, at: datetime, spoken_of: str = "") -> list[ToolUse]:
    """`at`: when they said it; `spoken_of`: the account that was spoken of before. Empty: they tell nothing."""
    line = _plain(words)
    called = list(_calls(line))
    account = next((str(use.input["account"]) for use in called), spoken_of)
    return [*called, *_notes(line), *_moves(line, at, account), *_reminders(line, at)]


def moment_of(header: str) -> datetime:
    """From `[2026-11-23T09:05+00:00] Name:`."""
    found = re.match(r"\[([^\]\n]+)\]", header)
    try:
        return datetime.fromisoformat(found[1]) if found else datetime.now(UTC)
    except ValueError:
        return datetime.now(UTC)


def told(uses: Iterable[ToolUse], results: Results) -> str:
    lines = [_told(results.of(use)) for use in uses]
    return "\n".join(dict.fromkeys(lines))


def elsewhere(words: str) -> str:
    return f"Writing to HubSpot is another agent's work. Say: `!agent {AGENT} {plain(words)}`"


def _told(result: Any) -> str:
    said = str(result.get("text") or "")
    if number := re.search(r"#\d+", said):
        is_waiting = "waits" in said
        return f"{number[0]} " + ("waits for your yes, on the card below." if is_waiting else "is being written.")
    if candidates := result.get("candidates"):
        names = "; ".join(_candidate(each) for each in candidates)
        return f"{plain(result.get('problem'))}\n{names}"
    return f"That did not work: {plain(result.get('error') or result.get('problem') or said)}"


def _candidate(each: dict[str, Any]) -> str:
    more = ", ".join(plain(each[name]) for name in ("domain", "owner") if each.get(name))
    return f"**{plain(each.get('name'))}**" + (f" ({more})" if more else "")


def _calls(line: str) -> Iterator[ToolUse]:
    if found := _LOG.search(line):
        note = found["note"] or ""
        call = {"account": _name(found["name"]), "outcome": _outcome(note) or "connected"}
        yield ToolUse("log_call", call | ({"note": note} if note else {}))
    elif found := _CALLED.search(line):
        yield ToolUse("log_call", {"account": _name(found["name"]), "outcome": _outcome(line) or "connected"})
    elif found := _SPOKE.search(line):
        yield ToolUse("log_call", {"account": _name(found["name"]), "outcome": "connected"})


def _notes(line: str) -> Iterator[ToolUse]:
    if found := _NOTE.search(line):
        yield ToolUse("log_note", {"account": _name(found["name"]), "text": found["text"]})


def _moves(line: str, at: datetime, account: str) -> Iterator[ToolUse]:
    for found in _MOVE.finditer(line):
        when, name = read_when(found["when"], at), _name(found["name"] or "") or account
        if when and name:
            is_renewal = found["what"].lower().startswith("renewal")
            tool, field = ("update_account", "renewal_on") if is_renewal else ("update_deal", "close_date")
            yield ToolUse(tool, {"account": name, field: when[0].isoformat()})


def _reminders(line: str, at: datetime) -> Iterator[ToolUse]:
    for found in _REMIND.finditer(line):
        if when := read_when(found["when"], at):
            name = _name(found["name"])
            todo = f"{found['todo'].capitalize()} {name}" if found["todo"] else f"Follow up with {name}"
            yield ToolUse("create_task", {"account": name, "subject": todo, "due": f"{when[0].isoformat()}{when[1]}"})


def _outcome(text: str) -> str | None:
    return next((outcome for pattern, outcome in _OUTCOMES if pattern.search(text)), None)


def _plain(words: str) -> str:
    words = re.sub(r"<[^|>]+\|([^>]+)>", r"\1", words).replace("’", "'")
    return re.sub(r"\s+", " ", words).strip()


def _name(text: str) -> str:
    return re.sub(r"^(the )?(account|company|customer) ", "", text.strip(), flags=re.IGNORECASE).strip("' ,*_`")
