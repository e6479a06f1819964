"""The words that take a delay back: it is settled, no trouble at all, somebody else's agreement, or long ago.

REASSURED    that there is no trouble, in words that also tell of trouble
SETTLED      that it is signed or cleared; nothing after UNSETTLED: `once it is signed`
JOKES        that a whole turn means nothing
ELSEWHERE    that it is a thought, or long ago
TOPICS       what else may be meant; ANY: no agreement in particular
THIRD_PARTY  that it is somebody else's: `the actor's contract`, `an agreement with the port`
"""

from __future__ import annotations

import re

from app.integrations.transcripts.words import phrases

_TROUBLE = "problems?|issues?|trouble|reasons?|objections?|concerns?|delays?|blockers?|questions?|obstacles?|worries"
REASSURED = phrases(
    rf"""
    (?:don't|do not|doesn't|can't|didn't) (?:see|have|expect|foresee|find) (?:an?|any|much|the) (?:\w+ )?(?:{_TROUBLE});
    no (?:\w+ )?(?:{_TROUBLE}|complaints?); (?:just )?a formality;
    (?:not|\w+n't) (?:\w+ ){{0,2}}(?:a problem|an issue|in (?:a|any) (?:hurry|rush)|worried|touch(?:ed)? (?:us|it));
    (?:not|\w+n't|no longer|never|nothing) (?:\w+ ){{0,3}}(?:stalled|stuck|block(?:ed|ing)|frozen|held up|delayed);
    nothing (?:against|missing|to add|to worry|dramatic|serious|to complain)
    """
)
_BY = (
    "is|are|was|were|been|got|gets|have|has|had|it's|that's|they've|we've|i've|he's|she's|just|finally|both|fully|they|"
    "we|he|she|i|all|legal|board|cfo|procurement|security"
)
_DONE = "signed(?: off)?|countersigned|executed|approved|cleared|lifted|finali[sz]ed|renewed|ratified|returned|released"
SETTLED = phrases(
    rf"""
    (?:{_BY})\b(?: \w+){{0,3}} (?:{_DONE});
    (?:got|received|have|see|saw|found) (?:the|your|our|a) (?:signed|countersigned|executed) \w+; behind us;
    out of the way;
    (?:thanks|thank you) for (?:the|your) (?:signed|countersigned|executed) \w+; green light;
    g(?:a|i)ve(?:n|s)? (?:\w+ ){{0,2}}(?:okay|ok|blessing|approval|go-ahead); (?:went|came|is|are|gone) through;
    (?:runs?|valid|paid|good|extended|covered|renewed|signed) (?:\w+ )?(?:until|till|through|to) (?!be |get |sign)\w+;
    (?<![\w,;] )(?:all )?(?:done|signed|through|approved|cleared|sorted|filed|finished)(?=[.,!]| and\b);
    went (?:smoothly|well|fine|out); came (?:back|in) signed; has arrived;
    (?:is|are|it's|that's|we're|all) (?:done|completed?|behind us|in place|sorted|wrapped up); signature come through
    """
)
UNSETTLED = re.compile(
    r"n't\b|'ll\b|\b(?:not|never|nobody|no one|once|before|until|till|unless|if|when|whether|will|would|could|should|"
    r"to (?:be|get|have)|must|almost|nearly|except|without|as soon as|needs?|still|yet|unsigned|after it|may|only|"
    r"(?:we|i) sent)\b"
)
JOKES = phrases("haha+; ha ha; kidding; jok(?:e|es|ing); testing; ignore (?:all|previous|your); for the record")
ELSEWHERE = phrases(
    r"""
    if (?:we|you|i|it|they|legal|procurement|that) (?:\w+ ){0,3}(?:were|went|had|would|wanted|did|got); could get;
    when(?:ever)? an?;
    would (?:have to|take|need|be|get); last year; years ago; back then; used to; in the past; previously;
    remember (?:how|when); when we (?:first|started); (?:two|three|four|five|ten) years (?:back|earlier|before);
    at my (?:old|last) (?:job|company)
    """
)
# What else is broken or waited for. A sentence about it is not about the agreement that somebody named beside it.
TOPICS = phrases(
    r"""
    bugs?; fix(?:es|ed)?; tickets?; releases?; features?; imports?; exports?; migrations?; integrations?; modules?;
    search;
    filters?; columns?; dashboards?; reports?; api; apps?; printers?; maps?; screens?; trainings?; roll-?out;
    shipments?;
    customs; deliver(?:y|ies); trucks?; machines?; servers?; disks?; firewall; billing; support; logins?; users; staff;
    hir(?:e|es|ing);
    ovens?; permits?; invoices?; broken; crash\w*; slow to load; updates? of the; vote on (?!the (?:contract|agreement))
    """
)
# `how long to find a contract`: any, in a talk about the product.
ANY = re.compile(
    r"\b(?:an?|another|separate|every|each|most|many|their|customers') (?:\w+ )?"
    r"(?:contracts?|agreements?|quotes?|orders?|renewals?)\b(?! (?:of|from|with) (?:yours|you))"
)
_OURS = (
    "you|us|your|our|ourselves|me|legal|procurement|purchasing|the (?:lawyers|board|cfo)|signature|review|approval|now|"
    "an? |two|three|weeks|months|it|this|that|them|ages"
)
THIRD_PARTY = phrases(
    rf"""
    (?!(?:it|that|what|where|there|here|how|let|who|today|month|year|week|quarter|legal|everybody|everyone|procurement)'s)
    \w+(?:'s|s') (?:\w+ )?(?:contracts?|agreements?|renewals?|ndas?|purchase orders?|quotes?|paperwork);
    (?:contracts?|agreements?|renewal) (?:with|between|for) (?!{_OURS})\w+; paperwork (?:from|of) (?!{_OURS})\w+;
    (?:suppl(?:y|ier)|lease|rental|employment|labou?r|union|author|actor|staff|building|loan|franchise|tenancy|cleaning)
    (?:contracts?|agreements?); landlords?; lease; builder; tenants?;
    (?:get|getting|got) out of (?:that|the|our|their) (?:\w+ )?(?:contract|agreement)
    """
)
