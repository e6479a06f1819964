"""What HubSpot's failures mean for a write: refused with a question where an answer would help, busy, or unsure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from app.core.actions import Busy, Field, Refused, Unsure
from app.integrations.errors import DailyLimitError, VendorError
from app.integrations.hubspot.errors import InvalidValuesError
from app.integrations.hubspot.writes.definitions import Definition

HOUR = timedelta(hours=1)
MORE = "more"  # where answers to HubSpot's questions stand in a call's input


def of_write(error: VendorError, definitions: Mapping[str, Definition]) -> Refused | Busy | Unsure:
    """Whether it was done is what matters: only what certainly was not may be tried again."""
    if error.may_have_happened:
        return Unsure(str(error))
    if isinstance(error, InvalidValuesError):
        return Refused(_told(error, definitions), questions(error, definitions))
    return Refused(str(error)) if error.is_permanent else busy(error)


def of_read(error: VendorError) -> Refused | Busy:
    return Refused(str(error)) if error.is_permanent else busy(error)


def busy(error: VendorError) -> Busy:
    if isinstance(error, DailyLimitError):
        return Busy(str(error), HOUR)
    return Busy(str(error), timedelta(seconds=error.after) if error.after else None)


def questions(error: InvalidValuesError, definitions: Mapping[str, Definition]) -> tuple[Field, ...]:
    """Each property that HubSpot wants otherwise, as a line of a form with the property's own options."""
    names = dict.fromkeys(problem.property for problem in error.problems)
    asked = (definitions.get(name) for name in names)
    return tuple(each.form_field(f"{MORE}.{each.name}", "") for each in asked if each and each.is_writable)


def _told(error: InvalidValuesError, definitions: Mapping[str, Definition]) -> str:
    lines = [
        f"{definitions[each.property].label if each.property in definitions else each.property}: {each.message}"
        for each in error.problems
    ]
    return f"HubSpot did not take it. {'; '.join(dict.fromkeys(lines))}."
