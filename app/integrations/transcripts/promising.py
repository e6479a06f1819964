"""Which day a sentence promises something for: `I'll send it on Thursday`. No wish, no past, no `some time in spring`.

Pure and in English; the day is counted from that of the call.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from app.integrations.transcripts.dating import MONTHS

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
    *("twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth"),
    *("twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first"),
)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MONTH = "(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_NTH = rf"(?P<nth>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(reversed(_ORDINALS))})"
_NUMBER = rf"(?P<number>\d{{1,2}}|an?|{'|'.join(_NUMBERS)})"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"\b(?P<iso>20\d\d-\d\d-\d\d)\b",
        rf"\b{_MONTH}\.? (?:the )?(?:{_NTH}|(?P<day>\d{{1,2}}))\b",
        rf"\b(?:{_NTH}|(?P<day>\d{{1,2}}))(?: of)? {_MONTH}\b",
        rf"\b(?P<weekday>{'|'.join(_DAYS)})(?:,? the {_NTH})?\b",
        rf"\bthe {_NTH}\b(?! (?:of|time|one|draft|version|part|round|page|point|half|thing|quarter|person|party))",
        r"\b(?P<near>today|tomorrow|tonight|this afternoon|this evening)\b",
        r"\b(?P<end>end of (?:the|this) (?:week|month)|this week|next week)\b",
        rf"\b(?:in|within) {_NUMBER} (?:business |working )?(?P<unit>days?|weeks?)\b",
    )
)
_PROMISE = re.compile(
    r"'ll\b|\b(?:will|gonna|going to|let's|shall|meet(?:ing)?|sign(?:s|ing)?|call|talk|speak|reviews?|votes?|issues?|"
    r"decides?|sends?|goes|go live|kick(?:s|ing)?[ -]?off|booked|scheduled|invite|diary|calendar|see you|expect|due|"
    r"promised?|confirmed|yes|works|it is|perfect|sure|deal|then|please|fine|good|great|deadline|agreed)\b"
)
_NOT = re.compile(
    r"n't\b|\b(?:not|no|never|nobody|without|maybe|perhaps|might|may|hop(?:e|ing|efully)|probably|possibly|if|could|"
    r"unless|until|at the earliest|should be|would|wish|ideally|aim|try|trying|depends|last|ago|since|was|were|been|"
    r"had|did|yesterday|used to|next meetings?|cancelled|missed|moved|slipped|postponed|pushed)\b"
)


def promised_day(sentence: str, said_on: date) -> date | None:
    """The first day, from the call's on, that the sentence promises; None where it promises none."""
    plain = sentence.lower().replace("’", "'")
    if plain.rstrip().endswith("?") and not re.search(r"\bshall we\b|\blet's\b", plain):
        return None
    if _NOT.search(plain):
        return None
    is_promise = _PROMISE.search(plain) is not None
    days = (day for day, is_certain in days_in(plain, said_on) if day >= said_on and (is_promise or is_certain))
    return min(days, default=None)


def days_in(plain: str, said_on: date) -> Iterator[tuple[date, bool]]:
    """Each day, and whether it needs no verb to be ahead: `Friday` may be the last one, `December 8th` is not."""
    for shape in _SHAPES:
        for found in shape.finditer(plain):
            try:
                part = found.groupdict()
                yield _resolve(part, said_on), bool(part.get("month") or part.get("iso"))
            except ValueError:  # 31 February, the 40th
                continue


def _resolve(part: dict[str, str | None], said_on: date) -> date:
    if iso := part.get("iso"):
        return date.fromisoformat(iso)
    if weekday := part.get("weekday"):
        nth = part.get("nth")
        return _next_nth(_nth(nth), said_on) if nth else _weekday(_DAYS.index(weekday), said_on)
    if near := part.get("near"):
        return said_on + timedelta(days=near == "tomorrow")
    if end := part.get("end"):
        return _end(end, said_on)
    if unit := part.get("unit"):
        return said_on + timedelta(days=_count(part["number"] or "") * (7 if unit.startswith("week") else 1))
    number = _nth(part.get("nth") or part.get("day") or "")
    month = part.get("month")
    return _in_month(number, MONTHS.index(month[:3]) + 1, said_on) if month else _next_nth(number, said_on)


def _nth(text: str) -> int:
    return _ORDINALS.index(text) + 1 if text in _ORDINALS else int(re.sub(r"\D", "", text))


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS.index(text) + 1 if text in _NUMBERS else 1


def _weekday(wanted: int, said_on: date) -> date:
    """Its next one; said on a Monday, Monday is in a week."""
    return said_on + timedelta(days=(wanted - said_on.weekday() - 1) % 7 + 1)


def _next_nth(number: int, said_on: date) -> date:
    first = said_on.replace(day=1)
    for _ in range(12):
        last = calendar.monthrange(first.year, first.month)[1]
        if number <= last and (day := first.replace(day=number)) >= said_on:
            return day
        first = first + timedelta(days=last)
    raise ValueError(number)


def _in_month(number: int, month: int, said_on: date) -> date:
    """This year's, or next year's where that is long past: in November, January is ahead."""
    day = date(said_on.year, month, number)
    return day if (said_on - day).days < 120 else date(said_on.year + 1, month, number)


def _end(words: str, said_on: date) -> date:
    if words.endswith("month"):
        return said_on.replace(day=calendar.monthrange(said_on.year, said_on.month)[1])
    friday = said_on + timedelta(days=(4 - said_on.weekday()) % 7)
    return friday + timedelta(days=7) if words == "next week" else friday
