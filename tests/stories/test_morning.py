"""The morning list: when it comes, what it says, and what it does with what people said about its rows."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.demo.person import Message, Visitor, posted_at, rows_of, seen
from tests.stories.office import SPREAD, Office, next_nine, words

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def pressed(visitor: Visitor, message: Message, text: str) -> Message:
    """The list as it reads once the press has shown."""

    async def look() -> Message | None:
        now = next(each for each in await visitor.lists() if each["ts"] == message["ts"])
        return now if text in words(now) else None

    return await seen(look, f"{text!r} in the list of {visitor.name}")


async def word(office: Office, visitor: Visitor, text: str) -> None:
    """They write into the form that opened, and send it."""
    view = await seen(visitor.modal, "the form")
    values = {"word": {"text": {"value": text}}}
    await office.world.act("submit", **{"as": visitor.id, "view_id": view["id"], "values": values})


async def test_each_person_gets_one_list_at_nine_where_they_are_and_no_model_makes_it(office: Office) -> None:
    people = office.setting.visitors("rep", "manager")
    before = {each.id: len(await each.lists()) for each in people}
    asked = len(await office.requests())
    start = await office.world.now()
    for moment in sorted({next_nine(start, each.zone) for each in people}):
        await office.world.move_to(moment + SPREAD)
    for each in people:
        new = (await each.lists())[before[each.id] :]
        assert len(new) == 1, each.name
        local = posted_at(new[0]).astimezone(ZoneInfo(each.zone))
        nine = datetime.combine(local.date(), datetime.min.time().replace(hour=9), local.tzinfo)
        assert nine <= local <= nine + SPREAD, each.name
    assert len(await office.requests()) == asked


async def test_a_list_is_short_linked_reasoned_and_says_how_fresh_it_is(office: Office) -> None:
    message = await office.morning(office.visitor("Nadia"))
    rows = rows_of(message) or []
    assert 0 < len(rows) <= 7
    text = words(message)
    assert "CRM as of" in text
    assert "every reason is computed" in text
    sections = [each["text"]["text"] for each in message["blocks"] if each["type"] == "section"][1:]
    assert len(sections) == len(rows)
    for each in sections:
        head, reasons = each.split("\n")[:2]
        assert re.match(r"\*\d+\. <http\S+\|.+>\*$", head), head  # its rank, and its name as a link to the record
        assert any(letter.isdigit() for letter in reasons), each


async def test_why_takes_the_score_apart_so_that_it_sums_up(office: Office) -> None:
    nadia = office.visitor("Nadia")
    message = await office.morning(nadia)
    await nadia.click(await nadia.dm() or "", message, "row_why", (rows_of(message) or [])[0])

    async def whole() -> str | None:
        view = await nadia.modal()
        text = words(view) if view else ""
        return text.replace("−", "-") if "snapshot" in text else None

    text = await seen(whole, "the explanation with its facts")
    score = float(re.search(r"· \*(-?[\d.]+) points\*", text)[1])  # type: ignore[index]
    points = [float(each) for each in re.findall(r"\*([+-][\d.]+)\*  ", text)]
    assert points
    assert sum(points) == pytest.approx(score, abs=0.05 * len(points))  # each is rounded to one digit
    assert " looked at " in text  # the facts behind each rule
    view = await nadia.modal()
    assert view
    await office.world.act("close", **{"as": nadia.id, "view_id": view["id"]})


async def test_what_people_say_about_rows_is_shown_at_once_and_obeyed_the_next_day(office: Office) -> None:
    theo = office.visitor("Theo")
    message, dm = await office.morning(theo), await theo.dm() or ""
    done, snoozed, moved, wrong = (rows_of(message) or [])[:4]
    await theo.click(dm, message, "row_done", done)
    await theo.click(dm, message, "row_more", snoozed, f"snooze_7:{snoozed}")
    await theo.click(dm, message, "row_more", moved, f"not_mine:{moved}")
    await word(office, theo, "Renata has it since May")
    await theo.click(dm, message, "row_more", wrong, f"wrong:{wrong}")
    await word(office, theo, "they renewed last week")
    await pressed(theo, message, "~  Done")
    await pressed(theo, message, "Snoozed until")
    await pressed(theo, message, "Renata has it since May")
    struck = await pressed(theo, message, "they renewed last week")
    assert not {done, snoozed, moved, wrong} & set(rows_of(struck) or [])
    tomorrow = rows_of(await office.morning(theo)) or []
    assert done in tomorrow  # the CRM knows of nothing that was done
    assert not {snoozed, moved, wrong} & set(tomorrow)
