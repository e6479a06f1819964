"""rules.py against the types of its facts and params, by the type checker that Monty brings along.

It finds a misspelt column, a comparison with a fact that may be null, and a rule that returns something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic_monty import Monty, MontyTypingError

from app.core.errors import ContentError
from app.core.playbooks import Scalar

_FOUND = re.compile(r"^[^:\n]+:(\d+):\d+: (\w+)\[([\w-]+)\] (.*)$", re.MULTILINE)
REMEDIES = {
    "invalid-key": "correct the name",
    "unsupported-operator": "say first what happens if the fact is None: not every account has it",
    "not-subscriptable": "say first what happens if the value is None",
    "invalid-argument-type": "say first what happens if the fact is None, or convert it",
    "invalid-return-type": "return points and a reason, such as 12, 'no touch in 26 days'",
}


def check_types(
    source: str,
    columns: Mapping[str, str],
    params: Mapping[str, Scalar],
    path: str = "rules.py",
    monty: Path | None = None,
) -> list[ContentError]:
    """`columns` as from column_types; `monty` as in score_rows. Blocking: 30 ms."""
    with (
        Monty(binary_path=monty, max_processes=1) as pool,
        pool.checkout(
            limits={"max_feed_duration_secs": 5.0, "max_memory": 200_000_000},
            type_check=True,
            type_check_stubs=write_stubs(columns, params),
            type_check_format="concise",
        ) as session,
    ):
        try:
            session.feed_run(source)
        except MontyTypingError as error:
            return list(_errors(error.display(), path))
    return []


def write_stubs(columns: Mapping[str, str], params: Mapping[str, Scalar]) -> str:
    """Params are numbers or texts as PLAYBOOK.md has them; a whole number may be changed to a fraction later."""
    kinds = {
        name: "float" if isinstance(value, int | float) else type(value).__name__ for name, value in params.items()
    }
    return "\n".join(
        (
            "from typing import TypedDict",
            f"Facts = TypedDict('Facts', {{{', '.join(f'{name!r}: {kind!r}' for name, kind in columns.items())}}})",
            f"Params = TypedDict('Params', {{{', '.join(f'{name!r}: {kind!r}' for name, kind in kinds.items())}}})",
            "Points = tuple[float, str]",
        )
    )


def _errors(display: str, path: str) -> Iterator[ContentError]:
    found = list(_FOUND.finditer(display))
    for line, _, rule, said in (each.groups() for each in found):
        yield ContentError(path, int(line), f"{said.rstrip('.')}: {REMEDIES.get(rule, 'correct the types')}")
    if not found:
        yield ContentError(path, 1, f"the type checker says {display.strip()[:300]!r}")
