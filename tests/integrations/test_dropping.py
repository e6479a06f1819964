"""Files of a folder are found in order, and one that is still being written waits for the next time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.integrations.dropping import MOST_BYTES, UnreadableError, list_files, read_bytes, tidy


def test_files_are_found_by_name_without_hidden_ones(tmp_path: Path) -> None:
    for ref in ("b.txt", "a/c.txt", ".git/x.txt", "a/.hidden", "~$b.txt", "skipped.yaml"):
        (tmp_path / ref).parent.mkdir(exist_ok=True)
        (tmp_path / ref).write_text("x", encoding="utf-8")
    assert [file.ref for file in list_files(tmp_path, ("skipped.yaml",))] == ["a/c.txt", "b.txt"]


def test_a_file_that_is_being_written_or_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("half", encoding="utf-8")
    (file,) = list_files(tmp_path)
    assert read_bytes(file) == b"half"
    file.path.write_text("half and half", encoding="utf-8")
    with pytest.raises(UnreadableError, match="changed while it was read: the next sync reads it"):
        read_bytes(file)
    with pytest.raises(UnreadableError, match="at most 20,000,000 are read: split it"):
        read_bytes(replace(file, size=MOST_BYTES + 1))
    file.path.unlink()
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_bytes(file)


def test_what_cannot_be_seen_does_not_stay_in_a_text() -> None:
    assert tidy("a\u200bb\n\tc\u202ed\x00 e") == "a b c d e"
