"""The list of a day as one message: what wants a person today, why, and what they may say to each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.core.entries import Listed, Marked, ShownRow, ShownTicket
from app.slack.views.escape import as_mrkdwn, mrkdwn_link
from app.slack.views.kit import (
    MESSAGE_BLOCKS,
    Block,
    Element,
    actions,
    button,
    context,
    divider,
    header,
    moment,
    option,
    overflow,
    section,
)

# Obligation → the heading, and how the opening sentence counts one and several of them.
GROUPS: Mapping[str, tuple[str, str, str]] = {
    "owe_an_answer": ("Owe an answer", "waits for an answer", "wait for an answer"),
    "gone_quiet": ("Gone quiet", "has gone quiet", "have gone quiet"),
    "coming_up": ("Coming up", "is coming up", "are coming up"),
}
SNOOZES = (1, 3, 7)  # days
REASONS = 3  # of a row; the rest is one click away
LOUD = ("URGENT", "HIGH")


def draw_list(listed: Listed, marks: Iterable[Marked], *, can_log: bool = False) -> list[Block]:
    """Rows that were handled stay, struck, with what happened and by whom."""
    said = {mark.item: mark for mark in marks}  # oldest first: the last word counts
    blocks = [header(f"{listed.on:%A}, {listed.on.day} {listed.on:%B}"), section(_sentence(listed, said))]
    for name, rows in _groups(listed.rows):
        blocks += [divider(), context(f"*{name}*")]
        for row in rows:
            mark = said.get(row.item)
            is_open = mark is None or mark.mark == "reopened"
            blocks += _open_row(row, can_log) if mark is None or is_open else _handled_row(row, mark, listed)
    foot = _foot(listed)
    return [*blocks[: MESSAGE_BLOCKS - len(foot)], *foot]


def list_text(listed: Listed) -> str:
    """The notification, and what a screen reader says first."""
    if not listed.rows:
        return f"Nothing needs you on {listed.on:%A}"
    first = ", ".join(as_mrkdwn(row.name) for row in listed.rows[:3])
    return f"{_count(len(listed.rows), 'account')} for {listed.on:%A}: {first}"


def list_title(listed: Listed) -> str:
    return f"Priorities for {listed.on:%a} {listed.on.day} {listed.on:%b}"


def group_name(group: str) -> str:
    return GROUPS[group][0] if group in GROUPS else group.replace("_", " ").capitalize()


def _sentence(listed: Listed, said: Mapping[str, Marked]) -> str:
    if not listed.rows:
        return "Nothing needs you this morning: no account of yours gave a rule a reason to speak. Have a good day."
    left = [row for row in listed.rows if row.item not in said or said[row.item].mark == "reopened"]
    handled = len(listed.rows) - len(left)
    if not left:
        return f"All {handled} handled. Well done." if handled > 1 else "Handled. Well done."
    counts = [_counted(group, left) for group in GROUPS]
    parts = [each for each in counts if each]
    opening = f"*{_count(len(left), 'account')} {'left' if handled else 'today'}*"
    opening += f": {', '.join(parts)}." if parts else "."
    return f"{opening} {handled} handled." if handled else opening


def _counted(group: str, rows: Sequence[ShownRow]) -> str:
    _, one, many = GROUPS[group]
    count = sum(1 for row in rows if row.group == group)
    return f"{count} {one if count == 1 else many}" if count else ""


def _groups(rows: Sequence[ShownRow]) -> list[tuple[str, list[ShownRow]]]:
    order = [*GROUPS, *dict.fromkeys(row.group for row in rows if row.group not in GROUPS)]
    found = ((group_name(group), [row for row in rows if row.group == group]) for group in order)
    return [(name, those) for name, those in found if those]


def _open_row(row: ShownRow, can_log: bool) -> list[Block]:
    """`can_log`: a call can be told of from here. A menu of Slack takes five lines, so that is a button."""
    more = [option(f"Snooze {_count(days, 'day')}", f"snooze_{days}:{row.item}") for days in SNOOZES]
    more += [option("Not mine…", f"not_mine:{row.item}"), option("Wrong…", f"wrong:{row.item}")]
    return [
        section("\n".join([f"*{named(row)}*", *_reasons(row), *_tickets(row.tickets)])),
        actions(
            f"row:{row.item}",
            button("row_done", "Done", row.item),
            button("row_why", "Why?", row.item),
            *([button("row_called", "I called…", row.item)] if can_log else []),
            overflow("row_more", more),
        ),
    ]


def named(row: ShownRow) -> str:
    """With its place by score: groups stand apart, so the second on the page need not be the second to call."""
    return f"{row.rank}. {mrkdwn_link(row.url, row.name)}"


def _reasons(row: ShownRow) -> list[str]:
    shown = [as_mrkdwn(each.reason) for each in row.results[:REASONS]]
    more = len(row.results) - REASONS
    line = " · ".join([*shown, *([f"{more} more"] if more > 0 else [])])
    return [line[:1].upper() + line[1:]] if shown else []


def _tickets(tickets: Sequence[ShownTicket]) -> list[str]:
    if not tickets:
        return []
    return ["Tickets: " + " · ".join(_ticket(each) for each in tickets[:2])]


def _ticket(ticket: ShownTicket) -> str:
    loud = f" *{ticket.priority.lower()}*" if ticket.priority in LOUD else ""
    return mrkdwn_link(ticket.url, ticket.subject or ticket.id) + loud


def _handled_row(row: ShownRow, mark: Marked, listed: Listed) -> list[Block]:
    choices: Element = overflow("row_more", [option("Why?", f"why:{row.item}"), option("Undo", f"reopened:{row.item}")])
    by = "" if mark.by == listed.person else f" by <@{mark.by}>"
    return [section(f"~{named(row)}~  {happened(mark)}{by}{_word(mark)}", choices, block_id=f"row:{row.item}")]


def happened(mark: Marked) -> str:
    match mark.mark:
        case "snoozed" if mark.until:
            return f"Snoozed until {mark.until:%a} {mark.until.day} {mark.until:%b}"
        case "not_mine":
            return "Not mine"
        case "wrong":
            return "Wrong"
    return "Done"


def _word(mark: Marked) -> str:
    return f": “{as_mrkdwn(mark.word)[:300]}”" if mark.word else ""


def _foot(listed: Listed) -> list[Block]:
    lines = [as_mrkdwn(note)[:1_000] for note in listed.notes[:6]]
    fresh = f"CRM as of {moment(listed.data_as_of)}"
    more = f" · {listed.more} more rank{'s' if listed.more == 1 else ''} below these" if listed.more else ""
    ask = " · reply in the thread to ask" if listed.rows else ""
    lines.append(f"{fresh}{more} · every reason is computed{ask}")
    return [divider(), context(*lines)]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
