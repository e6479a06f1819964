"""A folder of CSV files becomes a company: what the files say, nothing more, and every flaw named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.local.company.csv_folder import CompanyError, load
from app.local.company.model import Company

TODAY = date(2026, 11, 25)
PUBLIC = Path(__file__).parents[3].parent / "shared/data/crm-sales-opportunities"
FILES = {
    "accounts.csv": """account,sector,year_established,revenue,employees,office_location,subsidiary_of
Acme,technolgy,1996,1100.04,2822,United States,
Bluth & Sons,retail,,,,Philipines,Acme
Cold Store,retail,2001,7,12,Norway,Nobody Inc
Never Sold,retail,2001,7,12,Norway,
""",
    "products.csv": "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55.5\n",
    "sales_teams.csv": """sales_agent,manager,regional_office,shoe_size
Ana Ruiz,Dee Boss,Central,38
Bo Lind,Dee Boss,Central,44
Cy Novák,Ed Chief,West,41
Di Idle,Ed Chief,West,39
""",
    "sales_pipeline.csv": """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Ana Ruiz,GTXPro,Acme,Won,2017-01-02,2017-03-01,4514
A2,Bo Lind,MG Special,Acme,Engaging,2017-02-01,,
A3,Cy Novák,MG Special,Acme,Engaging,2017-03-05,,
A4,Cy Novák,MG Special,Bluth & Sons,Prospecting,,,
A5,Bo Lind,GTX Pro,,Engaging,2017-03-02,,
A6,Bo Lind,Gizmo,Cold Store,Lost,2017-02-02,2017-03-10,0
""",
}
Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Write:
    def write(**changed: str) -> Path:
        for name, text in FILES.items():
            (tmp_path / name).write_text(changed.get(name.removesuffix(".csv"), text), encoding="utf-8")
        return tmp_path

    return write


def record(company: Company, object_type: str, name: str) -> dict[str, str | None]:
    """The record as it stands at the end of the history, found by its name or opportunity id."""
    created = [c for c in company.history if c.op == "create" and c.object_type == object_type]
    (found,) = [c for c in created if name in (c.properties.get("name"), c.properties.get("opportunity_id"))]
    later = [c.properties for c in company.history if (c.object_type, c.id) == (object_type, found.id)]
    return {name: value for properties in later for name, value in properties.items()}


def owner(company: Company, object_type: str, name: str) -> str:
    (person,) = [p for p in company.people if p.owner_id == record(company, object_type, name)["hubspot_owner_id"]]
    return person.name


def test_an_account_belongs_to_who_has_most_open_deals_then_to_who_was_there_last(folder: Write) -> None:
    assert owner(load(folder(), TODAY), "companies", "Acme") == "Cy Novák"  # one open deal each, the later one his
    more = FILES["sales_pipeline.csv"] + "A7,Bo Lind,GTX Pro,Acme,Prospecting,,,\n"
    assert owner(load(folder(sales_pipeline=more), TODAY), "companies", "Acme") == "Bo Lind"
    same_day = FILES["sales_pipeline.csv"].replace("2017-02-01", "2017-03-05")
    assert owner(load(folder(sales_pipeline=same_day), TODAY), "companies", "Acme") == "Bo Lind"  # by name


def test_the_newest_date_falls_on_yesterday_and_all_others_keep_their_distance(folder: Write) -> None:
    company = load(folder(), TODAY)
    assert record(company, "deals", "A6")["closedate"] == "2026-11-24T17:00:00.000Z"
    won = record(company, "deals", "A1")
    assert won["closedate"] == "2026-11-15T17:00:00.000Z"  # nine days before the newest, as in the file
    assert (won["dealstage"], won["amount"]) == ("won", "4514")
    assert [change.at for change in company.history] == sorted(change.at for change in company.history)


def test_a_deal_is_open_until_the_day_it_closed(folder: Write) -> None:
    company = load(folder(), TODAY)
    created = next(c for c in company.history if c.properties.get("opportunity_id") == "A1")
    assert created.at == datetime(2026, 9, 18, 9, tzinfo=UTC)
    assert created.properties["dealstage"] == "engaging"
    assert not {"closedate", "amount"} & created.properties.keys()


def test_the_last_contact_is_the_newest_date_of_the_accounts_deals(folder: Write) -> None:
    company = load(folder(), TODAY)
    assert record(company, "companies", "Acme")["notes_last_contacted"] == "2026-11-19T09:00:00.000Z"
    assert record(company, "companies", "Cold Store")["notes_last_contacted"] == "2026-11-24T17:00:00.000Z"
    assert "notes_last_contacted" not in record(company, "companies", "Bluth & Sons")  # its only deal has no date


def test_a_deal_without_an_account_belongs_to_the_manager(folder: Write) -> None:
    company = load(folder(), TODAY)
    assert owner(company, "deals", "A5") == "Dee Boss"
    assert owner(company, "deals", "A2") == "Bo Lind"
    assert "1 deal without an account: each belongs to its agent's manager." in company.summary


def test_what_the_files_lack_is_absent(folder: Write) -> None:
    company = load(folder(), TODAY)
    assert {change.object_type for change in company.history} == {"companies", "deals"}
    assert not {"closedate", "amount"} & record(company, "deals", "A2").keys()
    assert not {"annualrevenue", "domain", "revenue_tier"} & record(company, "companies", "Bluth & Sons").keys()
    assert record(company, "companies", "Acme")["annualrevenue"] == "1100040000"  # given in millions


def test_people_get_addresses_from_names_and_zones_from_offices(folder: Write) -> None:
    people = {person.name: person for person in load(folder(), TODAY).people}
    domain = folder().name.replace("_", "-")
    assert people["Cy Novák"].email == f"cy.novak@{domain}.example"
    assert people["Cy Novák"].manager_email == people["Ed Chief"].email
    assert (people["Ana Ruiz"].timezone, people["Ed Chief"].timezone) == ("America/Chicago", "America/Los_Angeles")
    assert (people["Dee Boss"].role, people["Ana Ruiz"].role) == ("manager", "rep")


def test_flaws_are_fixed_where_certain_and_named_where_not(folder: Write) -> None:
    company = load(folder(), TODAY)
    assert record(company, "deals", "A1")["product"] == "GTX Pro"
    assert record(company, "deals", "A6")["product"] == "Gizmo"
    assert record(company, "companies", "Acme")["industry"] == "technolgy"
    assert record(company, "companies", "Bluth & Sons")["hs_parent_company_id"] == "10001"
    assert "hs_parent_company_id" not in record(company, "companies", "Cold Store")
    for sentence in (
        "1 deal with the product 'GTXPro': read as 'GTX Pro'.",
        "1 deal with the product 'Gizmo', not in products.csv: kept as written.",
        "1 account with 'technolgy' (perhaps 'technology'): kept as written.",
        "1 account with 'Philipines' (perhaps 'Philippines'): kept as written.",
        "2 accounts with a parent given by name: 1 linked, the name of each kept.",
        "1 parent that is no account here: Nobody Inc.",
        "1 account without a deal, so without an owner: Never Sold.",
        "2 reps without an account of their own: Ana Ruiz, Di Idle.",
        "1 deal without any date: entered on 2026-11-24, so that nothing takes them for old.",
    ):
        assert sentence in company.summary


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("B1,Zed Who,GTX Pro,Acme,Engaging,2017-03-01,,", "the agent 'Zed Who' is not in sales_teams.csv"),
        ("B1,Bo Lind,GTX Pro,Acmee,Engaging,2017-03-01,,", "the account 'Acmee' is not in accounts.csv"),
        ("B1,Bo Lind,GTX Pro,Acme,Dreaming,2017-03-01,,", "the stage 'Dreaming' is none of"),
        ("B1,Bo Lind,GTX Pro,Acme,Won,2017-03-01,,9", "won without a close_date"),
        ("B1,Bo Lind,GTX Pro,Acme,Won,2017-03-01,2017-02-01,9", "closed before it was engaged"),
        ("A2,Bo Lind,GTX Pro,Acme,Engaging,2017-03-01,,", "the opportunity 'A2' stands above"),
        ("B1,Bo Lind,GTX Pro,Acme,Engaging", "more or fewer fields than the first line names"),
        ("B1,Bo Lind,GTX Pro,Acme,Engaging,2017-03-01,,,,,", "more or fewer fields than the first line names"),
    ],
)
def test_a_row_that_makes_no_sense_is_left_out_and_named(folder: Write, row: str, why: str) -> None:
    company = load(folder(sales_pipeline=FILES["sales_pipeline.csv"] + row + "\n"), TODAY)
    assert sum(c.op == "create" and c.object_type == "deals" for c in company.history) == 6
    assert any(f"sales_pipeline.csv: 1 row left out, {why}" in s and "(line 8)" in s for s in company.summary)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "accounts",
            FILES["accounts.csv"].replace("1100.04", "1,1e"),
            "accounts.csv:2: revenue is '1,1e': put a number",
        ),
        ("accounts", FILES["accounts.csv"].replace("2822", "28.5"), "accounts.csv:2: employees is '28.5': put a whole"),
        ("accounts", FILES["accounts.csv"].replace("1100.04", "NaN"), "accounts.csv:2: revenue is 'NaN': put a number"),
        ("sales_pipeline", FILES["sales_pipeline.csv"].replace("2017-03-10", "10/3/17"), ":7: close_date is '10/3/17'"),
        ("sales_pipeline", "opportunity_id,sales_agent\n", "sales_pipeline.csv:1: no column 'product'"),
        ("products", "", "products.csv:1: no column 'product'"),
    ],
)
def test_what_cannot_be_read_stops_with_file_line_and_remedy(folder: Write, file: str, text: str, said: str) -> None:
    text = text.replace("1,1e", '"1,1e"') if file == "accounts" else text
    with pytest.raises(CompanyError) as error:
        load(folder(**{file: text}), TODAY)
    assert said in str(error.value)


def test_a_missing_file_and_one_that_is_no_text_are_named(folder: Write) -> None:
    directory = folder()
    (directory / "products.csv").unlink()
    with pytest.raises(CompanyError, match=r"products\.csv cannot be read .*: put this file in the folder"):
        load(directory, TODAY)
    (directory / "products.csv").write_bytes(b"product,sales_price\n\xff\xfe,1\n")
    with pytest.raises(CompanyError, match=r"products\.csv is not CSV in UTF-8"):
        load(directory, TODAY)


@pytest.mark.skipif(not PUBLIC.is_dir(), reason=f"the public data set is not at {PUBLIC}")
def test_the_public_data_set_comes_in_whole() -> None:
    company = load(PUBLIC, TODAY)
    created = Counter(change.object_type for change in company.history if change.op == "create")
    assert created == {"companies": 85, "deals": 8800}
    assert Counter(person.role for person in company.people) == {"rep": 35, "manager": 6}
    unlinked = [c for c in company.history if c.object_type == "deals" and c.op == "create" and not c.associations]
    managers = {person.owner_id for person in company.people if person.role == "manager"}
    assert len(unlinked) == 1425
    assert {change.properties["hubspot_owner_id"] for change in unlinked} == managers
    newest = max(c.properties.get("closedate") or "" for c in company.history)
    assert newest == "2026-11-24T17:00:00.000Z"
    assert all(c.properties["hubspot_owner_id"] for c in company.history if c.op == "create")
    assert any(
        s.startswith("13 reps without an account of their own: Cecily Lampkin, Mei-Mei Johns,") for s in company.summary
    )
