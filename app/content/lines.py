"""YAML with line numbers, so that every complaint can point at its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
import yaml

from app.core.errors import ContentError

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Lined:
    """A parsed document: `value`, and the 1-based line of each key and item by its path."""

    file: str
    value: Any
    lines: dict[Path, int]

    def error(self, path: Iterable[str | int], problem: str) -> ContentError:
        """At the line of the path, or of the nearest part of it that exists."""
        at = tuple(path)
        while at and at not in self.lines:
            at = at[:-1]
        return ContentError(self.file, self.lines.get(at, 1), problem)


def parse(file: str, text: str, first_line: int = 1) -> Lined:
    """Raises ContentError for what is not YAML, and for a key that stands twice."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        value = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + first_line if error.problem_mark else first_line
        raise ContentError(file, line, f"not YAML: {error.problem or error}. Check quotes and indentation.") from error
    except yaml.YAMLError as error:
        raise ContentError(file, first_line, f"not YAML: {error}. Save the file as UTF-8 text.") from error
    lines: dict[Path, int] = {(): first_line}
    if node is not None:
        _walk(file, node, (), lines, first_line)
    return Lined(file, value, lines)


def parse_json(file: str, text: str) -> Lined:
    """Raises ContentError. YAML reads JSON too, so it gives the lines; the values are JSON's own."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ContentError(file, error.lineno, f"not JSON: {error.msg}. Check commas, quotes and brackets.") from error
    return Lined(file, value, parse(file, text.replace("\t", "  ")).lines)


def _walk(file: str, node: yaml.Node, path: Path, lines: dict[Path, int], first: int) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            at = (*path, str(key.value))
            if at in lines:
                raise ContentError(
                    file, key.start_mark.line + first, f"{key.value!r} stands here a second time: keep one."
                )
            lines[at] = key.start_mark.line + first
            _walk(file, value, at, lines, first)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*path, index)] = value.start_mark.line + first
            _walk(file, value, (*path, index), lines, first)
