"""A cron line, checked and spelled out: weekdays by name, so that no reader differs. When it is due: elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")  # in cron's order: 0 is Sunday, and so is 7
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # days of each month, in a leap year
FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
_PART = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")


@dataclass(frozen=True)
class Cron:
    text: str
    minute: str
    hour: str
    day: str
    month: str
    weekday: str  # names, comma between, or *

    @property
    def is_at_times(self) -> bool:
        """At named times of day: the local date and time tell occurrences apart, also when clocks change."""
        return "*" not in self.hour

    def key(self, local: datetime) -> str:
        """Of one occurrence. By the local time it fires once where an hour is lived through twice."""
        if self.is_at_times:
            return f"{local:%Y-%m-%dT%H:%M}"
        return f"{local.astimezone(UTC):%Y-%m-%dT%H:%M}Z"


def read_cron(text: str) -> Cron:
    """Five fields: minute, hour, day of the month, month, weekday. Raises ValueError with what to write instead."""
    fields = text.lower().split()
    if len(fields) != 5:
        raise ValueError('write five fields: minute, hour, day, month, weekday, such as "0 9 * * mon-fri"')
    numbers = [_numbers(field, *which) for field, which in zip(fields, FIELDS, strict=True)]
    if fields[2] != "*" and fields[4] != "*":
        raise ValueError("name days of the month or weekdays, not both: programs disagree on what both mean")
    if not any(day <= LENGTHS[month - 1] for day in numbers[2] for month in numbers[3]):
        raise ValueError("there is no such day in any of these months")
    weekdays = "*" if fields[4] == "*" else ",".join(dict.fromkeys(DAYS[number % 7] for number in numbers[4]))
    spelled = [_spelled(field, which) for field, which in zip(fields[:4], numbers, strict=False)]
    return Cron(text, spelled[0], spelled[1], spelled[2], spelled[3], weekdays)


def _spelled(field: str, numbers: Sequence[int]) -> str:
    return field if field.startswith("*") else ",".join(map(str, sorted(set(numbers))))


def _numbers(field: str, name: str, least: int, most: int) -> list[int]:
    return [number for part in field.split(",") for number in _of_part(part, name, least, most)]


def _of_part(part: str, name: str, least: int, most: int) -> Iterator[int]:
    found = _PART.fullmatch(part)
    if found is None:
        raise ValueError(f"{part!r} is no {name}: write a number, a range such as 1-5, or *")
    step = int(found["step"] or 1)
    if found["first"] == "*":
        first, last = least, 6 if most == 7 else most
    else:
        first = _number(found["first"], name, least, most)
        last = _number(found["last"], name, least, most) if found["last"] else (most if found["step"] else first)
    if step < 1 or (first > last and name != "weekday"):
        raise ValueError(f"{part!r} is no {name}: the range runs backwards or its step is 0")
    if first > last:  # over the end of a week: fri-mon
        last += 7
    return iter(range(first, last + 1, step))


def _number(word: str, name: str, least: int, most: int) -> int:
    names = {"weekday": DAYS, "month": MONTHS}.get(name, ())
    if word in names:
        return names.index(word) + (name == "month")
    if not word.isdigit() or not least <= int(word) <= most:
        also = f", or {names[1]}, {names[2]} …" if names else ""
        raise ValueError(f"{word!r} is no {name}: write {least} to {most}{also}")
    return int(word)
