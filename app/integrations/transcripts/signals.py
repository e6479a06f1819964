"""What a call says about an agreement: that it is held up, that it is settled, what is promised for which day.

Pure and deterministic: the same words give the same signals. They are evidence with a quote; a playbook decides.
Only the customer's own words hold an agreement up: a delay with a document in the same turn or beside it, or an answer
to how it stands that says nothing of progress.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.integrations.transcripts.answers import asked_state, brings_up, moves_on
from app.integrations.transcripts.promising import promised_day
from app.integrations.transcripts.transcript import Transcript, Turn
from app.integrations.transcripts.undoing import (
    ANY,
    ELSEWHERE,
    JOKES,
    REASSURED,
    SETTLED,
    THIRD_PARTY,
    TOPICS,
    UNSETTLED,
)
from app.integrations.transcripts.words import ANY_DOCUMENT, DOCUMENTS, GATES, NEEDS, NOTHING, STUCK

VERSION = "3"  # another one reads every call again
LONGEST_QUOTE, LONGEST_SENTENCE = 160, 600  # characters
MOST = 20  # of each kind a call
# They may mean any of the others.
GENERAL = frozenset({"contract", "agreement", "paperwork", "renewal", "deal", "quote", "terms", "redlines"})
SHORT_WORDS = 6
FEWEST_WORDS = 4  # of an answer that can be taken at its word
_WORDS_AT_ONCE = 40  # captions without full stops are cut so
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”']?\s+(?=\S)")
_BUT = re.compile(r"\b(?:but|however|although|except that)\b")
_QUOTED = re.compile(r"[\"“][^\"”]{0,200}[\"”]")
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
    plain: str  # lower case, straight apostrophes, without what somebody else is quoted with
    document: str | None  # that it names itself


@dataclass(frozen=True)
class _Said:
    signal: Signal
    is_named: bool  # the sentence itself names the document


@dataclass(frozen=True)
class _Context:
    """Where a sentence stands."""

    asked: str | None  # the document that its turn or a question names
    near: str | None  # also one that the turn before merely names
    is_theirs: bool
    is_product: bool
    said_on: date


def read_signals(transcript: Transcript, said_on: date) -> tuple[Signal, ...]:
    """In the order they were said."""
    turns = [_sentences(at, turn) for at, turn in enumerate(transcript.turns)]
    found: list[_Said] = []
    for at, turn in enumerate(transcript.turns):
        asked = _last_document(turns[at]) or _asked_before(turns, at) or _asked_after(turns, at)
        near = asked or (_last_document(turns[at - 1]) if at else None)
        around = turns[max(at - 1, 0) : at + 1] if near else ()
        is_product = any(TOPICS.search(each.plain) for part in around for each in part)
        is_theirs = transcript.side_of(turn) == "them" and not any(JOKES.search(each.plain) for each in turns[at])
        context = _Context(asked, near, is_theirs, is_product, said_on)
        said = [each for sentence in turns[at] for each in _of_sentence(sentence, context)]
        found += said
        if context.is_theirs and at and not any(_is_word_on_it(each.signal) for each in said):
            found += _unanswered(turns[at - 1], turns[at])
    return tuple(_kept(_standing(found)))


def _of_sentence(sentence: _Sentence, context: _Context) -> Iterator[_Said]:
    plain, named = sentence.plain, sentence.document
    signal = Signal(sentence.turn, _quote(sentence.text), named, next_step_on=promised_day(plain, context.said_on))
    is_other = context.is_product and ANY.search(plain) if named else TOPICS.search(plain)
    if context.near and not is_other and not ELSEWHERE.search(plain) and not THIRD_PARTY.search(plain):
        if is_settled(plain):
            yield _Said(replace(signal, document=named or context.near, is_settled=True), named is not None)
            return
        if context.asked and context.is_theirs and (blocker := find_blocker(plain)):
            yield _Said(replace(signal, document=named or context.asked, blocker=blocker), named is not None)
            return
    if named or signal.next_step_on:
        yield _Said(signal, named is not None)


def _is_word_on_it(signal: Signal) -> bool:
    return signal.blocker is not None or signal.is_settled or signal.next_step_on is not None


def _unanswered(question: Sequence[_Sentence], answer: Sequence[_Sentence]) -> Iterator[_Said]:
    """We ask how an agreement stands, and nothing of what they say moves it on."""
    asked = asked_state([(each.document, each.plain) for each in question])
    plain = [each.plain for each in answer]
    about = [each for each in answer if not _is_about_else(each.plain) and not each.plain.endswith("?")]
    if asked is None or not about or moves_on(plain) or any(map(REASSURED.search, plain)):
        return
    gate = next((shown for shown, words in GATES if any(map(words.search, plain))), "waiting")
    longest = max(about, key=lambda each: len(each.text))
    if len(longest.plain.split()) < FEWEST_WORDS:
        return
    yield _Said(Signal(longest.turn, _quote(longest.text), asked, gate), is_named=False)


def _is_about_else(plain: str) -> bool:
    return any(words.search(plain) for words in (ANY, ELSEWHERE, THIRD_PARTY, TOPICS))


def find_blocker(plain: str) -> str | None:
    """What a sentence says holds something up; `waiting` where it says no more."""
    plain = REASSURED.sub(" ", plain)
    gate = next((shown for shown, words in GATES if words.search(plain)), None)
    if STUCK.search(plain) or NOTHING.search(plain):
        return gate or "waiting"
    return gate if gate and NEEDS.search(plain) else None


def is_settled(plain: str) -> bool:
    """What comes last counts: `approved, but now IT has to look`. Of several clauses, what unsettles must stand in the
    same: `no, not at all, that's been approved`."""
    last = _BUT.split(plain)[-1]
    found = SETTLED.search(last)
    if found is None:
        return False
    clause = max(last.rfind(mark, 0, found.start()) for mark in ",;:")
    return not UNSETTLED.search(last[max(0, clause, found.start() - 40) : found.end()])


def _standing(said: Sequence[_Said]) -> Iterator[Signal]:
    """Without what the call itself takes back: `stuck, but now it is signed` and `it is signed; that took so long`."""
    later = _settled_before(reversed(said))[::-1]
    earlier = _settled_before(said)
    for each, after, before in zip(said, later, earlier, strict=True):
        if not (each.signal.blocker and (after or (before and not each.is_named))):
            yield each.signal


def _kept(signals: Iterable[Signal]) -> Iterator[Signal]:
    """Some of each kind; of sentences that merely name an agreement the last, for it tells when that was."""
    seen: Counter[str] = Counter()
    mention: Signal | None = None
    for signal in signals:
        kind = (
            "blocker" if signal.blocker else "settled" if signal.is_settled else "step" if signal.next_step_on else ""
        )
        seen[kind] += 1
        if not kind:
            mention = signal
        elif seen[kind] <= MOST:
            yield signal
    if mention is not None:
        yield mention


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


def _document(plain: str) -> str | None:
    if not ANY_DOCUMENT.search(plain) or THIRD_PARTY.search(plain):
        return None
    return next((shown for shown, words in DOCUMENTS if words.search(plain)), None)


def _last_document(sentences: Sequence[_Sentence]) -> str | None:
    """One in particular: `they want us to sign an agreement` says nothing of what stands before it."""
    return next((each.document for each in reversed(sentences) if each.document and not ANY.search(each.plain)), None)


def _asked_before(turns: Sequence[Sequence[_Sentence]], at: int) -> str | None:
    """The document that the turn before brings up: `Where is the contract?`, not `under the contract you get …`."""
    for sentence in reversed(turns[at - 1]) if at else ():
        if sentence.document and brings_up(sentence.plain):
            return sentence.document
    return None


def _asked_after(turns: Sequence[Sequence[_Sentence]], at: int) -> str | None:
    """What the one who listens asks back in a few words: `The contract?`."""
    after = turns[at + 1] if at + 1 < len(turns) else []
    short = len(after) == 1 and len(after[0].plain.split()) <= SHORT_WORDS
    return after[0].document if short else None


def _sentences(at: int, turn: Turn) -> list[_Sentence]:
    parts = (piece for part in _SENTENCE.split(turn.text) for piece in _pieces(part))
    plain = ((text, _QUOTED.sub(" ", text.lower().replace("’", "'"))) for text in parts)
    return [_Sentence(at, text, lower, _document(lower)) for text, lower in plain]


def _pieces(text: str) -> Iterator[str]:
    words = text.split()
    for start in range(0, len(words), _WORDS_AT_ONCE):
        yield " ".join(words[start : start + _WORDS_AT_ONCE])[:LONGEST_SENTENCE]


def _quote(text: str) -> str:
    """Without addresses: a quote is shown, and nobody should be led away by it."""
    plain = _ADDRESS.sub("[link]", text)
    return plain if len(plain) <= LONGEST_QUOTE else f"{plain[: LONGEST_QUOTE - 1].rstrip()}…"
