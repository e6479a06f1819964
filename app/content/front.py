"""A Markdown file with front matter: keys between two lines of `---`, then a body."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.content.lines import Lined, parse
from app.core.errors import ContentError

FRONT = re.compile(r"\A---\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)(.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class Front:
    lined: Lined  # the keys
    body: str
    raw: str  # the keys as they are written


def read_front(path: Path, root: Path, missing: str, complain: Callable[[ContentError], None]) -> Front | None:
    """None after saying what is wrong; `missing` is what to say where there is no such file."""
    file = path.relative_to(root).as_posix()
    text = _text(path, file, missing, complain)
    if text is None:
        return None
    found = FRONT.match(text)
    if not found:
        complain(
            ContentError(file, 1, "no front matter: begin with a line `---`, keys such as name, and another `---`.")
        )
        return None
    try:
        return Front(parse(file, found[1], first_line=2), found[2].strip(), found[1])
    except ContentError as error:
        complain(error)
        return None


def _text(path: Path, file: str, missing: str, complain: Callable[[ContentError], None]) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        complain(ContentError(file, 1, missing))
    except (OSError, UnicodeDecodeError) as error:
        complain(ContentError(file, 1, f"cannot be read ({error}): save it as UTF-8 text."))
    return None
