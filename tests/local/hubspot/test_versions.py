"""The same account on 2026-09 paths and on those of v3 and v4, with their differences."""

from __future__ import annotations

import pytest

from tests.local.hubspot.portal import ACME, BETA, DEAL, NOW, Wire, call_on

PAIRS = [
    (f"/crm/objects/2026-09/companies/{ACME}", f"/crm/v3/objects/companies/{ACME}"),
    (f"/crm/objects/2026-03/companies/{ACME}", f"/crm/v3/objects/0-2/{ACME}/"),
    ("/crm/owners/2026-09", "/crm/v3/owners/"),
    ("/crm/owners/2026-09/501", "/crm/v3/owners/501"),
    ("/crm/pipelines/2026-09/deals", "/crm/v3/pipelines/deals"),
    ("/crm/properties/2026-09/companies", "/crm/v3/properties/company"),
    ("/account-info/2026-09/details", "/account-info/v3/details"),
    (
        f"/crm/objects/2026-09/deals/{DEAL}/associations/companies",
        f"/crm/v4/objects/deals/{DEAL}/associations/companies",
    ),
    ("/crm/associations/2026-09/deals/companies/labels", "/crm/v4/associations/deal/company/labels"),
]


@pytest.mark.parametrize(("dated", "numbered"), PAIRS)
async def test_both_paths_lead_to_the_same(wire: Wire, dated: str, numbered: str) -> None:
    assert await wire.get(dated) == await wire.get(numbered)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/crm/{}/companies/batch/read", {"inputs": [{"id": ACME}, {"id": "999"}]}),
        ("/crm/{}/companies/batch/update", {"inputs": [{"id": "999", "properties": {"name": "x"}}]}),
    ],
)
async def test_errors_within_a_batch_are_a_207_before_2026_09_and_a_200_since(
    wire: Wire, path: str, body: object
) -> None:
    for version, expected in (("v3/objects", 207), ("objects/2026-03", 207), ("objects/2026-09", 200)):
        answer = await wire.post(path.format(version), body, expected)
        assert answer["numErrors"] == len(answer["errors"]) == 1


async def test_missing_associations_are_a_207_in_v4(wire: Wire) -> None:
    body = {"inputs": [{"id": BETA}]}
    assert (await wire.post("/crm/v4/associations/companies/deals/batch/read", body, 207))["numErrors"] == 1
    assert (await wire.post("/crm/associations/2026-09/companies/deals/batch/read", body, 200))["numErrors"] == 1


async def test_the_end_of_associations_is_a_204_in_v4_and_a_200_since_2026_09(wire: Wire) -> None:
    body = {"inputs": [{"from": {"id": DEAL}, "to": [{"id": ACME}]}]}
    assert await wire.post("/crm/v4/associations/deals/companies/batch/archive", body, 204) is None
    answer = await wire.post("/crm/associations/2026-09/deals/companies/batch/archive", body, 200)
    assert (answer["status"], answer["results"]) == ("COMPLETE", [])


async def test_v3_names_its_association_types(wire: Wire) -> None:
    answer = await wire.get(f"/crm/v3/objects/deals/{DEAL}/associations/companies")
    assert answer["results"] == [
        {"id": ACME, "type": "deal_to_company"},
        {"id": ACME, "type": "deal_to_company_unlabeled"},
    ]


async def test_a_version_that_is_not_played_is_named(wire: Wire) -> None:
    status, body = await wire.ask("POST", "/crm/objects/2027-03/calls", call_on(ACME, NOW))
    assert status == 404
    assert "2027-03 is not played here, use 2026-09" in body["message"]
