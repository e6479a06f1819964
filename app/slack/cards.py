"""Which proposals stand on which card: those that came about together, each by its latest version. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.proposals import Proposal
from app.core.sessions import Session
from app.slack.views.kit import moment


@dataclass(frozen=True)
class Card:
    shown: tuple[Proposal, ...]
    last: int  # the seq of the latest line about any of them


def cards_of(session: Session) -> Mapping[int, Card]:
    """By origin. What replaces a proposal (an edit of it, or its answer) stands in its place, so on its card."""
    origins: dict[int, int] = {}  # number → the origin of the first of its chain
    together: dict[int, list[Proposal]] = {}
    replaced = {each.body.replaces for each in session.proposals}
    for each in session.proposals:
        origins[each.number] = origins.get(each.body.replaces or 0, each.body.origin)
        together.setdefault(origins[each.number], []).append(each)
    return {
        origin: Card(tuple(each for each in some if each.number not in replaced), max(each.last for each in some))
        for origin, some in together.items()
    }


def reminder(waiting: Sequence[Proposal]) -> str:
    people = " ".join(f"<@{by}>" for by in dict.fromkeys(each.body.by for each in waiting))
    named = ", ".join(f"#{each.number}" for each in waiting)
    return f"🔔 {people} still waiting for a yes or no: {named} above, until {moment(waiting[0].body.expires_at)}."
