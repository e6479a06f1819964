"""What a call says about an agreement: that it is held up, that it is settled, what is promised for which day.

Pure and deterministic: the same words give the same signals. They are evidence with a quote; a playbook decides.
Only the customer's own words hold an agreement up: a document in the same turn or the one before or after.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.integrations.transcripts.promising import promised_day
from app.integrations.transcripts.transcript import Transcript, Turn
from app.integrations.transcripts.undoing import ELSEWHERE, REASSURED, SETTLED, THIRD_PARTY, UNSETTLED
from app.integrations.transcripts.words import DOCUMENTS, GATES, NEEDS, NOTHING, STUCK

VERSION = "1"  # another one reads every call again
LONGEST_QUOTE = 160
MOST = 40  # signals a call
# They may mean any of the others.
GENERAL = frozenset({"contract", "agreement", "paperwork", "renewal", "deal", "quote", "terms", "redlines"})
_WORDS_AT_ONCE = 40  # captions without full stops are cut so
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”']?\s+(?=\S)")
_ADDRESS = re.compile(r"\S*(?://|www\.)\S*|\b\S+\.(?:com|org|net|io|dev|example)(?:/\S*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Signal:
    turn: int
    quote: str
    document: str | None = None
    blocker: str | None = None
    is_settled: bool = False
    next_step_on: date | None = None


@dataclass(frozen=True)
class _Sentence:
    turn: int
    text: str
    plain: str  # lower case, straight apostrophes


@dataclass(frozen=True)
class _Said:
    signal: Signal
    is_named: bool  # the sentence itself names the document


def read_signals(transcript: Transcript, said_on: date) -> tuple[Signal, ...]:
    """In the order they were said."""
    sentences = [_sentences(at, turn) for at, turn in enumerate(transcript.turns)]
    documents = [next(filter(None, map(_document, reversed(each))), None) for each in sentences]
    found: list[_Said] = []
    for at, turn in enumerate(transcript.turns):
        near = documents[at] or _beside(documents, at)
        is_theirs = transcript.side_of(turn) == "them"
        for sentence in sentences[at]:
            found += _of_sentence(sentence, near, is_theirs, said_on)
    return tuple(_standing(found))[:MOST]


def _of_sentence(sentence: _Sentence, near: str | None, is_theirs: bool, said_on: date) -> Iterator[_Said]:
    named = _document(sentence)
    day = promised_day(sentence.plain, said_on)
    signal = Signal(sentence.turn, _quote(sentence.text), named or near, next_step_on=day)
    if signal.document and not ELSEWHERE.search(sentence.plain) and not THIRD_PARTY.search(sentence.plain):
        if is_settled(sentence.plain):
            yield _Said(replace(signal, is_settled=True), named is not None)
            return
        if is_theirs and (blocker := find_blocker(sentence.plain)):
            yield _Said(replace(signal, blocker=blocker), named is not None)
            return
    if named or day:
        yield _Said(replace(signal, document=named), named is not None)


def find_blocker(plain: str) -> str | None:
    """What a sentence says holds something up; `waiting` where it says no more."""
    plain = REASSURED.sub(" ", plain)
    gate = next((shown for shown, words in GATES if words.search(plain)), None)
    if STUCK.search(plain) or NOTHING.search(plain):
        return gate or "waiting"
    return gate if gate and NEEDS.search(plain) else None


def is_settled(plain: str) -> bool:
    found = SETTLED.search(plain)
    return found is not None and not UNSETTLED.search(plain[max(0, found.start() - 40) : found.end()])


def _standing(said: Sequence[_Said]) -> Iterator[Signal]:
    """Without what the call itself takes back: `stuck, but now it is signed` and `it is signed; that took so long`."""
    later = _settled_before(reversed(said))[::-1]
    earlier = _settled_before(said)
    for each, after, before in zip(said, later, earlier, strict=True):
        if not (each.signal.blocker and (after or (before and not each.is_named))):
            yield each.signal


def _settled_before(said: Iterable[_Said]) -> list[bool]:
    """For each, whether its document was settled by one that comes before it."""
    settled: set[str | None] = set()
    found = []
    for each in said:
        found.append(any(_same(document, each.signal.document) for document in settled))
        if each.signal.is_settled:
            settled.add(each.signal.document)
    return found


def _same(one: str | None, other: str | None) -> bool:
    return one == other or one in GENERAL or other in GENERAL


def _document(sentence: _Sentence) -> str | None:
    if THIRD_PARTY.search(sentence.plain):
        return None
    return next((shown for shown, words in DOCUMENTS if words.search(sentence.plain)), None)


def _beside(documents: list[str | None], at: int) -> str | None:
    before = documents[at - 1] if at else None
    return before or (documents[at + 1] if at + 1 < len(documents) else None)


def _sentences(at: int, turn: Turn) -> list[_Sentence]:
    parts = (piece for part in _SENTENCE.split(turn.text) for piece in _pieces(part))
    return [_Sentence(at, text, text.lower().replace("’", "'")) for text in parts]


def _pieces(text: str) -> Iterator[str]:
    words = text.split()
    for start in range(0, len(words), _WORDS_AT_ONCE):
        yield " ".join(words[start : start + _WORDS_AT_ONCE])


def _quote(text: str) -> str:
    """Without addresses: a quote is shown, and nobody should be led away by it."""
    plain = _ADDRESS.sub("[link]", text)
    return plain if len(plain) <= LONGEST_QUOTE else f"{plain[: LONGEST_QUOTE - 1].rstrip()}…"
