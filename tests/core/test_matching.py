"""Foreign rows find their account by what they carry, and never the likelier of two."""

from __future__ import annotations

import pytest

from app.core.matching import Accounts

ACCOUNTS = Accounts(
    [
        ("1", "Globex", "globex.example"),
        ("2", "Globex Robotics GmbH", "https://www.globex-robotics.example/"),
        ("3", "Müller & Söhne", None),
        ("4", "Initech", "initech.example"),
        ("5", "Initech, Inc.", "initech.example"),
        ("6", "SAP", "sap.example"),
        ("7", "Mailers", "gmail.com"),
    ],
    [("homer@globex.example", "1"), ("moe@gmail.com", "2"), ("both@agency.example", "1"), ("both@agency.example", "4")],
)


@pytest.mark.parametrize(
    ("found", "ids"),
    [
        (ACCOUNTS.by_id(" 4 "), "4"),
        (ACCOUNTS.by_id("44"), ""),
        (ACCOUNTS.by_name("GLOBEX, Ltd."), "1"),
        (ACCOUNTS.by_name("globex robotics"), "2"),
        (ACCOUNTS.by_name("Muller and Sohne"), "3"),
        (ACCOUNTS.by_name("initech"), "45"),
        (ACCOUNTS.by_name(""), ""),
        (ACCOUNTS.by_domain("https://shop.eu.globex.example:443/x?y"), "1"),
        (ACCOUNTS.by_domain("notglobex.example"), ""),
        (ACCOUNTS.by_domain("example"), ""),
        (ACCOUNTS.by_email("Homer@Globex.example"), "1"),
        (ACCOUNTS.by_email("marge@globex.example"), "1"),
        (ACCOUNTS.by_email("moe@gmail.com"), "2"),
        (ACCOUNTS.by_email("bart@gmail.com"), ""),
        (ACCOUNTS.by_email("both@agency.example"), "14"),
        (ACCOUNTS.by_email("globex.example"), ""),
        (ACCOUNTS.named_in("2026-11-20_globex_robotics_pricing"), "2"),
        (ACCOUNTS.named_in("call with Globex, notes"), "1"),
        (ACCOUNTS.named_in("globexes of sap"), ""),
        (ACCOUNTS.named_in("Globex and Müller & Söhne"), "13"),
    ],
)
def test_a_foreign_row_finds_its_account(found: frozenset[str], ids: str) -> None:
    assert found == set(ids)
