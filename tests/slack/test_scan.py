"""What could do harm is found by its shape and its check digits, and shown masked; what only looks like it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.scan import is_iban, is_luhn, scan_text
from app.slack.scan_links import Link, risks_of

OURS = frozenset({"northwind.example"})
UUID = "1a2b3c4d-1111-2222-3333-123456789abc"

# Joined here, so that no scanner of repositories takes them for real ones.
SECRETS = {
    "AWS access key": "AKIA" + "ABCDEFGHIJKLMNOP",
    "GitHub token": "ghp_" + "a1B2" * 9,
    "GitLab token": "glpat-" + "a1B2c3D4e5F6g7H8i9J0",
    "Slack token": "xoxb-" + "123456789012-abcdefGHIJKL",
    "Slack webhook": "https://hooks.slack.com/services/" + "T0000000/B0000000/abcdefghijkl",
    "Anthropic API key": "sk-ant-" + "api03-abcdefghijklmnopqrstu",
    "OpenAI API key": "sk-proj-" + "abcdefghijklmnopqrstuvwxyz012345",
    "Stripe key": "sk_live_" + "abcdefghijklmnop1234",
    "Google API key": "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
    "HubSpot private app token": "pat-na1-" + UUID,
    "signed web token": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + "c2lnbmF0dXJlMTIz",
    "private key": "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE " + "KEY-----",
}


@pytest.mark.parametrize(("what", "secret"), SECRETS.items())
def test_a_secret_is_named_and_never_repeated(what: str, secret: str) -> None:
    [finding] = scan_text(f"use {secret} for the demo, ok?", OURS)
    assert (finding.kind, finding.what) == ("secret", what)
    assert secret[8:] not in finding.excerpt
    assert "•••" in finding.excerpt


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("the password is Tr0ub4dor&3", "password or key in plain words"),
        ("DB_PASSWORD=hunter22!", "password or key in plain words"),
        ('"client_secret": "9f8e7d6c5b4a"', "password or key in plain words"),
        ("card 4111 1111 1111 1111 exp 12/27", "payment card number"),
        ("pay to DE89 3704 0044 0532 0130 00 please", "bank account number"),
        ("her number: <tel:+491701234567|+49 170 1234567>", "phone number"),
        ("call (415) 555-0134", "phone number"),
        ("SSN 536-22-1234", "US social security number"),
        ("write to <mailto:jo@gmail.example|jo@gmail.example>", "email address of somebody outside"),
    ],
)
def test_passwords_and_personal_data_are_found(text: str, what: str) -> None:
    [finding] = scan_text(text, OURS)
    assert finding.what == what
    assert finding.why
    for private in (
        "Tr0ub4dor",
        "hunter22",
        "9f8e7d6c5b4a",
        "1111 1111",
        "0532 0130",
        "1234567",
        "555-0134",
        "22-1234",
    ):
        assert private not in finding.excerpt


@pytest.mark.parametrize(
    "text",
    [
        "reset your password: required for everybody",
        "password: ********",
        "api_key=<your key>",
        "order 4111 1111 1111 1112 shipped",
        "account DE88 3704 0044 0532 0130 00",
        "see maya@northwind.example",
        "version 2026.11.25-1234, ticket 123-45-678",
        "revenue 1,200,000 in 2026, 43 days",
        "<https://app.hubspot.com/contacts/1|Northwind>",
        "<https://docs.python.org/3/|docs.python.org>",
        "<@U1> in <#C1|sales> says <!here>",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert scan_text(text, OURS) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<https://evil.example/login|www.paypal.com>", "link that shows another address"),
        ("<https://xn--pypal-4ve.com/|pay>", "host with foreign letters"),
        ("https://pаypal.com/", "host with foreign letters"),
        ("<http://192.168.4.2/x>", "link to a bare address"),
        ("http://3232236546/x", "link to a bare address"),
        ("<https://bit.ly/3abc|here>", "shortened link"),
        ("<https://bob:s3cret@host.example/>", "link with a key or a password in it"),
        ("<https://host.example/?access_token=abcdef123456>", "link with a key or a password in it"),
        ("<javascript:alert(1)|click>", "link that opens no web page"),
    ],
)
def test_a_risky_link_is_named_with_its_reason(text: str, what: str) -> None:
    [finding] = scan_text(text, OURS)
    assert (finding.kind, finding.what) == ("link", what)
    assert "s3cret" not in finding.excerpt


def test_a_thread_of_it_all_comes_worst_first() -> None:
    kinds = [each.kind for each in scan_text("https://bit.ly/1 a@b.example AKIA" + "ABCDEFGHIJKLMNOP", OURS)]
    assert kinds == ["secret", "personal", "link"]


def test_hosts_below_one_name_are_no_disguise() -> None:
    assert risks_of(Link("https://login.bank.co.uk/", "bank.co.uk")) == []
    assert risks_of(Link("https://evil.co.uk/", "bank.co.uk"))


@given(st.text("0123456789", min_size=12, max_size=15))
def test_one_wrong_digit_is_no_card(digits: str) -> None:
    whole = next(f"{digits}{check}" for check in range(10) if is_luhn(f"{digits}{check}") or len(set(digits)) == 1)
    wrong = f"{digits}{(int(whole[-1]) + 1) % 10}"
    assert not (is_luhn(whole) and is_luhn(wrong))


@given(st.text(max_size=300))
def test_any_text_can_be_scanned(text: str) -> None:
    for finding in scan_text(text, OURS):
        assert finding.excerpt


def test_an_account_number_of_any_spelling() -> None:
    assert is_iban("gb82 WEST 1234 5698 7654 32")
    assert not is_iban("GB82 WEST 1234 5698 7654 33")
