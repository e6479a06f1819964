"""From tool results to a short answer in markdown: numbers, names, a line a rule, errors told plainly."""

from __future__ import annotations

from typing import Any

from app.local.messages.brains.offline.asked import Results
from app.local.messages.brains.offline.meanings import About, Courtesy, Meaning, MyList, Rule, Scan, Why

SIGNATURE = "_I am the offline stand-in: I match sentences and read tools, no model is involved._"
ABILITIES = {
    "my_list": "what is on your list (“what is on my list?”)",
    "explain_row": "why an account is on it (“why is Acme on my list?”, “why is this first?”)",
    "explain_rule": "how a rule works (“how does the rule quiet accounts work?”, “explain the rules”)",
    "account_details": "what is going on with an account (“tell me about Acme”, “tickets of Acme”)",
    "scan_thread": "what in this thread needs care (“check this thread”)",
}
SECTIONS = {"deals": "Deals", "tickets": "Tickets", "contacts": "Contacts", "recent_activity": "Lately"}
HEADLINES = ("name", "subject", "title", "summary", "text", "body", "id")
MOST_LINES, MOST_FACTS = 5, 6

Json = dict[str, Any]


def say(meaning: Meaning, results: Results) -> str:
    match meaning:
        case Courtesy(kind):
            return _courtesy(kind)
        case MyList():
            return _with_errors(results.of(MyList.call), _list)
        case Why():
            return _why(meaning, results)
        case Rule():
            return _with_errors(results.of(meaning.call), _rule)
        case About(section=section):
            return _with_errors(results.of(meaning.call), lambda told: _account(told, section))
        case Scan():
            return _with_errors(results.of(meaning.call), _scan)
    raise AssertionError(f"{meaning!r} has no words: give it a case here")


def cannot(tool: str, offered: set[str]) -> str:
    missing = ABILITIES.get(tool, tool).split(" (")[0]
    return f"I cannot look up {missing} here, and I do not know which agent can. {_abilities(offered)}"


def confused(words: str, offered: set[str]) -> str:
    quoted = words if len(words) <= 80 else words[:79] + "…"
    return f"I did not understand “{quoted}”. {_abilities(offered)}"


def _abilities(offered: set[str]) -> str:
    known = [f"- {words}" for tool, words in ABILITIES.items() if tool in offered]
    if not known:
        return "I have no tool here that I know how to use; I can only say hello."
    return "\n".join(["Here I can tell you:", *known])


def _courtesy(kind: str) -> str:
    match kind:
        case "hello":
            return "Hello! Ask me what is on your list, why an account is on it, or what is going on with one."
        case "thanks":
            return "You are welcome."
    return _abilities(set(ABILITIES))


def _with_errors(told: Json, write: Any) -> str:
    if "error" in told:
        return f"That did not work: {told['error']}"
    return str(told["text"]) if "text" in told and len(told) == 1 else str(write(told))


def _list(told: Json) -> str:
    rows = told.get("rows", [])
    as_of = f" (data as of {told['data_as_of']})" if told.get("data_as_of") else ""
    if not rows:
        return f"Your list for {told.get('date', 'today')} is empty{as_of}."
    count = "one account" if len(rows) == 1 else f"{len(rows)} accounts"
    lines = [f"Your list for {told.get('date', 'today')} has {count}{as_of}:"]
    lines += [f"{row.get('rank', number)}. {_row(row)}" for number, row in enumerate(rows, 1)]
    if told.get("more"):
        lines.append(f"And {told['more']} more further down.")
    return "\n".join(lines)


def _row(row: Json) -> str:
    reasons = "; ".join(_reason(reason) for reason in row.get("reasons", []))
    group = f" · {row['group']}" if row.get("group") else ""
    return f"**{row['account']}**{group} · {_number(row.get('score'))} points" + (f": {reasons}" if reasons else "")


def _reason(reason: Any) -> str:
    return str(reason.get("reason", reason)) if isinstance(reason, dict) else str(reason)


