"""`threadwork doctor` asks HubSpot what matters, and says what to do for each failure."""

from __future__ import annotations

from app.core.checks import Check
from tests.integrations.hubspot.desk import Desk, desk

EVERYBODY = ["Ann@acme.example", "ben@acme.example", "someone@else.example"]


async def failures(desk: Desk, emails: list[str] = EVERYBODY) -> list[Check]:
    return [check for check in await desk.hubspot.checks(emails) if not check.ok]


async def test_a_portal_that_is_set_up_passes_every_check(tmp_path):
    async with desk(tmp_path) as it:
        checks = await it.hubspot.checks(EVERYBODY)
        assert [check for check in checks if not check.ok] == []
        assert checks[0] == Check("HubSpot key", True, "accepted by portal 4242 (DEVELOPER_TEST)")
        assert checks[-2:] == [
            Check("HubSpot properties", True, "found, time zone America/New_York"),
            Check("HubSpot owners", True, "2, all of them in Slack"),
        ]


async def test_a_wrong_key_is_the_only_failure_told(tmp_path):
    async with desk(tmp_path, settings={"access_token": "wrong"}) as it:
        (check,) = await it.hubspot.checks(EVERYBODY)
        assert (check.name, check.ok) == ("HubSpot key", False)
        assert "Service keys" in check.remedy


async def test_each_missing_scope_is_a_failure_of_its_own(tmp_path):
    missing = ["crm.objects.deals.read", "crm.objects.owners.read"]
    async with desk(tmp_path, hubspot_missing_scopes=missing) as it:
        deals, owners = await failures(it)
        assert (deals.name, owners.name) == ("HubSpot deals", "HubSpot owners")
        assert "crm.objects.deals.read" in deals.detail
        assert "add it to the key" in owners.remedy


async def test_another_portal_is_noticed(tmp_path):
    async with desk(tmp_path, settings={"portal_id": 7}) as it:
        (check,) = await failures(it)
        assert "belongs to the portal 4242, HUBSPOT_PORTAL_ID says 7" in check.detail


async def test_a_property_named_in_workspace_yaml_that_the_portal_lacks_is_noticed(tmp_path):
    async with desk(tmp_path) as it:
        it.world.rooms["hubspot"].schema.properties["companies"].pop("arr")
        (check,) = await failures(it)
        assert check.detail == "the portal's companies have no 'arr'"
        assert "workspace.yaml" in check.remedy


async def test_owners_who_are_not_in_slack_are_named(tmp_path):
    async with desk(tmp_path) as it:
        owners = (await it.hubspot.checks(["ann@acme.example"]))[-1]
        assert (owners.ok, owners.detail) == (True, "1 of 2 are not in Slack: ben@acme.example")
        (nobody,) = await failures(it, ["someone@else.example"])
        assert nobody.detail == "2 of 2 are not in Slack: ann@acme.example, ben@acme.example"
