"""*Why?*: the score of one row, taken apart. It shows the computation itself, so there is nothing to believe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.core.entries import Listed, ShownRow
from app.slack.views.escape import as_mrkdwn, mrkdwn_link
from app.slack.views.kit import Block, context, cut, divider, modal, moment, section
from app.slack.views.the_list import group_name

RULES, FACTS = 20, 40  # shown; no playbook needs more


@dataclass(frozen=True)
class ExplainedRule:
    name: str
    words: str  # its docstring
    points: float
    reason: str
    facts: tuple[tuple[str, str], ...] = ()  # what it read and the CRM knows: column and value, as text


@dataclass(frozen=True)
class Explanation:
    """How one account came to its score, as of the stored run."""

    name: str
    url: str
    group: str
    score: float
    rules: tuple[ExplainedRule, ...]  # of every rule, those with points first
    playbook: str  # its title
    owner: str  # who answers for it
    version: str
    today: date
    data_as_of: datetime
    snapshot: str = ""  # its hash
    rank: int = 0  # in the list; 0: not told
    note: str = ""  # where something could not be found
    standing: tuple[str, ...] = ()  # whom it beat and by how much, and what would move it


def explained_by_log(listed: Listed, row: ShownRow) -> Explanation:
    """What the log alone knows: shown at once, while the run is read."""
    rules = tuple(ExplainedRule(each.rule, "", each.points, each.reason) for each in row.results)
    return Explanation(
        row.name,
        row.url,
        row.group,
        row.score,
        rules,
        listed.playbook,
        "",
        listed.version,
        listed.on,
        listed.data_as_of,
        rank=row.rank,
    )


def why_view(why: Explanation) -> Block:
    spoke = [rule for rule in why.rules if rule.points][:RULES]
    silent = [rule for rule in why.rules if not rule.points]
    place = f"Number {why.rank} on the list" if why.rank else group_name(why.group)
    blocks = [section(f"*{mrkdwn_link(why.url, why.name)}*\n{place} · *{_points(why.score)} points*")]
    for rule in spoke:
        blocks += [divider(), *_rule(rule)]
    blocks += [divider(), section(_sum(spoke, why.score))]
    if why.standing:
        blocks.append(section("\n".join(as_mrkdwn(line) for line in why.standing)))
    if silent:
        blocks.append(context("Gave no points: " + ", ".join(_in_words(each.name) for each in silent)[:1500]))
    blocks.append(context(*_sources(why)))
    return modal("Why?", blocks, callback_id="why")


def _rule(rule: ExplainedRule) -> list[Block]:
    lines = [f"*{_points(rule.points, sign=True)}*  {as_mrkdwn(rule.reason)}"]
    if rule.words:
        lines.append(f"_{as_mrkdwn(rule.words)}_")
    named = f"Rule *{_in_words(rule.name)}*"
    facts = " · ".join(_fact(name, value) for name, value in rule.facts[:FACTS])
    return [section("\n".join(lines)), context(f"{named} looked at {facts}"[:2000] if facts else named)]


def _fact(name: str, value: str) -> str:
    """A column and its value as people would say them: `is_` begins the name of a yes or no."""
    if name.startswith("is_"):
        return f"{_in_words(name[3:])}: {'yes' if value == '1' else 'no'}"
    return f"{_in_words(name)}: {as_mrkdwn(cut(value, 120))}"


def _in_words(name: str) -> str:
    return as_mrkdwn(name.replace("_", " "))


def _sum(rules: Sequence[ExplainedRule], score: float) -> str:
    terms = " + ".join(_points(rule.points) for rule in rules)
    return f"{terms} = *{_points(score)}*" if len(rules) > 1 else f"*{_points(score)}*"


def _sources(why: Explanation) -> list[str]:
    lines = [f":warning: {as_mrkdwn(why.note)}"] if why.note else []
    owner = f", owned by {as_mrkdwn(why.owner)}" if why.owner else ""
    lines.append(f"Computed by *{as_mrkdwn(why.playbook)}*{owner} · version `{why.version[:12]}` · no model involved")
    stand = f"For {why.today:%A} {why.today.day} {why.today:%B}, on the CRM as of {moment(why.data_as_of)}"
    return [*lines, f"{stand} · snapshot `{why.snapshot[:12]}`" if why.snapshot else stand]


def _points(points: float, *, sign: bool = False) -> str:
    spelled = f"{points:+.1f}" if sign else f"{points:.1f}"
    return spelled.removesuffix(".0").replace("-", "−")
