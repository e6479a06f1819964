"""What was found in a thread, worst first with what to do, and who said what there."""

from __future__ import annotations

import re
from typing import Any

from app.local.messages.brains.offline.phrases import count, cut, plain

Json = dict[str, Any]

WORST = ("secret", "personal", "link")
SHOWN, LONG = 8, 160  # messages, characters of each
KEY = re.compile(r"\b(?=[\w-]*\d|[A-Z]{12})([\w-]{4})[\w-]{12,}\b")  # what may be a key is not said again
WHERE = re.compile(r"^message of (?P<by>.+), (?P<at>[^,]+)$")  # as the tool tells a place
CLEAN = "I went through {read} and found no secrets, personal data or risky links. That is no promise that it is safe."


def findings_note(told: Json) -> str:
    read, findings = count(told.get("messages", 0), "message"), told.get("findings", [])
    if not findings:
        return CLEAN.format(read=read)
    found = sorted(findings, key=lambda each: WORST.index(each["kind"]) if each["kind"] in WORST else len(WORST))
    worst = ", worst first" if len(found) > 1 else ""
    lines = [f"I went through {read} and found {count(len(found), 'thing')}{worst}:"]
    lines += [f"{place}. {_finding(each)}" for place, each in enumerate(found, 1)]
    if told.get("left_out"):
        lines.append(f"And {told['left_out']} more of the same kinds.")
    return "\n".join(lines)


def _finding(finding: Json) -> str:
    what = plain(finding.get("what") or finding["kind"])
    shown = f" `{plain(finding['excerpt'])}`" if finding.get("excerpt") else ""
    return f"**{what[:1].upper()}{what[1:]}**, {finding['where']}:{shown} {finding.get('why', '')}".rstrip(": ")


def said_note(told: Json) -> str:
    messages = told.get("messages", [])
    if not messages:
        return "Nobody but me has said anything in this thread yet."
    lines = ["I cannot sum up, but this is who said what:"]
    if len(messages) > SHOWN:
        lines = [f"I cannot sum up {len(messages)} messages, but these are the last {SHOWN}:"]
    return "\n".join([*lines, *(f"- {_message(each)}" for each in messages[-SHOWN:])])


def _message(message: Json) -> str:
    told = WHERE.match(str(message.get("where", "")))
    by = f"{told['by']}, {told['at']}" if told else str(message.get("where", "somebody"))
    said = KEY.sub(r"\1•••", plain(message.get("text")))
    return f"{by}: {cut(said, LONG) or '(no words)'}"
