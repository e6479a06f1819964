"""Whether somebody asks how an agreement stands, and whether the answer moves it on. Pure.

People find endless words for a delay: `Daddy signs things, and he's in hospital`. What they do say when it moves is
less: that it is done, or a day, or that all is well. An answer to that question with none of these is a delay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.integrations.transcripts.words import phrases

# A turn that brings the agreement up, so that the answer is about it.
_ASKS = re.compile(
    r"\?|\b(?:wanted to|check|ask\w*|wonder\w*|about|go over|talk|still|open|missing|hop(?:e|ed|ing)|expect\w*|need|"
    r"sent|send|written|chance|signing|sign|back|spoke|heard|see|called?|discuss|main thing|first|yet|said|last time|"
    r"you have|you got|expire[sd]?|runs out|is due|up for|last item|next item|first item)\b"
)
_NOT_ASKED = phrases("under the; per the; according to; now that; thanks for; thank you; signed; went")
# Words of ours that bring up how it stands, without a question.
_STATE = phrases(
    r"""
    still (?:missing|open|unsigned|see|waiting|don't|haven't); as open; outstanding; on my list; thought (?:we|you|i);
    expecting; expected; hoping; last time; last week; we last spoke; haven't seen;
    wanted to (?:ask|check|know|talk);
    (?:need|want) (?:the|your|our) \w+ back; like to know; wonder(?:ed|ing); curious; you have (?:the|our);
    (?:first|last|next|one more|another|main) (?:item|thing|point|topic); let me know; expire[sd]?; lapse[sd]?;
    runs out; you (?:mentioned|said|told|wanted|were going|promised); is due;
    up for;
    i(?:'ve)? (?:sent|written|wrote|asked); we(?:'ve)? sent; it's been
    """
)
# Questions about something else than how it stands.
_CONTENT = phrases(
    r"""
    (?:happy|satisfied|content) with; set up; length; okay for; questions? (?:about|on|to|from)?;
    anything (?:in|on|you'd|you would|that you'd|else in); includes?; included; cover(?:s|ed)?;
    how (?:many|much|long do|do (?:you|your)); what would; would you (?:like|consider|want|change|use|do); ever;
    remember;
    (?:does|do|did) (?:that|this|it) (?:touch|affect|change|concern); in (?:that|this) case;
    do you (?:like|use|know|need);
    when (?:did|was|does (?:the|your)); which; who wrote; like (?:about|the best); for example; copy of; price; cost;
    discount
    """
)
_ANY = phrases(
    r"(?:an?|another|any|new|yearly|annual) (?:\w+ )?(?:contract|agreement|quote|proposal|order form|nda|msa|renewal)s?"
)
_PROGRESS = phrases(
    r"""
    done; signed; countersigned; through; approved; cleared; issued; raised; finished; completed?; ready; went out;
    on (?:its|their) way; sent (?:it|them|you|that|over); i've sent; arrived; in your inbox;
    in the (?:post|mail|system);
    all (?:good|set|fine|clear|yours); looks? good; no problem; any (?:minute|moment); go(?:ing)? ahead; green light;
    agreed (?:on|to) everything; love it; likes? (?:it|the price|that); happy (?:with|to sign);
    (?:very|pretty|fairly) soon;
    almost there; nearly (?:done|there); no (?:changes|comments|questions|objections); gone through it;
    what we asked for;
    transfer\w*; (?:we|i)'(?:ll|d) take it; let's do it; we're in; count us in; send (?:me|it|them|us); i'll sign;
    i sign;
    to sign; extend\w*; renew(?:ed|ing); explained (?:it|that); good news; said yes; gave in;
    pay(?:ing)? (?:by|with|it);
    is (?:confirmed|agreed|settled); paid; won't be long; counting on you; already explained
    """
)
_YES = re.compile(
    r"(?:oh |well |ah )?(?:yes|yep|yeah|sure|absolutely|of course|certainly|perfect|great|good|very|fine|it did|"
    r"(?:he|she|they|we|i) did|it is|they are)\b"
)
_TURNS_ROUND = phrases(
    r"""
    but; except; just; only; though; although; however; until; till; before; since; not;
    no (?!changes|comments|questions);
    never; nobody; nothing; \w+n't; still; waiting; again; unless; and then; then the; once; if; when; almost; supposed
    """
)
_OUR_OWN = re.compile(
    r"\b(?:(?:i|we) (?:still |also |just )?(?:need|owe|must|have to|promised|haven't|didn't)|my boss|sorry|apolog\w+|"
    r"our (?:\w+ )?(?:legal|lawyers?|counsel|boss|team|finance|side))\b"
)
_LONGEST_YES = 12  # words; what comes after more is a story
_LET_ME_SEE = re.compile(
    r"(?:let me|i'll|one|hold|wait|just) (?:\w+ ){0,3}(?:check|look|see|second|moment|minute|sec)\b"
)


def is_our_own_delay(plain: str) -> bool:
    """Of a sentence of ours: the customer waits for us, not we for them."""
    return _OUR_OWN.search(plain) is not None


def brings_up(plain: str) -> bool:
    """Of a sentence of ours that names an agreement: whether what they say next may be about it."""
    return _ASKS.search(plain) is not None and not _is_other(plain)


def _is_other(plain: str) -> bool:
    """About what is in it, what is done, or what we owe ourselves."""
    is_done = _NOT_ASKED.search(plain) is not None and not plain.endswith("?")
    return is_done or _CONTENT.search(plain) is not None or is_our_own_delay(plain)


def asked_state(sentences: Sequence[tuple[str | None, str]]) -> str | None:
    """The agreement of a turn of ours (each sentence with the one that it names) whose state is to be told next."""
    asks = sentences[-1][1].endswith("?") and not _CONTENT.search(sentences[-1][1]) if sentences else False
    for document, plain in reversed(sentences):
        if document and not _ANY.search(plain) and not _is_other(plain) and (asks or _STATE.search(plain)):
            return document
    return None


def moves_on(sentences: Sequence[str]) -> bool:
    """Whether one of them says that it moves without turning round at once, or all of them are a plain yes."""
    if any(map(_LET_ME_SEE.search, sentences)):
        return True  # no answer yet
    if any(_PROGRESS.search(each) and not _TURNS_ROUND.search(each) for each in sentences):
        return True
    whole = " ".join(sentences)
    return bool(_YES.match(whole)) and not _TURNS_ROUND.search(whole) and len(whole.split()) <= _LONGEST_YES
