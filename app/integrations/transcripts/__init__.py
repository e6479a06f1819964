"""Transcripts of calls, dropped into a folder: who said what, whose account it is, and what it says about agreements.

Off until TRANSCRIPTS_FOLDER is set.
"""

from __future__ import annotations

from functools import partial

from app.integrations.plug import Connected, Setting
from app.integrations.transcripts.doctor import examine
from app.integrations.transcripts.settings import SWITCH, Settings
from app.integrations.transcripts.sync import TranscriptSource

__all__ = ["SWITCH", "Settings", "connect"]


def connect(settings: Settings, setting: Setting) -> Connected:
    """Reads nothing yet."""
    return Connected(source=TranscriptSource(settings), tools=(), examine=partial(examine, settings), close=_nothing)


async def _nothing() -> None:
    """A folder is not kept open."""
