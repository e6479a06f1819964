"""What differs between two versions of a playbook: in words by a template, and as a diff of the files."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from app.core.playbooks import Playbook, Scalar
from app.playbooks.describing import named, value_words
from app.playbooks.probe import probe_facts
from app.playbooks.rules import read_rules

GROUP = {"owe_an_answer": "owe an answer", "gone_quiet": "gone quiet", "coming_up": "coming up", "none": "none"}


def describe_change(old: Playbook, new: Playbook) -> list[str]:
    """A phrase each, what decides first. Foreign words in it are quoted."""
    return [*_params(old, new), *_rules(old, new), *_facts(old, new), *_about(old, new)]


def diff_of(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Of all files, as git shows it, three lines around each change."""
    lines: list[str] = []
    for file in new:
        before, after = old.get(file, "").splitlines(), new[file].splitlines()
        lines += difflib.unified_diff(before, after, f"a/{file}", f"b/{file}", lineterm="")
    return "\n".join(lines)


def _params(old: Playbook, new: Playbook) -> Iterator[str]:
    for name, value in new.params.items():
        if name not in old.params:
            yield f"new number {named(name)}: {value_words(value)}"
        elif old.params[name] != value:
            yield f"{named(name)} {_from_to(old.params[name], value)}{_readers(new, name)}"
    for name in [each for each in old.params if each not in new.params]:
        yield f"the number {named(name)} is gone"


def _from_to(before: Scalar, after: Scalar) -> str:
    return f"from {value_words(before)} to {value_words(after)}"


def _readers(playbook: Playbook, param: str) -> str:
    read = [rule.name for rule in read_rules(playbook.rules_source).rules if param in rule.params]
    return f" (read by {', '.join(read)})" if read else ""


def _rules(old: Playbook, new: Playbook) -> Iterator[str]:
    before, after = ({rule.name: rule for rule in each.rules} for each in (old, new))
    for name in [each for each in after if each not in before]:
        yield f"new rule {name}: “{after[name].words}”"
    for name in [each for each in before if each not in after]:
        yield f"the rule {name} is gone"
    for name in [each for each in after if each in before]:
        if after[name].words != before[name].words:
            yield f"the rule {name} now says “{after[name].words}”"
        if after[name].source != before[name].source:
            yield f"the code of {name} is changed"
        if after[name].obligation != before[name].obligation:
            yield f"{name} puts rows under {GROUP.get(after[name].obligation, after[name].obligation)}"
    if _helpers(old) != _helpers(new):
        yield "what the rules have in common is changed"


def _helpers(playbook: Playbook) -> str:
    """rules.py without its rules."""
    rest = playbook.rules_source
    for rule in playbook.rules:
        rest = rest.replace(rule.source, "")
    return "\n".join(line for line in rest.splitlines() if line.strip())


def _facts(old: Playbook, new: Playbook) -> Iterator[str]:
    if old.facts_sql == new.facts_sql:
        return
    before, after = (probe_facts(each.facts_sql).columns for each in (old, new))
    if more := [named(each) for each in after if each not in before]:
        yield f"new facts: {', '.join(more)}"
    if less := [named(each) for each in before if each not in after]:
        yield f"facts that are gone: {', '.join(less)}"
    yield "facts.sql is changed"


def _about(old: Playbook, new: Playbook) -> Iterator[str]:
    if old.title != new.title:
        yield f"it is called “{new.title}”"
    if old.owner != new.owner:
        yield f"{new.owner} answers for it"
    if old.words != new.words:
        yield "its description is changed"
    if old.moves != new.moves:
        yield "what moves an account is changed"
    if (more := len(new.examples) - len(old.examples)) or old.examples != new.examples:
        yield f"{more:+d} examples" if more else "examples are changed"
