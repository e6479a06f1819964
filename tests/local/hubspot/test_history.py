"""The company's history: played as the workspace clock passes it, refused where it cannot have happened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.local.company.model import Change
from app.local.hubspot.history import HistoryError, check
from app.local.hubspot.schema import Schema
from tests.local.hubspot.portal import ACME, ACME_TWIN, BETA, COMPANY, DAY, DEAL, HISTORY, NOW, Wire, ids

COMPANIES = "/crm/objects/2026-09/companies"


async def test_what_lies_ahead_has_not_happened_until_the_clock_passes_it(wire: Wire) -> None:
    assert (await wire.properties("deals", DEAL, "dealstage"))["dealstage"] == "qualifiedtobuy"
    wire.move(NOW + DAY)
    changed = await wire.get(f"/crm/objects/2026-09/deals/{DEAL}", properties="dealstage,hs_is_closed_won")
    assert changed["properties"]["dealstage"] == "closedwon"
    assert changed["properties"]["hs_is_closed_won"] == "true"
    assert changed["updatedAt"] == "2026-11-24T14:00:00Z"


async def test_a_jump_over_several_changes_applies_them_all_in_order(wire: Wire) -> None:
    wire.move(NOW + 5 * DAY)
    assert ids(await wire.get(COMPANIES)) == [ACME]
    assert ids(await wire.get(COMPANIES, archived="true")) == [BETA]
    merged = await wire.get(f"{COMPANIES}/{ACME_TWIN}", properties="name,phone,hs_merged_object_ids")
    assert merged["id"] == ACME
    assert merged["properties"]["phone"] == "+1 555 0100"
    assert merged["properties"]["hs_merged_object_ids"] == ACME_TWIN
    assert merged["updatedAt"] == "2026-11-25T14:00:00Z"


async def test_new_records_never_take_an_id_that_history_will_need(wire: Wire) -> None:
    made = await wire.post(COMPANIES, {"properties": {"name": "New"}}, 201)
    assert int(made["id"]) > max(int(change.id) for change in HISTORY)


async def test_history_passes_over_a_record_that_the_api_has_archived(wire: Wire) -> None:
    await wire.ask("DELETE", f"/crm/objects/2026-09/deals/{DEAL}")
    wire.move(NOW + 5 * DAY)
    assert ids(await wire.get("/crm/objects/2026-09/deals")) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change(NOW, "create", "companies", "900", {"colour": "red"}), "'colour'"),
        (Change(NOW, "create", "companies", ACME), "exists already"),
        (Change(NOW, "update", "companies", "900"), "never created"),
        (Change(NOW, "create", "companies", "c-900"), "digits"),
        (Change(NOW, "create", "unicorns", "900"), "use one of companies"),
        (Change(NOW, "create", "calls", "900", {}, (("companies", "999"),)), "companies '999'"),
        (Change(NOW, "create", "users", "900", {}, (("companies", ACME),)), "no association"),
        (Change(NOW, "merge", "companies", ACME, merged_into="999"), "winner '999'"),
        (Change(NOW - 99 * DAY, "update", "companies", ACME), "sort the history"),
    ],
)
def test_an_impossible_history_is_refused_with_a_remedy(change: Change, says: str) -> None:
    with pytest.raises(HistoryError, match=says):
        check((*HISTORY[:7], change), Schema(COMPANY))


def test_the_tiny_company_is_possible() -> None:
    check(HISTORY, Schema(COMPANY))
    check((), Schema(replace(COMPANY, history=())))
