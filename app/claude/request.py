"""A session's log as one request. Pure, and append-only: what was sent once is sent again byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.claude.frame import HOUR, introduce
from app.claude.outcomes import outcomes
from app.core.agents import Agent
from app.core.entries import Fired, Framed, Replied, Said
from app.core.sessions import Session, Turn, calls_of

Message = dict[str, Any]

MAX_TOKENS = 16_000  # thinking counts, so less than this cuts answers
LARGER = 48_000  # after an answer was cut inside a call
BETAS = ("mid-conversation-tool-changes-2026-07-01", "mid-conversation-output-config-2026-07-01")


def to_request(session: Session, turn: Turn, agent: Agent, max_tokens: int = MAX_TOKENS) -> dict[str, Any]:
    framed = session.framed
    assert framed is not None, "a session is framed before its first model call"
    return {
        "model": agent.model,
        "max_tokens": max_tokens,
        "system": list(framed.system),
        "tools": list(framed.tools),
        "messages": _merged(_messages(session, framed, turn, agent)),
        "output_config": {"effort": framed.agents[framed.default].effort},  # a switch says its own in its message
        "cache_control": HOUR,
        "stream": True,
    }


def _messages(session: Session, framed: Framed, until: Turn, answerer: Agent) -> Iterator[Message]:
    """Turn by turn, up to and with `until`. Turns that got no reply leave only their words."""
    answering, loaded, known = framed.default, framed.agents[framed.default].tools, {framed.default}
    heard = 0
    for turn in session.turns:
        if turn.id > until.id:
            return
        yield {"role": "user", "content": list(_words(session, turn, heard))}
        heard = turn.id
        if not turn.replies and turn.id != until.id:
            continue
        name = turn.replies[0].agent if turn.replies else answerer.name
        if name != answering:
            agent = framed.agents[name]
            yield introduce(name, agent, loaded, is_known=name in known)
            answering, loaded = name, agent.tools
            known.add(name)
        yield from _work(turn)


def _words(session: Session, turn: Turn, heard: int) -> Iterator[Message]:
    """What was said since the last turn, the words of this one last."""
    became = outcomes(session.entries)
    for entry in session.entries[heard : turn.id - 1]:
        at = entry.at.isoformat(timespec="minutes")
        if isinstance(entry.body, Said) and not entry.body.wants_reply:
            yield _text(_spoken(entry.body, entry.body.text, at))
        for told in became.get(entry.seq, ()):
            yield _text(f"[{at}] The program: {told}")
    at = session.entries[turn.id - 1].at.isoformat(timespec="minutes")
    if isinstance(turn.asked, Fired) and turn.text:
        who = f"The agent {turn.asked.trigger}" if turn.asked.parent else f"The trigger {turn.asked.trigger}"
        yield _text(f"[{at}] {who}, for <@{turn.asked.person}>:\n{turn.text}")
    elif isinstance(turn.asked, Fired):
        yield _text(
            f"[{at}] The daily list of <@{turn.asked.person}> for {turn.asked.on} was sent; this is its thread."
        )
    else:
        yield _text(_spoken(turn.asked, turn.text, at))


def _spoken(said: Said, text: str, at: str) -> str:
    files = "".join(f"\n(file: {file.name})" for file in said.files)
    return f"[{at}] {said.name or 'Somebody'} <@{said.by}>:\n{text or '(no words)'}{files}"


def _work(turn: Turn) -> Iterator[Message]:
    for reply in turn.replies:
        yield {"role": "assistant", "content": list(reply.blocks)}
        if calls_of(reply):
            yield {"role": "user", "content": _results(turn, reply)}


def _results(turn: Turn, reply: Replied) -> list[Message]:
    returned = {each.call_id: each for each in turn.returns}
    results = []
    for call in calls_of(reply):
        result = returned.get(call.id)
        content = result.content if result else "Not run: the turn was stopped."
        is_error = result.is_error if result else True
        results.append({"type": "tool_result", "tool_use_id": call.id, "content": content, "is_error": is_error})
    return results


def _merged(messages: Iterator[Message]) -> list[Message]:
    """Words without an answer between them are one user message, results of tools first."""
    merged: list[Message] = []
    for message in messages:
        if merged and message["role"] == "user" == merged[-1]["role"]:
            merged[-1] = {"role": "user", "content": [*merged[-1]["content"], *message["content"]]}
        else:
            merged.append(message)
    return merged


def _text(text: str) -> Message:
    return {"type": "text", "text": text}
