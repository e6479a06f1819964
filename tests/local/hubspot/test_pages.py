"""The pages that links lead to, and the control API behind demos and tests."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local.hubspot.portal import ACME, BETA, CALL, JO, NOW, TICKET, Wire


async def page(wire: Wire, path: str) -> tuple[int, str]:
    async with wire.session.get(f"{wire.url}/hubspot{path}", headers={"Authorization": ""}) as response:
        return response.status, await response.text()


@pytest.mark.parametrize(
    "path", [f"/record/companies/{ACME}", f"/record/0-2/{ACME}", f"/contacts/4242/record/0-2/{ACME}"]
)
async def test_a_record_shows_its_properties_and_what_is_around_it(wire: Wire, path: str) -> None:
    status, text = await page(wire, path)
    assert status == 200
    assert "<h1>Acme Tools</h1>" in text
    assert "Maya Lindqvist" in text  # the owner by name
    for other in (f"/hubspot/record/0-48/{CALL}", f"/hubspot/record/0-5/{TICKET}", f"/hubspot/record/0-1/{JO}"):
        assert f'href="{other}"' in text


async def test_numbers_are_readable_and_what_people_fill_in_comes_first(wire: Wire) -> None:
    _, text = await page(wire, f"/record/companies/{BETA}")
    assert "<dd>50,000</dd>" in text
    assert f"<dd>{BETA}</dd>" in text
    assert text.index(">Company name<") < text.index(">Record ID<")


async def test_nothing_in_a_record_becomes_markup(wire: Wire) -> None:
    evil = '<script>alert("x")</script>'
    await wire.control("change", {"op": "update", "object_type": "companies", "id": ACME, "properties": {"name": evil}})
    for path in (f"/record/companies/{ACME}", f"/record/contacts/{JO}", f"/record/%3Cscript%3E/{ACME}"):
        assert "<script" not in (await page(wire, path))[1]
    async with wire.session.get(f"{wire.url}/hubspot/record/companies/{ACME}") as response:
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_a_link_to_nothing_says_so_and_one_to_the_recycle_bin_too(wire: Wire) -> None:
    assert (await page(wire, "/record/companies/999"))[0] == 404
    await wire.ask("DELETE", f"/crm/objects/2026-09/companies/{BETA}")
    status, text = await page(wire, f"/record/companies/{BETA}")
    assert status == 200
    assert "in the recycle bin" in text


async def test_the_style_is_served(wire: Wire) -> None:
    status, text = await page(wire, "/pages.css")
    assert (status, "prefers-color-scheme: dark" in text) == (200, True)


async def test_a_change_is_made_now_and_is_not_an_arrival(wire: Wire) -> None:
    change = {
        "op": "create",
        "object_type": "calls",
        "properties": {"hs_timestamp": NOW.isoformat(), "hs_call_title": "By hand"},
        "associations": [["companies", BETA]],
    }
    made = await wire.control("change", change)
    assert made["associations"] == [["companies", BETA]]
    assert (await wire.properties("companies", BETA, "notes_last_contacted"))[
        "notes_last_contacted"
    ] == "2026-11-23T14:00:00Z"
    assert not wire.arrivals(effects=True)


async def test_a_restored_record_is_as_it_was(wire: Wire) -> None:
    before = await wire.get(f"/_control/record/companies/{ACME}")
    await wire.ask("DELETE", f"/crm/objects/2026-09/companies/{ACME}")
    assert (await wire.get(f"/_control/record/companies/{ACME}"))["archived"] is True
    after = await wire.control("restore", {"object_type": "companies", "id": ACME})
    assert after["archived"] is False
    assert sorted(after["associations"]) == sorted(before["associations"])
    assert after["properties"]["notes_last_contacted"] == before["properties"]["notes_last_contacted"]


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("change", {"op": "paint", "object_type": "companies"}, "'paint'"),
        ("change", {"op": "update", "object_type": "unicorns", "id": "1"}, "'unicorns'"),
        ("change", {"op": "update", "object_type": "companies", "id": "999"}, "'999'"),
        ("change", {"op": "create", "object_type": "companies", "properties": {"colour": "red"}}, "'colour'"),
        ("change", {"op": "create", "object_type": "calls", "associations": [["companies", "999"]]}, "'999'"),
        ("change", {"object_type": "companies"}, "op is missing"),
        (
            "change",
            {"op": "update", "object_type": "companies", "id": ACME, "properties": {"createdate": "soon"}},
            "soon",
        ),
        ("restore", {"object_type": "companies", "id": ACME}, "recycle bin"),
        ("owner", {"id": "999", "archived": True}, "501, 502, 503"),
    ],
)
async def test_a_control_request_that_cannot_be_done_says_why(wire: Wire, path: str, body: Any, says: str) -> None:
    answer = await wire.control(path, body, 400)
    assert says in answer["error"]
