"""Which accounts need somebody today. Each rule gives points and a reason; the program adds them up.

Facts are the columns of facts.sql, numbers of the team the params of PLAYBOOK.md.
"""


def urgent_tickets(a: Facts, p: Params) -> Points:
    """An urgent ticket comes first, more so with every day that the customer waits."""
    if not a["urgent_tickets"]:
        return 0, ""
    waits = a["urgent_waiting_days"]
    if waits is None:
        return p["urgent_points"], f"{_count(a['urgent_tickets'], 'urgent ticket')} open"
    points = min(p["urgent_points"] + p["urgent_per_day"] * waits, p["urgent_most"])
    if a["is_urgent_unanswered"]:
        return points, f"urgent ticket never answered in {_days(waits)}"
    return points, f"urgent ticket waits {_days(waits)}"


def customer_waits(a: Facts, p: Params) -> Points:
    """A customer waits for our answer on an ordinary ticket; every day counts."""
    waits = a["waiting_days"]
    if waits is None:
        return 0, ""
    points = min(p["waiting_points"] + p["waiting_per_day"] * waits, p["waiting_most"])
    return points, f"customer waits {_days(waits)} for an answer"


def many_tickets(a: Facts, p: Params) -> Points:
    """Several open tickets at once are worth a word, even if each is being worked on."""
    if a["open_tickets"] < p["many_tickets"]:
        return 0, ""
    return min(p["per_ticket"] * a["open_tickets"], p["many_tickets_most"]), f"{a['open_tickets']} open tickets"


def quiet_accounts(a: Facts, p: Params) -> Points:
    """Quiet accounts rise: a point for each day beyond what their tier allows without a call, email or meeting."""
    points = _quiet_points(a, p)
    if not points:
        return 0, ""
    if a["days_since_contact"] is None:
        return points, f"never contacted, added {_days(a['never_contacted_days'] or 0)} ago"
    return points, f"no touch in {_days(a['days_since_contact'])}"


def new_accounts(a: Facts, p: Params) -> Points:
    """New accounts and those in onboarding are not nagged about silence: this takes back what quiet_accounts gave."""
    points = _quiet_points(a, p)
    if not points or not _is_new(a, p):
        return 0, ""
    ends = a["onboarding_in_days"]
    if ends is not None and ends >= 0:
        return -points, f"in onboarding for {_days(ends)} more, so silence is planned"
    return -points, "new account, so silence is planned"


def stuck_deals(a: Facts, p: Params) -> Points:
    """A deal stands in its stage for much longer than deals usually do there."""
    if not _is_stuck(a, p):
        return 0, ""
    beyond = (a["slow_days"] or 0) - _stuck_after(a, p)
    points = min(p["stuck_points"] + beyond / 7, p["stuck_most"])
    return (
        points,
        f"deal {_days(a['slow_days'] or 0)} in {a['slow_stage'] or 'its stage'}, usually {a['slow_usual_days']:.0f}",
    )


def renewal_near(a: Facts, p: Params) -> Points:
    """The renewal is near; the nearer, the more."""
    left = a["renewal_in_days"]
    if left is None or not _is_renewal_near(a, p):
        return 0, ""
    points = p["renewal_most"] * (p["renewal_days"] + 1 - max(left, 0)) / (p["renewal_days"] + 1)
    return points, f"renews {_ahead(left)}" if left >= 0 else f"renewal was due {_days(-left)} ago"


def deal_closes(a: Facts, p: Params) -> Points:
    """A deal is to be closed within days, or should have been."""
    left = a["close_in_days"]
    if left is None or not _is_close_near(a, p):
        return 0, ""
    points = p["close_most"] * (p["close_days"] + 1 - max(left, 0)) / (p["close_days"] + 1)
    return points, f"deal closes {_ahead(left)}" if left >= 0 else f"deal was to close {_days(-left)} ago"


def account_size(a: Facts, p: Params) -> Points:
    """Tier and revenue move an account up among those that need somebody anyway; alone they give nothing."""
    if not _needs_somebody(a, p):
        return 0, ""
    tier = {"A": p["tier_a"], "B": p["tier_b"], "C": p["tier_c"]}.get(a["tier"] or "", 0)
    revenue = min((a["revenue"] or 0) / p["revenue_per_point"], p["revenue_most"])
    words = [f"tier {a['tier']}"] if tier else []
    if revenue > 0:
        words.append(f"{a['revenue'] or 0:,.0f} a year")
    return (tier + revenue, ", ".join(words)) if words else (0, "")


def _needs_somebody(a: Facts, p: Params) -> bool:
    is_quiet = _quiet_points(a, p) > 0 and not _is_new(a, p)
    owes = a["urgent_tickets"] > 0 or a["waiting_days"] is not None or a["open_tickets"] >= p["many_tickets"]
    return is_quiet or owes or _is_stuck(a, p) or _is_renewal_near(a, p) or _is_close_near(a, p)


def _quiet_points(a: Facts, p: Params) -> float:
    days = a["never_contacted_days"] if a["days_since_contact"] is None else a["days_since_contact"]
    limits = {"A": p["quiet_days_a"], "B": p["quiet_days_b"], "C": p["quiet_days_c"]}
    limit = limits.get(a["tier"] or "", p["quiet_days_other"])
    return 0 if days is None or days <= limit else min(days - limit, p["quiet_most"])


def _is_new(a: Facts, p: Params) -> bool:
    in_onboarding = a["onboarding_in_days"] is not None and a["onboarding_in_days"] >= 0
    return in_onboarding or (a["days_since_created"] is not None and a["days_since_created"] <= p["new_days"])


def _is_stuck(a: Facts, p: Params) -> bool:
    return a["slow_days"] is not None and a["slow_usual_days"] is not None and a["slow_days"] > _stuck_after(a, p)


def _stuck_after(a: Facts, p: Params) -> float:
    return max(p["stuck_days"], p["stuck_times"] * (a["slow_usual_days"] or 0))


def _is_renewal_near(a: Facts, p: Params) -> bool:
    return a["renewal_in_days"] is not None and -30 <= a["renewal_in_days"] <= p["renewal_days"]


def _is_close_near(a: Facts, p: Params) -> bool:
    return a["close_in_days"] is not None and -p["overdue_days"] <= a["close_in_days"] <= p["close_days"]


def _ahead(days: int) -> str:
    return "today" if days == 0 else f"in {_days(days)}"


def _days(days: int) -> str:
    return _count(days, "day")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
