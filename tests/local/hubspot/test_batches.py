"""Batches: up to 100 records, checked before any is written."""

from __future__ import annotations

from tests.local.hubspot.portal import ACME, ACME_TWIN, BETA, NOW, Wire, ids

PATH = "/crm/objects/2026-09/companies/batch"


async def test_a_batch_reads_what_is_there_and_names_what_is_not(wire: Wire) -> None:
    body = {"inputs": [{"id": BETA}, {"id": "999"}, {"id": ACME}, {"id": BETA}], "properties": ["name"]}
    answer = await wire.post(f"{PATH}/read", body)
    assert ids(answer) == [BETA, ACME]
    assert (answer["status"], answer["numErrors"]) == ("COMPLETE", 1)
    assert answer["errors"][0]["context"] == {"ids": ["999"]}


async def test_a_batch_read_of_a_merged_id_answers_its_winner(wire: Wire) -> None:
    merge = {"primaryObjectId": ACME, "objectIdToMerge": ACME_TWIN}
    await wire.post("/crm/objects/2026-09/companies/merge", merge)
    assert ids(await wire.post(f"{PATH}/read", {"inputs": [{"id": ACME_TWIN}]})) == [ACME]


async def test_archived_records_are_read_when_asked_for(wire: Wire) -> None:
    await wire.post(f"{PATH}/archive", {"inputs": [{"id": BETA}, {"id": "999"}]}, 204)
    status, answer = await wire.ask("POST", f"{PATH}/read", {"inputs": [{"id": BETA}]}, archived="true")
    assert (status, ids(answer)) == (200, [BETA])


async def test_one_wrong_input_refuses_the_batch(wire: Wire) -> None:
    inputs = [{"properties": {"name": "Good"}}, {"properties": {"colour": "red"}}]
    await wire.post(f"{PATH}/create", {"inputs": inputs}, 400)
    assert len((await wire.get("/crm/objects/2026-09/companies"))["results"]) == 3


async def test_inputs_with_trace_ids_fail_one_by_one(wire: Wire) -> None:
    inputs = [
        {"properties": {"name": "Good"}, "objectWriteTraceId": "a"},
        {"properties": {"colour": "red"}, "objectWriteTraceId": "b"},
    ]
    answer = await wire.post(f"{PATH}/create", {"inputs": inputs})
    assert [one["properties"]["name"] for one in answer["results"]] == ["Good"]
    assert answer["errors"][0]["context"]["objectWriteTraceId"] == ["b"]


async def test_a_batch_updates_the_records_that_are_there(wire: Wire) -> None:
    inputs = [{"id": ACME, "properties": {"name": "A"}}, {"id": "999", "properties": {"name": "B"}}]
    answer = await wire.post(f"{PATH}/update", {"inputs": inputs})
    assert [(one["id"], one["properties"]["name"]) for one in answer["results"]] == [(ACME, "A")]
    assert answer["errors"][0]["context"] == {"ids": ["999"]}


async def test_a_batch_takes_each_record_once_and_a_hundred_at_most(wire: Wire) -> None:
    twice = [{"id": ACME, "properties": {"name": "A"}}] * 2
    await wire.post(f"{PATH}/update", {"inputs": twice}, 400)
    await wire.post(f"{PATH}/read", {"inputs": [{"id": str(number)} for number in range(101)]}, 400)
    await wire.post(f"{PATH}/read", {"inputs": []}, 400)


async def test_an_upsert_by_a_unique_property_happens_once(wire: Wire) -> None:
    one = {"id": "key-1", "idProperty": "threadwork_key", "properties": {"hs_timestamp": NOW.isoformat()}}
    path = "/crm/objects/2026-09/calls/batch/upsert"
    (first,) = (await wire.post(path, {"inputs": [one]}))["results"]
    (again,) = (await wire.post(path, {"inputs": [one]}))["results"]
    assert (first["new"], again["new"], first["id"]) == (True, False, again["id"])
    await wire.post(path, {"inputs": [{**one, "idProperty": "hs_call_title"}]}, 400)
