"""A dropped file as transcripts. Pure: bytes in, values out; UnreadableError with its line where it cannot be read."""

from __future__ import annotations

from pathlib import PurePosixPath

from app.integrations.dropping import UnreadableError, decode
from app.integrations.transcripts.cues import has_cues, read_cues
from app.integrations.transcripts.documents import read_documents
from app.integrations.transcripts.lines import read_lines
from app.integrations.transcripts.transcript import Transcript

FORMATS = (".vtt", ".srt", ".txt", ".json")


def parse(content: bytes, ref: str) -> tuple[Transcript, ...]:
    """By its suffix; text that holds cues is read as such. `ref` is the file's path below the folder."""
    suffix = PurePosixPath(ref).suffix.lower()
    if suffix not in FORMATS:
        raise UnreadableError(1, f"{suffix or 'a file without suffix'} cannot be read: save it as {', '.join(FORMATS)}")
    text = decode(content)
    if not text.strip():
        raise UnreadableError(1, "empty: export it again, or remove it")
    if suffix == ".json":
        return read_documents(text)
    return (read_cues(text) if suffix in (".vtt", ".srt") or has_cues(text) else read_lines(text),)
