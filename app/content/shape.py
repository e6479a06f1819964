"""A pydantic model filled from a lined document; each thing that does not fit becomes a complaint with its line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from app.content.lines import Lined
from app.core.errors import ContentError
from app.core.nearest import nearest


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


Model = TypeVar("Model", bound=BaseModel)


def fit(
    model: type[Model],
    lined: Lined,
    complain: Callable[[ContentError], None],
    at: tuple[str | int, ...] = (),
    *,
    show: bool = True,
) -> Model | None:
    """The model, or None after saying every mistake; without `show` no value is repeated: it may be a secret."""
    value = lined.value
    for step in at:
        value = value[step]
    if not isinstance(value, dict):
        complain(
            lined.error(at, f"expected keys and values, found {type(value).__name__}. Known are: {_known(model)}.")
        )
        return None
    try:
        return model.model_validate({str(key): each for key, each in value.items()})
    except ValidationError as error:
        for detail in error.errors():
            complain(lined.error((*at, *detail["loc"]), _words(model, detail, show)))
        return None


def _known(model: type[BaseModel]) -> str:
    return ", ".join(_keys(model))


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _words(model: type[BaseModel], detail: ErrorDetails, show: bool) -> str:
    name = str(detail["loc"][-1]) if detail["loc"] else "?"
    match detail["type"]:
        case "missing":
            return f"{name!r} is missing: add it."
        case "extra_forbidden":
            known = _keys(model) if len(detail["loc"]) == 1 else []
            return f"{name!r} is not a key here." + (nearest(name, known) if known else "")
    told = detail["msg"].removeprefix("Value error, ")
    if not detail["loc"]:  # a rule over several keys; its sentence names them
        return f"{told}."
    return f"{name!r} is {repr(detail['input']) if show else 'wrong'}: {told}."
