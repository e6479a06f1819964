"""The list, one row of it and its rules, told from what was computed."""

from __future__ import annotations

import re
from typing import Any

from app.local.messages.brains.offline.phrases import count, day, day_of, listing, number, plain, words

Json = dict[str, Any]

GROUPS = {"owe_an_answer": "Owe an answer", "gone_quiet": "Gone quiet", "coming_up": "Coming up"}
POINTS = re.compile(r" \([+-][\d.,]+\)$")  # "no touch in 63 days (+42)"


def list_note(told: Json) -> str:
    rows, on = told.get("rows", []), day_of(told.get("date"))
    whose = f"Your list for {on:%A}, {day(on, on)}" if on else "Your list"
    notes = [f"\n{plain(note)}" for note in told.get("notes", [])]
    if not rows:
        return "\n".join([f"{whose} is empty: no rule had a reason to speak.", *notes])
    lines = [f"{whose} has {count(len(rows), 'account')}:"]
    lines += [f"{row.get('rank', place)}. {_row(row)}" for place, row in enumerate(rows, 1)]
    if told.get("more"):
        lines.append(f"\n{told['more']} more rank below {'it' if len(rows) == 1 else 'these'}.")
    return "\n".join([*lines, *notes])


def _row(row: Json) -> str:
    main = next((POINTS.sub("", plain(reason)) for reason in row.get("reasons", [])), "")
    if row.get("handled"):
        return f"~~{plain(row['account'])}~~ {words(row['handled'])}"
    return f"**{plain(row['account'])}**" + (f": {main}" if main else "") + f" · {number(row.get('score'))} points"


def explained_note(told: Json) -> str:
    rules = sorted((each for each in told.get("rules", []) if each.get("points")), key=lambda each: -each["points"])
    score = f"{number(told.get('score'))} points"
    if told.get("why_not"):  # the rank is that among its owner's accounts, or it is handled
        head = f"**{plain(told['account'])}** has {score}"
    elif told.get("rank"):
        head = f"**{plain(told['account'])}** is number {told['rank']} on your list with {score}"
    else:
        head = f"**{plain(told['account'])}** is not on your list, with {score}"
    if not rules:
        head += ", since no rule has a reason to speak."
    lines = [head if not rules else f"{head}:", *(f"- {_rule_line(each)}" for each in rules)]
    if len(rules) > 1:
        terms = " + ".join(number(each["points"]) for each in rules).replace("+ -", "− ")
        lines.append(f"\n{terms} = **{number(told.get('score'))}**")
    more = [*told.get("why_not", []), *told.get("standing", []), *filter(None, [told.get("note")])]
    return "\n".join([*lines, *(f"\n{plain(each)}" for each in more)])


def _rule_line(rule: Json) -> str:
    points = number(abs(rule["points"]))
    return f"**{'+' if rule['points'] > 0 else '−'}{points}** {plain(rule.get('reason'))} ({words(rule['rule'])})"


def rule_note(told: Json) -> str:
    if "rules" in told:
        return "\n".join(["Each rule gives points, and the sum ranks the list:", *map(_short_rule, told["rules"])])
    parts = [f"**{_name(told['rule'])}**: {plain(told.get('words'))}".rstrip(": ")]
    if told.get("group") in GROUPS:
        parts[0] += f" It puts an account under *{GROUPS[told['group']]}*."
    if told.get("params"):
        parts.append(f"It is set to {listing(f'{words(name)} {number(it)}' for name, it in told['params'].items())}.")
    if told.get("code"):
        parts.append(f"This is all it does:\n```\n{told['code'].strip()}\n```")
    return "\n\n".join(parts)


def _short_rule(rule: Json) -> str:
    return f"- **{_name(rule['rule'])}**: {plain(rule.get('words'))}"


def _name(rule: str) -> str:
    spoken = words(rule)
    return spoken[:1].upper() + spoken[1:]
