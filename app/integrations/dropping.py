"""Files that people drop into a folder: found in order, read whole; what is wrong with one is said by name and line.

FolderError                 the folder itself is not there
Faulty                      one file cannot be used, or one line of it; not raised: it is reported and the rest is used
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import ThreadworkError

MOST_BYTES = 20_000_000  # a day of talk is 1 MB of text
MOST_FILES = 50_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Controls except tab and line ends, what cannot be seen, and halves of characters.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")


class FolderError(ThreadworkError):
    """Nothing of the folder can be read; what was read before stays."""


class UnreadableError(ThreadworkError):
    """One file cannot be used."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line, self.problem = line, problem


@dataclass(frozen=True)
class Faulty:
    """A file, or a line of it, that is kept out."""

    ref: str  # the file's path below the folder
    line: int
    problem: str  # with what to do

    def __str__(self) -> str:
        return f"{self.ref}:{self.line}: {self.problem}"


@dataclass(frozen=True)
class Dropped:
    """One file as the directory shows it."""

    path: Path
    ref: str  # with slashes, on every system
    size: int
    changed_ns: int  # its date of change


def list_files(folder: Path, ignored: Collection[str] = (), variable: str = "the folder's variable") -> list[Dropped]:
    """Every file, by name; hidden ones, those of an editor and those that lead out of the folder are none."""
    if not folder.is_dir():
        raise FolderError(f"{variable} is {str(folder)!r}, where no folder is. Create it, or correct the variable.")
    found = [each for each in _walk(folder, folder.resolve()) if each.ref not in ignored]
    if len(found) > MOST_FILES:
        raise FolderError(f"{str(folder)!r} holds more than {MOST_FILES:,} files. Move what is old out of it.")
    return sorted(found, key=lambda each: each.ref)


def read_bytes(file: Dropped) -> bytes:
    """Raises UnreadableError; also where the file is being written just now."""
    if file.size > MOST_BYTES:
        raise UnreadableError(1, f"{file.size:,} bytes, at most {MOST_BYTES:,} are read: split it")
    try:
        content = file.path.read_bytes()
        stat = file.path.stat()
    except OSError as error:
        raise UnreadableError(1, f"cannot be read ({error.strerror}): correct its permissions") from error
    if (stat.st_size, stat.st_mtime_ns) != (file.size, file.changed_ns) or len(content) != file.size:
        raise UnreadableError(1, "changed while it was read: the next sync reads it")
    return content


def decode(content: bytes) -> str:
    """Text with plain line ends, whatever it was saved by. Raises UnreadableError for what is no text."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "") or _guess(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise UnreadableError(1, f"not the {encoding} text that it begins as: save it as UTF-8") from error
        text = content.decode("cp1252", "replace")  # what Windows programs write
    if text.count("\0") > len(text) // 100:
        raise UnreadableError(1, "not text: export it as text and drop that")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def tidy(text: str) -> str:
    """On one line, without what cannot be seen."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def _guess(content: bytes) -> str:
    """UTF-16 without a mark has a zero in every second byte of plain text."""
    sample = content[:2_000]
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[start::2]
        if len(half) > 8 and half.count(0) > len(half) * 0.7:
            return name
    return "utf-8"


def _walk(folder: Path, root: Path) -> Iterator[Dropped]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if any(part.startswith((".", "~$")) for part in parts) or not path.is_file():
            continue
        if root in path.resolve().parents:
            stat = path.stat()
            yield Dropped(path, "/".join(parts), stat.st_size, stat.st_mtime_ns)
