"""Sessions in words: whose they are and how they stand, why the latest answer is as it is, where a fork came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.core.agents import Catalog
from app.core.branches import Branched, Forked
from app.core.entries import Fired, Listed, Paused, Replied, Resumed, Said
from app.core.sessions import Session, Turn, calls_of, text_of
from app.slack.views.escape import as_mrkdwn, mrkdwn_link
from app.slack.views.kit import Block, context, cut, moment, section

QUOTED = 200  # characters of the words a fork goes on from
NOT_HERE = "Write that in the thread it is about."


@dataclass(frozen=True)
class SeenSession:
    session: Session
    link: str


def sessions_text(seen: Iterable[SeenSession]) -> str:
    lines = [f"• {_line(each)}" for each in seen]
    return "\n".join(["*Your sessions, the latest first*", *lines]) if lines else "You have no sessions yet."


def _line(seen: SeenSession) -> str:
    session = seen.session
    title = cut(title_of(session), 80)
    return f"{mrkdwn_link(seen.link, title)}: {state_of(session)}, {moment(session.entries[-1].at)}"


def title_of(session: Session) -> str:
    """What it is about: the first words, the list, or the trigger."""
    for entry in session.entries:
        match entry.body:
            case Said(text=text) if text:
                return " ".join(text.split())
            case Listed(on=on):
                return f"List of {on:%A}, {on.day} {on:%B}"
            case Fired(trigger=trigger, text=text) if text:
                return f"By the trigger {trigger}"
    return "A thread"


def state_of(session: Session) -> str:
    if session.is_paused:
        return "paused"
    if session.open_turn:
        return "at work"
    return "waits for a yes or no" if session.waits_for_a_word else "waits for a word"


def paused_blocks(body: Paused | Resumed) -> tuple[str, tuple[Block, ...]]:
    if isinstance(body, Resumed):
        return "Resumed", (context(f"▶️ Resumed by <@{body.by}>."),)
    line = f"⏸️ Paused by <@{body.by}>. What you write is kept, and answered after `!resume`."
    return "Paused", (context(line),)


def forked_blocks(forked: Forked, session: Session) -> tuple[str, tuple[Block, ...]]:
    """The first message of a fork: whose it is, where it comes from, and the words it goes on from."""
    line = (
        f"🔀 <@{forked.by}> goes on from {mrkdwn_link(forked.link, 'this thread')}; I know what was said up to there."
    )
    quoted = cut(_last_words(session), QUOTED)
    blocks = [section(line), *([context(f"The last words: {as_mrkdwn(quoted)}")] if quoted else [])]
    return "A fork", tuple(blocks)


def branched_blocks(branched: Branched) -> tuple[str, tuple[Block, ...]]:
    return "Forked", (
        context(f"🔀 <@{branched.by}> goes on in {mrkdwn_link(branched.link, 'a fork of this thread')}."),
    )


def _last_words(session: Session) -> str:
    for entry in reversed(session.entries[: session.forked_at]):
        match entry.body:
            case Replied() as reply if text_of(reply).strip():
                return " ".join(text_of(reply).split())
            case Said(text=text) if text:
                return " ".join(text.split())
    return ""


def why_markdown(session: Session, catalog: Catalog) -> str:
    """What the latest answer rests on: who asked whom, what was read, and what may not be trusted."""
    done = [turn for turn in session.turns if turn.is_over and turn.id > session.forked_at]
    if not done:
        return "Nothing has been answered in this thread yet."
    turn = done[-1]
    return "\n".join(f"- {line}" for line in (*_asked(turn), *_answered(turn, session, catalog)))


def _asked(turn: Turn) -> Iterator[str]:
    if isinstance(turn.asked, Said):
        yield f"Asked by {turn.asked.name or 'somebody'}; tools saw what they may see"
    else:
        yield f"Started by the trigger `{turn.asked.trigger}`, once by the key `{turn.asked.key}`"


def _answered(turn: Turn, session: Session, catalog: Catalog) -> Iterator[str]:
    listed = session.listed()
    if listed and listed.turn == turn.id:
        yield f"Computed by the playbook `{listed.playbook}`, without a model"
        yield f"Version `{listed.version}`, run `{listed.run}`, data as of {listed.data_as_of:%d %b %H:%M} UTC"
        yield "*Why?* below a row shows its points; `!agent assistant why …` explains it in words"
        return
    if turn.replies:
        last = turn.replies[-1]
        yield f"Answered by `{last.agent}` ({last.model}) in {len(turn.replies)} model call(s)"
        yield f"Tools: {_tools(turn)}"
        used = [reply.usage for reply in turn.replies]
        read = sum(each.input + each.cache_read + each.cache_write for each in used)
        cached = sum(each.cache_read for each in used)
        yield f"Tokens: {read:,} read, {cached:,} of them from the cache, {sum(each.output for each in used):,} written"
    else:
        yield f"No model took part; it was for `{turn.agent or catalog.default}`"
    sources = session.taint
    yield (
        f"Written by outsiders, so changes need a yes: {', '.join(sources[:5])}"
        if sources
        else "Nothing in this thread comes from outside the team"
    )


def _tools(turn: Turn) -> str:
    counted = Counter(call.name for reply in turn.replies for call in calls_of(reply))
    failed = Counter(each.name for each in turn.returns if each.is_error)
    named = (f"`{name}`{f' ×{n}' if n > 1 else ''}{' (failed)' if failed[name] else ''}" for name, n in counted.items())
    return ", ".join(named) or "none, so it rests on this thread alone"
