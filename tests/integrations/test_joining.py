"""A foreign record finds its account by the strongest hint that leaves one, and is never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.matching import Accounts
from app.integrations.joining import Hints, Link, find_account, hints_in, read_hints

ACCOUNTS = Accounts(
    [
        ("1", "Globex", "globex.example"),
        ("2", "Globex", "globex-asia.example"),
        ("3", "Initech", "initech.example"),
        ("4", "Initech Labs", "initech.example"),
    ],
    [("homer@mail.example", "1"), ("ada@gmail.com", "4")],
)
TEXTS = st.tuples() | st.tuples(st.sampled_from(["1", "globex.example", "Initech", "homer@mail.example", "x", "", "@"]))


@pytest.mark.parametrize(
    ("hints", "link"),
    [
        (Hints(ids=("3",)), Link("3", "id", 1.0)),
        (Hints(ids=("99",), domains=("globex.example",)), Link("1", "domain", 0.95)),
        (Hints(emails=("homer@mail.example",)), Link("1", "email", 0.9)),
        (Hints(emails=("somebody@globex-asia.example",)), Link("2", "email", 0.9)),
        (Hints(emails=("ada@gmail.com",)), Link("4", "email", 0.9)),
        (Hints(names=("initech labs, Inc.",)), Link("4", "name", 0.7)),
        (Hints(domains=("initech.example",), names=("Initech",)), Link("3", "name", 0.7)),  # the name chooses
    ],
)
def test_the_strongest_hint_that_leaves_one_account_decides(hints, link):
    assert find_account(ACCOUNTS, hints) == link


@pytest.mark.parametrize(
    ("hints", "candidates"),
    [
        (Hints(), ()),
        (Hints(emails=("stranger@gmail.com",)), ()),
        (Hints(names=("Globex",)), ("1", "2")),
        (Hints(domains=("initech.example",)), ("3", "4")),
        (Hints(domains=("initech.example",), names=("Globex",)), ("3", "4")),  # a weaker hint does not overrule
    ],
)
def test_where_several_are_meant_or_none_there_is_no_account(hints, candidates):
    assert find_account(ACCOUNTS, hints) == Link(None, None, None, candidates)


@pytest.mark.parametrize(
    ("texts", "hints"),
    [
        ((" 41001 ",), Hints(ids=("41001",), names=("41001",))),
        (("https://www.globex.example/",), Hints(domains=("https://www.globex.example/",), names=("https://www.globex.example/",))),
        (("a@b.example",), Hints(emails=("a@b.example",), names=("a@b.example",))),
        (("J. Crew", ""), Hints(ids=("J. Crew",), names=("J. Crew",))),
    ],
)  # fmt: skip
def test_what_people_write_into_a_field_is_told_apart_by_its_look(texts, hints):
    assert hints_in(texts) == hints


@given(st.builds(Hints, TEXTS, TEXTS, TEXTS, TEXTS))
def test_hints_survive_being_kept_and_a_link_is_always_to_an_account_that_is_there(hints):
    assert read_hints(hints.as_json()) == hints
    link = find_account(ACCOUNTS, hints)
    assert (link.account_id is None) == (link.linked_by is None) == (link.confidence is None)
    assert {link.account_id, *link.candidates} <= {None, "1", "2", "3", "4"}
