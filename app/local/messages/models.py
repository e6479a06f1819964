"""What each model of the stand-in accepts and remembers: capabilities only, no prices.

Where two generations differ, the table says so; a model that is not here answers 404, as a retired one does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

THINKING_ONLY = frozenset({"adaptive"})
MILLION = 1_000_000


@dataclass(frozen=True)
class Model:
    id: str
    line: str
    cache_minimum: int  # tokens; shorter prefixes are not cached and nothing says so
    thinking: frozenset[str]  # accepted values of thinking.type
    thinks_by_default: bool = True
    shows_thinking: bool = False  # the default display: summarized instead of omitted
    preserves_thinking: bool = True  # a thinking block is bound to what stood before it
    locks_thinking: bool = True  # other models cannot read its thinking blocks
    hides_progress: bool = True  # text between two rounds of tools comes back as thinking
    takes_forced_tools: bool = False
    takes_prefill: bool = False
    takes_system_messages: bool = True
    max_input: int = MILLION
    max_output: int = 128_000


def _older(id: str, line: str, cache_minimum: int, **differences: Any) -> Model:  # noqa: A002
    settled: dict[str, Any] = {
        "thinking": frozenset({"adaptive", "enabled", "disabled"}),
        "shows_thinking": True,
        "preserves_thinking": False,
        "hides_progress": False,
        "takes_forced_tools": True,
    }
    return Model(id, line, cache_minimum, **(settled | differences))


_TABLE = (  # newest first, as the list is told
    Model("claude-fable-5-2", "fable", 512, THINKING_ONLY),
    Model("claude-haiku-5-5", "haiku", 4096, THINKING_ONLY | {"disabled"}, locks_thinking=False),
    Model("claude-sonnet-5-5", "sonnet", 512, THINKING_ONLY | {"between_tools"}),
    Model("claude-opus-5-5", "opus", 512, THINKING_ONLY),
    Model("claude-fable-5-1", "fable", 512, THINKING_ONLY),
    _older("claude-opus-5", "opus", 512, thinking=frozenset({"adaptive", "disabled"})),
    _older("claude-sonnet-5", "sonnet", 1024, takes_system_messages=False),
    _older("claude-opus-4-8", "opus", 1024, thinks_by_default=False),
    _older(
        "claude-haiku-4-5",
        "haiku",
        4096,
        thinks_by_default=False,
        takes_prefill=True,
        takes_system_messages=False,
        max_input=200_000,
        max_output=64_000,
    ),
)
MODELS = {model.id: model for model in _TABLE}


def can_read(reader: Model, producer: str) -> bool:
    """Whether `reader` may use a thinking block that the model `producer` wrote."""
    if reader.id == producer:
        return True
    known = MODELS.get(producer)
    return known is not None and not known.locks_thinking


def as_json(model: Model) -> dict[str, Any]:
    return {
        "type": "model",
        "id": model.id,
        "display_name": re.sub(r"(\d) (\d)", r"\1.\2", model.id.replace("-", " ")).title(),
        "line": model.line,
        "created_at": "1970-01-01T00:00:00Z",  # the API's own way to say that a date is not known
        "lifecycle": "active",
        "deprecated_at": None,
        "retires_at": None,
        "max_input_tokens": model.max_input,
        "max_tokens": model.max_output,
        "capabilities": None,
    }
