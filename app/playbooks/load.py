"""agents/<name>/playbook/ read: PLAYBOOK.md, facts.sql, rules.py and examples.yaml, and all that is wrong there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from app.content.fields import Email
from app.content.front import FRONT
from app.content.lines import Lined, parse
from app.content.shape import Shape, fit
from app.core.errors import ContentError
from app.core.nearest import nearest
from app.core.playbooks import Move, Playbook, Rule
from app.playbooks.examples import Example, check_examples, read_examples
from app.playbooks.facts import FactTable
from app.playbooks.probe import column_types, probe_facts
from app.playbooks.rules import RuleFile, check_reads, read_rules
from app.playbooks.typecheck import check_types

Complain = Callable[[ContentError], None]
Obligation = Literal["owe_an_answer", "gone_quiet", "coming_up", "none"]  # none: it only weighs, and leads no row
Number = Annotated[int, Field(strict=True)] | Annotated[float, Field(strict=True)]
FILES = ("PLAYBOOK.md", "facts.sql", "rules.py", "examples.yaml")


class Moved(Shape):
    to: bool | Number | str | None
    words: Annotated[str, Field(min_length=1, max_length=80)]


class Front(Shape):
    title: Annotated[str, Field(min_length=1, max_length=80)]
    kind: Literal["list"]
    owner: Email
    params: dict[str, bool | Number | str] = Field(default_factory=dict)
    obligations: dict[str, Obligation]
    moves: dict[str, Moved] = Field(default_factory=dict)  # fact → what a person can do about it, for *Why?*


def load_playbook(agents: Path, name: str) -> Playbook:
    """Raises the first ContentError."""
    errors: list[ContentError] = []
    playbook = read_playbook(agents, name, errors.append)
    if errors:
        raise errors[0]
    assert playbook is not None
    return playbook


def check_playbook(agents: Path, name: str, monty: Path | None = None) -> list[ContentError]:
    """Everything that is wrong, types and examples included. Blocking: 0.2 s."""
    errors: list[ContentError] = []
    playbook = read_playbook(agents, name, errors.append)
    if playbook is None or errors:
        return errors
    columns = column_types(probe_facts(playbook.facts_sql))
    wrong = check_types(playbook.rules_source, columns, playbook.params, _path(agents.name, name, "rules.py"), monty)
    return wrong or check_examples(playbook, monty)


def read_playbook(agents: Path, name: str, complain: Complain) -> Playbook | None:
    """None, or a playbook that may still be incomplete, after saying every mistake."""
    texts = read_files(agents, name, complain)
    return read_texts(name, texts, complain, agents.name) if texts else None


def read_files(agents: Path, name: str, complain: Complain) -> dict[str, str] | None:
    """The four files as they are; None where one cannot be had."""
    texts = {file: _text(agents / name / "playbook" / file, _path(agents.name, name, file), complain) for file in FILES}
    found = {file: text for file, text in texts.items() if text is not None}
    return found if len(found) == len(FILES) else None


def read_texts(name: str, texts: Mapping[str, str], complain: Complain, root: str = "agents") -> Playbook | None:
    """The same from texts by their file's name: a version that is kept, or one that somebody proposes."""
    front_text, facts_sql, rules_source, examples_text = (texts[file] for file in FILES)
    read = _front(front_text, _path(root, name, "PLAYBOOK.md"), complain)
    table = _facts(facts_sql, _path(root, name, "facts.sql"), complain)
    file = read_rules(rules_source, _path(root, name, "rules.py"))
    _each(file.problems, complain)
    if read is None:
        return None
    front, lined, words = read
    _each(_check_front(front, lined, file), complain)
    examples: tuple[Example, ...] = ()
    if table:  # without its columns every fact would look misspelt
        _each(_check_moves(front, lined, table), complain)
        names = [rule.name for rule in file.rules]
        _each(check_reads(file, table.columns, front.params, _path(root, name, "rules.py")), complain)
        examples = read_examples(examples_text, _path(root, name, "examples.yaml"), table.columns, names, complain)
    return Playbook(
        name=name,
        title=front.title,
        kind=front.kind,
        owner=front.owner,
        words=words,
        params=front.params,
        facts_sql=facts_sql,
        rules_source=rules_source,
        rules=tuple(
            Rule(rule.name, rule.words, front.obligations.get(rule.name, "none"), rule.source) for rule in file.rules
        ),
        examples=examples,
        version=_version(front, facts_sql, rules_source),
        moves={fact: Move(moved.to, moved.words) for fact, moved in front.moves.items()},
    )


def _text(path: Path, shown: str, complain: Complain) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        complain(ContentError(shown, 1, f"missing: a playbook has {', '.join(FILES)}"))
    except (OSError, UnicodeDecodeError) as error:
        complain(ContentError(shown, 1, f"cannot be read ({error}): save it as UTF-8 text"))
    return None


def _front(text: str, path: str, complain: Complain) -> tuple[Front, Lined, str] | None:
    found = FRONT.match(text)
    if not found:
        complain(
            ContentError(path, 1, "no front matter: begin with a line `---`, keys such as title, and another `---`")
        )
        return None
    try:
        lined = parse(path, found[1], first_line=2)
    except ContentError as error:
        complain(error)
        return None
    front = fit(Front, lined, complain)
    if front is not None and not found[2].strip():
        complain(ContentError(path, text.count("\n") + 1, "no words: say below the second `---` what the list is for"))
    return (front, lined, found[2].strip()) if front else None


def _facts(sql: str, path: str, complain: Complain) -> FactTable | None:
    try:
        return probe_facts(sql, path)
    except ContentError as error:
        complain(error)
        return None


def _check_front(front: Front, lined: Lined, file: RuleFile) -> Iterable[ContentError]:
    rules = [rule.name for rule in file.rules]
    for name in front.obligations:
        if name not in rules:
            yield lined.error(("obligations", name), f"{name!r} is no rule of rules.py.{nearest(name, rules)}")
    for name in rules:
        if name not in front.obligations:
            problem = (
                f"{name} has no obligation: add it with owe_an_answer, gone_quiet, coming_up, or none if it only weighs"
            )
            yield lined.error(("obligations",), problem)
    read = {each.key for each in file.reads if each.kind == "Params"}
    for name in front.params:
        if name not in read:
            yield lined.error(
                ("params", name), f"no rule reads the param {name!r}: remove it, or correct it.{nearest(name, read)}"
            )


def _check_moves(front: Front, lined: Lined, table: FactTable) -> Iterable[ContentError]:
    for fact in front.moves:
        if fact not in table.columns:
            yield lined.error(("moves", fact), f"{fact!r} is no column of facts.sql.{nearest(fact, table.columns)}")


def _each(errors: Iterable[ContentError], complain: Complain) -> None:
    for error in errors:
        complain(error)


def _path(root: str, name: str, file: str) -> str:
    return f"{root}/{name}/playbook/{file}"


def _version(front: Front, facts_sql: str, rules_source: str) -> str:
    decides = [front.params, front.obligations, facts_sql, rules_source]
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()
