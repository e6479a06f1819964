"""What a click or a form about proposed writes means. Pure, like `pressing`; what is odd is None, not an error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.slack.reading import Payload, dig
from app.slack.views.effect_forms import VALUE


@dataclass(frozen=True)
class Marked:
    """Proposals of one session as a button names them: number → the beginning of the digest it was drawn from."""

    session: str
    digests: Mapping[int, str]
    alternative: str = ""


@dataclass(frozen=True)
class EffectClick:
    by: str
    verb: str  # approve, approve_all, reject, reject_all, other, edit, undo, there, again, answer
    marked: tuple[Marked, ...]
    key: str
    trigger_id: str
    is_home: bool = False
    response_url: str = ""  # of a message that only they see


@dataclass(frozen=True)
class EffectForm:
    """What a form is about, kept in the form itself. Without a number it asks for something new."""

    session: str
    tool: str
    item: str = ""  # of a row
    number: int = 0
    is_answer: bool = False


def read_effect_click(body: Payload) -> EffectClick | None:
    actions, by = body.get("actions"), dig(body, "user", "id")
    action = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(action, Mapping) or not by:
        return None
    marked = tuple(filter(None, map(_marked, str(action.get("value") or "").split(";"))))
    verb = str(action.get("action_id", "")).removeprefix("effect_")
    if not marked or not verb:
        return None
    container = body.get("container")
    is_private = isinstance(container, Mapping) and bool(container.get("is_ephemeral"))
    return EffectClick(
        by=by,
        verb="other" if verb.startswith("other_") else verb,
        marked=marked,
        key=f"click:{by}:{action.get('action_ts')}:{action.get('block_id')}",
        trigger_id=str(body.get("trigger_id") or ""),
        is_home=dig(body, "view", "type") == "home",
        response_url=dig(body, "response_url") if is_private else "",
    )


def keep_form(form: EffectForm) -> str:
    return json.dumps(asdict(form))


def read_form(view: Payload) -> EffectForm | None:
    """What it is about."""
    try:
        return EffectForm(**json.loads(dig(view, "private_metadata") or "{}"))
    except (ValueError, TypeError):
        return None


def read_typed(view: Payload, zone: str) -> dict[str, str]:
    """What was filled in: field → text, moments as local ones of that zone."""
    state = view.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    given = values.items() if isinstance(values, Mapping) else ()
    return {str(name): _typed(each.get(VALUE), zone) for name, each in given if isinstance(each, Mapping)}


def merged(input_: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    """A call's input with values put where their names lead: `more.reason` stands in `more`."""
    found: dict[str, Any] = dict(input_)
    for name, text in typed.items():
        outer, _, inner = name.partition(".")
        if inner:
            around = found.get(outer)
            found[outer] = {**(around if isinstance(around, dict) else {}), inner: text}
        else:
            found[outer] = text
    return found


def _marked(text: str) -> Marked | None:
    session, _, rest = text.partition("|")
    marks, _, alternative = rest.partition("|")
    digests = {}
    for mark in marks.split(","):
        number, _, digest = mark.partition("=")
        if not number.isdecimal() or not digest:
            return None
        digests[int(number)] = digest
    return Marked(session, digests, alternative) if session and digests else None


def _typed(value: Any, zone: str) -> str:
    if not isinstance(value, Mapping):
        return ""
    if isinstance(at := value.get("selected_date_time"), int):
        return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    chosen = value.get("selected_option")
    if isinstance(chosen, Mapping):
        return str(chosen.get("value") or "")
    return str(value.get("value") or value.get("selected_date") or "").strip()
