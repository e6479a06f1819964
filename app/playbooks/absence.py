"""Why an account is not among the rows that a person sees: the first reason that holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from app.core.entries import Marked
from app.core.playbooks import ROWS, is_hidden
from app.playbooks.explain import LEFT_OUT, ExplainedItem
from app.playbooks.moving import Position


def why_not(
    why: ExplainedItem,
    position: Position,
    owners: Collection[str | None],
    marks: Sequence[Marked],
    on: date,
    shown: Sequence[str] | None = None,
) -> list[str]:
    """Sentences; empty where nothing keeps it away. `shown`: ids of the rows that the person got."""
    if why.owner_id not in owners:
        return ["It is on its own owner's list." if why.owner_id else "Nobody owns it, so it is on no rep's list."]
    if is_hidden(why.id, marks, on):
        return [_hidden_by([mark for mark in marks if mark.item == why.id][-1])]
    if why.score <= 0:
        return _pointless(why)
    if position.rank is not None and position.rank > ROWS:
        return [f"{ROWS} accounts are shown, and it is number {position.rank}."]
    if shown is not None and why.id not in shown:
        return ["It was left out by the check before sending: somebody was in touch, or it has another owner now."]
    return []


def _hidden_by(mark: Marked) -> str:
    words = f": “{mark.word}”" if mark.word else ""
    said_on = f"on {_day(mark.on)}"
    match mark.mark:
        case "snoozed":
            return f"It was snoozed {said_on} until {_day(mark.until) if mark.until else 'then'}."
        case "wrong":
            return f"It was marked wrong {said_on}{words}. Undo that in its list to have it back."
        case "not_mine":
            return f"It was marked as not theirs {said_on}{words}. Undo that in its list to have it back."
    return f"It was marked done {said_on}; it may be back the day after."


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


def _pointless(why: ExplainedItem) -> list[str]:
    given = [each for each in why.results if each.points]
    broken = [each.rule for each in why.results if each.reason == LEFT_OUT]
    terms = ", ".join(f"{each.rule} {each.points:+g} ({each.reason})" for each in given)
    line = f"Its score is {why.score:g}, and a list begins above zero: {terms}." if given else _SILENT
    return [line, *([f"These rules failed and were left out: {', '.join(broken)}."] if broken else [])]


_SILENT = "No rule has a reason to name it on that day."