def _why(meaning: Why, results: Results) -> str:
    call = meaning.explained(results)
    if call is not None:
        return _with_errors(results.of(call), _explained)
    listed = results.of(MyList.call)
    if "error" in listed:
        return _with_errors(listed, _list)
    return f"There is no number {meaning.rank} on your list: it has {len(listed.get('rows', []))} rows."


def _explained(told: Json) -> str:
    rules = told.get("rules", [])
    rank = f"number {told['rank']} on your list" if told.get("rank") else "not on your list"
    lines = [f"**{told['account']}** is {rank} with {_number(told.get('score'))} points:"]
    lines += [f"- {_rule_line(rule)}" for rule in rules] or ["- no rule gave it any points"]
    if len(rules) > 1:
        lines.append(f"Together that makes {_number(sum(rule.get('points', 0) for rule in rules))}.")
    return "\n".join(lines)


def _rule_line(rule: Json) -> str:
    facts = _facts(rule.get("facts", {}), ())
    points = rule.get("points", 0)
    return f"`{rule['rule']}` {points:+g}: {rule.get('reason', '')}" + (f" ({facts})" if facts else "")


def _rule(told: Json) -> str:
    if "rules" in told:
        return "\n".join(["The rules:", *(f"- {_short_rule(rule)}" for rule in told["rules"])])
    lines = [f"**{told['rule']}**: {told.get('words', '')}".rstrip(": ")]
    if told.get("params"):
        lines.append(f"It is set to {_facts(told['params'], ())}.")
    if told.get("code"):
        lines.append(f"This is all it does:\n```\n{told['code'].strip()}\n```")
    return "\n".join(lines)


def _short_rule(rule: Any) -> str:
    return f"`{rule['rule']}`: {rule.get('words', '')}" if isinstance(rule, dict) and "rule" in rule else f"`{rule}`"


def _account(told: Json, section: str) -> str:
    account = told.get("account", {})
    shown = {section: SECTIONS[section]} if section else SECTIONS
    facts = "" if section else _facts(account, HEADLINES[:1])
    lines = [f"**{_headline(account)}**" + (f": {facts}" if facts else "")]
    for name, title in shown.items():
        records = told.get(name) or []
        if records:
            lines.append(f"{title}:")
            lines += [f"- {_record(record)}" for record in records[:MOST_LINES]]
        if len(records) > MOST_LINES:
            lines.append(f"- and {len(records) - MOST_LINES} more")
    absent = [title.lower() for name, title in shown.items() if not told.get(name) and name != "recent_activity"]
    if absent:
        lines.append(f"No {' and no '.join(absent)} on record.")
    return "\n".join(lines)


def _record(record: Any) -> str:
    if not isinstance(record, dict):
        return str(record)
    headline = _headline(record)
    facts = _facts({key: value for key, value in record.items() if value != headline}, ())
    return headline + (f" ({facts})" if facts else "")


def _headline(record: Json) -> str:
    return str(next((record[key] for key in HEADLINES if record.get(key)), "without a name"))


def _facts(values: Json, without: tuple[str, ...]) -> str:
    told = [
        f"{key.replace('_', ' ')} {_number(value)}"
        for key, value in values.items()
        if key not in without and value not in (None, "") and isinstance(value, str | int | float)
    ]
    return ", ".join(told[:MOST_FACTS])


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _scan(told: Json) -> str:
    findings, messages = told.get("findings", []), told.get("messages", 0)
    read = "one message" if messages == 1 else f"{messages} messages"
    if not findings:
        return f"I went through {read} and found nothing that needs care."
    count = "one thing" if len(findings) == 1 else f"{len(findings)} things"
    return "\n".join([f"I went through {read} and found {count}:", *(f"- {_finding(one)}" for one in findings)])


def _finding(finding: Json) -> str:
    excerpt = f": `{finding['excerpt']}`" if finding.get("excerpt") else ""
    return f"**{finding['kind']}** in {finding['where']}{excerpt}. {finding.get('why', '')}".rstrip()
