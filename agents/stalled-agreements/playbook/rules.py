"""Which agreements stand still. Each rule gives points and a reason; the program adds them up.

Facts are the columns of facts.sql, numbers of the team the params of PLAYBOOK.md. Every rule is silent unless the
customer's own words and a second, independent sign come together.
"""

from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONGEST_REASON = 200  # characters; the program cuts the rest
SHORTEST_QUOTE = 60


def agreement_held_up(a: Facts, p: Params) -> Points:
    """The customer said in a call that an agreement is held up, and something else says so, too."""
    if not _is_stalled(a, p):
        return 0, ""
    more = min(p["per_more_calls"] * max(a["held_up_calls"] - 1, 0), p["more_calls_most"])
    said = f"{_shorten(a['quote_by'] or 'the customer', 30)} on {_day(a['quote_on'] or '')}"
    where = a["quote_url"] or a["quote_file"] or ""
    room = LONGEST_REASON - len(said) - len(where) - 6
    if room < SHORTEST_QUOTE:  # the address is long: it stands among the facts
        where, room = "", LONGEST_REASON - len(said) - 6
    return p["held_up_points"] + more, f"“{_shorten(a['quote'] or '', room)}” {said} {where}"


def no_next_step(a: Facts, p: Params) -> Points:
    """Nobody agreed on a next step with a date, or the date has passed."""
    if not _is_stalled(a, p) or not _lacks_step(a, p):
        return 0, ""
    step, document = a["next_step_in_days"], a["document"] or "agreement"
    thing = f"{document} waits" if a["blocker"] == "waiting" else f"{document} held up by {a['blocker']}"
    if step is None:
        return p["no_step_points"], f"{thing}, no next step has a date"
    return p["no_step_points"], f"{thing}, the agreed next step was {_days(-step)} ago"


def nobody_speaks_of_it(a: Facts, p: Params) -> Points:
    """The longer nobody has mentioned the agreement in a call, the more."""
    quiet = a["mentioned_days"]
    if quiet is None or quiet <= p["quiet_days"] or not _is_stalled(a, p) or not _lacks_step(a, p):
        return 0, ""
    return min(p["quiet_per_day"] * (quiet - p["quiet_days"]), p["quiet_most"]), f"not mentioned in {_days(quiet)}"


def deal_slips(a: Facts, p: Params) -> Points:
    """The deal's close date has passed, or it stands in its stage for much longer than deals usually do."""
    if not _is_stalled(a, p) or not _slips(a, p):
        return 0, ""
    left = a["close_in_days"]
    if left is not None and left < 0:
        points = min(p["overdue_points"] + p["overdue_per_week"] * (-left / 7), p["overdue_most"])
        return points, f"deal was to close {_days(-left)} ago"
    stood = f"deal {_days(a['slow_days'] or 0)} in {a['slow_stage'] or 'its stage'}"
    return p["stuck_points"], f"{stood}, usually {a['slow_usual_days'] or 0:.0f}"


def _is_stalled(a: Facts, p: Params) -> bool:
    days = a["quote_days"]
    if a["quote"] is None or days is None or days > p["forget_days"]:
        return False
    return _lacks_step(a, p) or _slips(a, p)


def _lacks_step(a: Facts, p: Params) -> bool:
    step = a["next_step_in_days"]
    return step is None or step < -p["step_grace_days"]


def _slips(a: Facts, p: Params) -> bool:
    left, days, usual = a["close_in_days"], a["slow_days"], a["slow_usual_days"]
    is_stuck = days is not None and usual is not None and days > max(p["stuck_days"], p["stuck_times"] * usual)
    return is_stuck or (left is not None and left < 0)


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {MONTHS[day.month - 1]}"


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
