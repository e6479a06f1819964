"""Associations: made with records or between them, read by the thousand, primary or plain."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local.hubspot.portal import ACME, ACME_TWIN, BETA, CALL, DEAL, JO, NOW, TICKET, Wire, call_on

PATH = "/crm/associations/2026-09"
PRIMARY = {"category": "HUBSPOT_DEFINED", "typeId": 5, "label": "Primary"}
PLAIN = {"category": "HUBSPOT_DEFINED", "typeId": 341, "label": None}


def spec(number: int, category: str = "HUBSPOT_DEFINED") -> dict[str, Any]:
    return {"associationCategory": category, "associationTypeId": number}


def pair(one: str, other: str, *numbers: int) -> dict[str, Any]:
    types = {"types": [spec(number) for number in numbers]} if numbers else {}
    return {"from": {"id": one}, "to": {"id": other}, **types}


async def companies_of(wire: Wire, deal: str) -> dict[int, list[Any]]:
    answer = await wire.get(f"/crm/objects/2026-09/deals/{deal}/associations/companies")
    return {one["toObjectId"]: one["associationTypes"] for one in answer["results"]}


async def test_a_logged_call_is_found_from_its_company(wire: Wire) -> None:
    made = await wire.post("/crm/objects/2026-09/calls", call_on(BETA, NOW, hs_call_title="Hello"), 201)
    answer = await wire.post(f"{PATH}/companies/calls/batch/read", {"inputs": [{"id": BETA}]})
    (found,) = answer["results"]
    assert found["from"] == {"id": BETA}
    assert found["to"] == [
        {
            "toObjectId": int(made["id"]),
            "associationTypes": [{"category": "HUBSPOT_DEFINED", "typeId": 181, "label": None}],
        }
    ]


@pytest.mark.parametrize(
    "types", [[spec(190)], [spec(181)], [spec(182, "USER_DEFINED")], [spec(9999)], [], [{"associationTypeId": 182}]]
)
async def test_a_wrong_association_type_refuses_the_whole_call(wire: Wire, types: list[dict[str, Any]]) -> None:
    body = {**call_on(ACME, NOW), "associations": [{"to": {"id": ACME}, "types": types}]}
    status, refusal = await wire.ask("POST", "/crm/objects/2026-09/calls", body)
    assert (status, refusal["category"]) == (400, "VALIDATION_ERROR")
    assert [one["id"] for one in (await wire.get("/crm/objects/2026-09/calls"))["results"]] == [CALL]


async def test_an_association_with_nothing_there_is_refused(wire: Wire) -> None:
    status, refusal = await wire.ask("POST", "/crm/objects/2026-09/calls", call_on("999", NOW))
    assert (status, refusal["context"]) == (400, {"ids": ["999"]})


async def test_the_first_company_is_primary_until_another_is_made_so(wire: Wire) -> None:
    assert await companies_of(wire, DEAL) == {int(ACME): [PRIMARY, PLAIN]}
    await wire.post(f"{PATH}/deals/companies/batch/create", {"inputs": [pair(DEAL, BETA, 341)]})
    assert await companies_of(wire, DEAL) == {int(ACME): [PRIMARY, PLAIN], int(BETA): [PLAIN]}
    await wire.post(f"{PATH}/companies/deals/batch/create", {"inputs": [pair(BETA, DEAL, 6)]})
    assert await companies_of(wire, DEAL) == {int(ACME): [PLAIN], int(BETA): [PRIMARY, PLAIN]}


async def test_an_association_ends_in_both_directions(wire: Wire) -> None:
    await wire.post(f"{PATH}/deals/companies/batch/archive", {"inputs": [{"from": {"id": DEAL}, "to": [{"id": ACME}]}]})
    assert await companies_of(wire, DEAL) == {}
    there = await wire.get(f"/crm/objects/2026-09/companies/{ACME}/associations/deals")
    assert there == {"results": []}


async def test_a_label_ends_and_the_association_stays(wire: Wire) -> None:
    await wire.post(f"{PATH}/deals/companies/batch/labels/archive", {"inputs": [pair(DEAL, ACME, 5)]})
    assert await companies_of(wire, DEAL) == {int(ACME): [PLAIN]}


async def test_single_associations_come_and_go(wire: Wire) -> None:
    path = f"/crm/objects/2026-09/tickets/{TICKET}/associations/contacts/{JO}"
    status, made = await wire.ask("PUT", path, [spec(16)])
    assert status == 201
    assert made == {
        "fromObjectTypeId": "0-5",
        "fromObjectId": TICKET,
        "toObjectTypeId": "0-1",
        "toObjectId": JO,
        "labels": [],
    }
    assert (await wire.ask("DELETE", path))[0] == 204
    default = f"/crm/objects/2026-09/tickets/{TICKET}/associations/default/contacts/{JO}"
    status, made = await wire.ask("PUT", default)
    assert (status, made["results"][0]["associationSpec"]["associationTypeId"]) == (200, 16)


async def test_a_batch_read_takes_a_thousand_ids_and_names_those_without_associations(wire: Wire) -> None:
    inputs = [{"id": ACME}, *({"id": str(number)} for number in range(2001, 3000))]
    answer = await wire.post(f"{PATH}/companies/contacts/batch/read", {"inputs": inputs})
    assert [one["from"]["id"] for one in answer["results"]] == [ACME]
    assert answer["numErrors"] == len(answer["errors"]) == 999
    assert answer["errors"][0]["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"
    assert answer["errors"][0]["context"]["fromObjectId"] == ["2001"]
    await wire.post(f"{PATH}/companies/contacts/batch/read", {"inputs": [*inputs, {"id": "1"}]}, 400)


async def test_many_associations_come_in_pages_of_500(wire: Wire) -> None:
    made: list[str] = []
    for _ in range(6):
        batch = {"inputs": [{"properties": {"firstname": f"P{number}"}} for number in range(90)]}
        answer = await wire.post("/crm/objects/2026-09/contacts/batch/create", batch, 201)
        made += [one["id"] for one in answer["results"]]
    for start in range(0, len(made), 90):
        pairs = [pair(BETA, id_) for id_ in made[start : start + 90]]
        await wire.post(f"{PATH}/companies/contacts/batch/associate/default", {"inputs": pairs})
    path = f"{PATH}/companies/contacts/batch/read"
    (first,) = (await wire.post(path, {"inputs": [{"id": BETA}]}))["results"]
    assert (len(first["to"]), first["paging"]["next"]["after"]) == (500, "500")
    (rest,) = (await wire.post(path, {"inputs": [{"id": BETA, "after": "500"}]}))["results"]
    assert len(rest["to"]) == 40
    assert {one["toObjectId"] for one in first["to"] + rest["to"]} == {int(id_) for id_ in made}


async def test_archiving_a_record_ends_its_associations_and_a_restore_brings_them_back(wire: Wire) -> None:
    await wire.ask("DELETE", f"/crm/objects/2026-09/companies/{ACME}")
    assert await companies_of(wire, DEAL) == {}
    await wire.control("restore", {"object_type": "companies", "id": ACME})
    assert await companies_of(wire, DEAL) == {int(ACME): [PRIMARY, PLAIN]}


async def test_a_contact_of_both_companies_keeps_one_association_after_their_merge(wire: Wire) -> None:
    await wire.post(f"{PATH}/contacts/companies/batch/create", {"inputs": [pair(JO, ACME_TWIN, 279)]})
    await wire.post("/crm/objects/2026-09/companies/merge", {"primaryObjectId": ACME_TWIN, "objectIdToMerge": ACME})
    (one,) = (await wire.get(f"/crm/objects/2026-09/contacts/{JO}/associations/companies"))["results"]
    assert one["toObjectId"] == int(ACME_TWIN)
    assert [kind["typeId"] for kind in one["associationTypes"]] == [1, 279]


async def test_labels_are_told(wire: Wire) -> None:
    answer = await wire.get(f"{PATH}/deals/companies/labels")
    assert answer["results"] == [PRIMARY, PLAIN]
