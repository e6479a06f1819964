"""What customers say of an agreement becomes evidence; what others say, or of other things, does not."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.integrations.transcripts.parse import parse
from app.integrations.transcripts.promising import promised_day
from app.integrations.transcripts.signals import LONGEST_QUOTE, MOST, Signal, read_signals
from app.integrations.transcripts.transcript import Speaker, Transcript, Turn

QMSUM = Path(__file__).parents[4] / "shared" / "data" / "qmsum-product"
WEDNESDAY = date(2026, 11, 25)
SPEAKERS = {
    "us": Speaker("us", "Jane", side="us"),
    "them": Speaker("them", "Sam", side="them"),
    "?": Speaker("?", "Al"),
}


def hear(*turns: tuple[str, str]) -> tuple[Signal, ...]:
    return read_signals(Transcript(tuple(Turn(who, text) for who, text in turns), SPEAKERS), WEDNESDAY)


def blockers(*turns: tuple[str, str]) -> list[tuple[str | None, str]]:
    return [(each.document, each.blocker) for each in hear(*turns) if each.blocker]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The contract is still with legal.", ("contract", "legal")),
        ("Procurement hasn't looked at the order form.", ("order form", "procurement")),
        ("There's a budget freeze, so the renewal is on hold.", ("renewal", "budget")),
        ("Our CISO has concerns about the DPA.", ("DPA", "security review")),
        ("The board keeps postponing the agreement.", ("agreement", "approval")),
        ("The NDA is stuck.", ("NDA", "waiting")),
    ],
)
def test_a_customer_says_what_holds_an_agreement_up(words: str, found: tuple[str, str]) -> None:
    assert blockers(("them", words)) == [found]
    assert blockers(("us", words)) == blockers(("?", words)) == []


def test_the_agreement_may_be_named_in_the_question_before() -> None:
    asked = ("us", "Where is the MSA?")
    assert blockers(asked, ("them", "Legal hasn't looked at it.")) == [("MSA", "legal")]
    assert blockers(asked, ("them", "Good morning."), ("them", "Legal hasn't looked at it.")) == []
    assert blockers(("us", "Under the MSA you get a training."), ("them", "We haven't had it yet.")) == []


@pytest.mark.parametrize(
    "words",
    [
        "We're still waiting for the firewall rules.",
        "The contract is great.",
        "Our supplier's contract is stuck in legal.",
        "The agreement with the port is stuck.",
        "If we went enterprise, the contract could get stuck in legal.",
        "Last year the contract was stuck in procurement.",
        "I don't see a problem with the renewal.",
        "The renewal needs approval, but that's a formality.",
    ],
)
def test_other_things_other_people_and_mere_thoughts_hold_nothing_up(words: str) -> None:
    assert [each for each in blockers(("them", words)) if each[1] != "approval"] == []


def test_what_is_settled_later_in_the_call_is_no_longer_held_up() -> None:
    stuck, signed = ("them", "The contract was stuck in legal."), ("them", "But it has been signed.")
    assert blockers(stuck) == [("contract", "legal")]
    settled = hear(stuck, signed)
    assert [each.blocker for each in settled] == [None]
    assert settled[0].is_settled


def test_one_agreement_is_settled_and_another_held_up() -> None:
    assert blockers(("them", "The NDA is signed. The MSA is stuck with our lawyers.")) == [("MSA", "legal")]


@pytest.mark.parametrize(
    "words",
    ["Once it's signed the contract helps.", "The contract isn't approved.", "We will have the contract signed."],
)
def test_what_is_not_yet_done_is_not_settled(words: str) -> None:
    assert not any(each.is_settled for each in hear(("them", words)))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("I'll send it on Friday.", "2026-11-27"),
        ("Let's talk on Wednesday.", "2026-12-02"),
        ("We sign tomorrow.", "2026-11-26"),
        ("The board votes on December 3rd.", "2026-12-03"),
        ("You'll have it by the 27th.", "2026-11-27"),
        ("Let's meet on 4 January.", "2027-01-04"),
        ("The kickoff is scheduled for 2026-12-14.", "2026-12-14"),
        ("Then I'll call you in two weeks.", "2026-12-09"),
        ("They promised it by the end of the month.", "2026-11-30"),
        ("Monday the 30th works.", "2026-11-30"),
        ("Shall we speak on Tuesday the first?", "2026-12-01"),
        ("See you on the twenty-sixth.", "2026-11-26"),
        ("The CFO gave his okay on Friday.", None),
        ("Maybe we can sign on Friday.", None),
        ("We can't sign on Friday.", None),
        ("Would Friday work?", None),
        ("Nothing since Monday.", None),
        ("We'll see in spring.", None),
        ("I'll send it on the 31st of February.", None),
        ("We meet on November 3rd.", None),
    ],
)
def test_a_day_is_promised_or_not(words: str, day: str | None) -> None:
    found = promised_day(words, WEDNESDAY)
    assert (found.isoformat() if found else None) == day


def test_a_quote_is_short_and_leads_nowhere() -> None:
    long = "The contract is stuck, see https://evil.example/?a=b and www.evil.example " + "because of reasons " * 20
    (signal,) = [each for each in hear(("them", long)) if each.blocker]
    assert len(signal.quote) <= LONGEST_QUOTE
    assert "evil" not in signal.quote
    assert "[link]" in signal.quote


@pytest.mark.skipif(not QMSUM.is_dir(), reason=f"the public meetings are not in {QMSUM}")
def test_real_meetings_without_customers_hold_nothing_up_whoever_speaks() -> None:
    for path in sorted(QMSUM.glob("*.json")):
        (transcript,) = parse(path.read_bytes(), path.name)
        theirs = transcript.with_sides(dict.fromkeys(transcript.speakers, "them"))
        assert [each for each in read_signals(theirs, WEDNESDAY) if each.blocker] == [], path.name


def test_a_hostile_call_is_read_in_reasonable_time() -> None:
    turns = (
        *[("them", "The contract is stuck. " * 50)] * 200,
        ("them", "contract " + "x" * 19_000),
        ("them", "contract's" * 1_900),
        ("them", "a//" * 6_000),
        ("them", "if we " + "would " * 3_000),
    )
    begun = time.process_time()
    found = hear(*turns)
    assert time.process_time() - begun < 10  # 1 s here; quadratic matching would take minutes
    assert len(found) <= 4 * MOST


WORDS = st.sampled_from(
    [
        *("the", "contract", "agreement", "NDA", "is", "stuck", "legal", "signed", "not", "on", "Friday", "December"),
        *("40th", "31st", "February", "in", "two", "weeks", "?", ".", ",", "!", "'s", "n't", "it", "if", "we", "since"),
        *("don't", "procurement", "needs", "approval", "https://x.y", "\u2028", "İ", "ß", "’", "until", "", "with"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["us", "them", "?"]), st.lists(WORDS, max_size=30).map(" ".join)), max_size=6)
)
def test_no_words_break_the_reading(turns: list[tuple[str, str]]) -> None:
    for signal in hear(*turns):
        said = " ".join(turns[signal.turn][1].split())
        assert signal.quote in said or "[link]" in signal.quote or signal.quote.endswith("…")
        assert signal.blocker is None or turns[signal.turn][0] == "them"
        assert signal.next_step_on is None or signal.next_step_on >= WEDNESDAY
