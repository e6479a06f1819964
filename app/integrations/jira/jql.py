"""Queries in Jira's language. Pure; no word that a person or a model gives can change what is restricted."""

from __future__ import annotations

import re

from app.integrations.jira.settings import Settings

_WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12


def quoted(text: str) -> str:
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


def everything(settings: Settings) -> str:
    """What the nightly reading takes: all that is open, and what was closed lately. By creation, so no page shifts."""
    lately = f'(statusCategory != Done OR updated >= "-{settings.closed_days}d")'
    return f"{_in_projects(settings)}{lately} ORDER BY created ASC, key ASC"


def changed(settings: Settings, minutes: int) -> str:
    """What changed in the last so many minutes, by Jira's clock: it reads absolute times in its user's zone."""
    return f'{_in_projects(settings)}updated >= "-{minutes}m" ORDER BY updated ASC, key ASC'


def worded(settings: Settings, words: str, status: str) -> str:
    """What a model searches for: plain words in any text of the last year's issues. "" where there is no word."""
    if not (text := _text(words)):
        return ""
    clauses = (text, _status(status), 'updated >= "-365d"')
    return f"{_in_projects(settings)}{' AND '.join(filter(None, clauses))} ORDER BY updated DESC"


def _in_projects(settings: Settings) -> str:
    keys = ", ".join(quoted(key) for key in settings.project_keys)
    return f"project in ({keys}) AND " if keys else ""


def _text(words: str) -> str:
    """Only letters and digits go into Jira's text search, for its operators are other signs and words in capitals."""
    found = [word.lower() for word in _WORD.findall(words)][:MOST_WORDS]
    return f"text ~ {quoted(' '.join(found))}" if found else ""


def _status(status: str) -> str:
    return {"open": "statusCategory != Done", "closed": "statusCategory = Done"}.get(status, "")
