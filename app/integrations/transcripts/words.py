"""The words by which customers say that an agreement stands still. English; phrases between semicolons, to add to.

DOCUMENTS    what an agreement is called, each with the word it is shown by
GATES        who or what must let it pass, each with the blocker it is shown by
STUCK        that something does not move, whoever is to blame
NOTHING      that nothing was done or said
NEEDS        that a gate still has something to do with it: weaker, and nothing without a gate
"""

from __future__ import annotations

import re


def phrases(text: str, before: str = "") -> re.Pattern[str]:
    """Any of them as whole words; each may be a pattern. `before` is what each must follow."""
    parts = (" ".join(part.split()) for part in text.split(";"))
    return re.compile(rf"\b{before}(?:{'|'.join(part for part in parts if part)})\b")


# `contract templates`, `the deal tracker`: a part of some program.
_COMPOUND = (
    r"(?! (?:templates?|builders?|modules?|trackers?|tools?|generators?|search|lists?|pages?|editors?|fields?|types?|"
    r"library|management|views?|screens?|flows?|desk|room)\b)"
)
_OURS = r"(?:our|your|both|these|those|two|all (?:the|our|your)?) ?(?:\w+ )?"  # many without it are anybody's


def _named(text: str) -> re.Pattern[str]:
    return re.compile(phrases(text).pattern + _COMPOUND)


DOCUMENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("MSA", _named("msas?; master (?:services? )?agreements?")),
    ("NDA", _named("ndas?; non-?disclosures?; confidentiality agreements?")),
    ("DPA", _named("dpas?; data (?:processing|protection|privacy) (?:agreements?|addend(?:um|a))")),
    ("BAA", _named("baas?; business associate agreements?")),
    ("SOW", _named("sows?; statements? of work")),
    ("order form", _named("order forms?")),
    ("PO", _named("pos?; purchase orders?; requisitions?")),
    ("redlines", _named("redlines?; red lines; redlining")),
    ("amendment", _named("amendments?; addend(?:um|a)")),
    ("terms", _named("terms and conditions; t&cs; (?:the|your) terms; letters? of intent; lois?; term sheets?")),
    ("paperwork", _named("paperwork; docusign; (?:counter)?signatures?")),
    ("renewal", _named(rf"renewal; {_OURS}renewals; (?:all|the) renewals")),
    ("contract", _named(rf"contract; {_OURS}contracts")),
    ("agreement", _named(rf"agreement; mous?; {_OURS}agreements")),
    ("quote", _named(rf"quote; quotation; proposal; {_OURS}(?:quotes|proposals)")),
    ("deal", _named("(?:the|this|our|your) deal")),
)
ANY_DOCUMENT = re.compile("|".join(words.pattern for _, words in DOCUMENTS))
GATES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "legal",
        phrases("legal; lawyers?; counsels?; solicitors?; attorneys?; compliance; litigation; notary; law firm"),
    ),
    (
        "procurement",
        phrases(
            "procurement; purchasing; sourcing; buyers?; buying team; tender; other (?:vendors|offers);"
            "vendor (?:onboarding|management|risk|list); supplier (?:system|portal|onboarding|registration)"
        ),
    ),
    (
        "security review",
        phrases(
            "security; infosec; it department; our it; pen(?:etration)? tests?; questionnaires?; privacy; ciso; dpo;"
            "data protection officer; risk (?:team|assessment); iso 27001; soc ?2"
        ),
    ),
    (
        "budget",
        phrases(
            "budgets?; finance; cfo; controllers?; accountants?; accounting; spend(?:ing)?; cash; cost cutting;"
            "savings; headcount; (?:fiscal|financial) year"
        ),
    ),
    (
        "approval",
        phrases(
            "approv(?:al|als|er|ers|e|es|ed|ing); sign(?:-| )?off; authori[sz]ed; signator(?:y|ies); blessing; board;"
            "trustees; committee; council; assembly; union; management; leadership; ceo; directors?; vp; boss; chair;"
            "chair(?:man|woman|person); president; mayor; minister; secretary; family; brother; sister; father; mother;"
            "wife; husband; sons?; daughters?; co-founders?; manager; owners?; partners?; shareholders?; investors?;"
            "founders?; head office; hq; headquarters;"
            "corporate; parent company; holding; group; ministry; regulators?; insurer; auditors?; audit"
        ),
    ),
)
STUCK = phrases(
    r"""
    stuck; stalled; stalling; standstill; in limbo; blocked; held up; hold-?ups?; hung up; bogged down; on hold; on ice;
    a hold on; the hold on; parked?; paus(?:e|ed|es|ing); frozen; freeze; shelved; backlog; bottleneck; back ?burner;
    up in the air;
    dead in the water; black hole; dragg?(?:ing|ed|s); languishing; gather(?:ing|s) dust; in circles; back and forth;
    moving target; unsigned; swamped; drowning; buried; snowed under; overloaded; (?:under|short-?)staffed; pending;
    wait(?:ing)? (?:for|on|until|till|with|to see); wait and see; ha(?:ve|s|d) to wait; no (?:capacity|bandwidth|time);
    (?:being|under|in) (?:looked (?:at|into)|review(?:ed)?|checked|discussed|discussion); the same (?:answer|story);
    (?:keep|kept|keeps) (?:asking|chasing|reminding|pushing|changing); chas(?:e|es|ing) (?:it|them|him|her|that|this);
    argu(?:e|es|ing); disagree\w*; haggling; dispute; start(?:ing)? (?:over|again|from scratch); square one; vanished;
    shopping around; cheaper (?:ones?|options?|offers?|vendors?); alternatives; moratorium; vacan(?:t|cy); interviewing;
    on the pile; a pile; no successor; backfill\w*; no telling; unclear; last word; final say; your guess; we'll see;
    (?:until|till|before|in|not before) (?:the )?(?:spring|summer|autumn|fall|winter|new year|year end|q[1-4]|months);
    since (?:january|february|march|april|may|june|july|august|september|october|november|december);
    since (?:last|the|spring|summer);
    for (?:weeks|months|two|three|four|five|six|seven|several|many) ?(?:weeks|months)?; ever since; weeks ago;
    months ago;
    (?:sit|sits|sitting|sat|lies|lying|waits|waiting) (?:there|here|in|on|with|at|around|somewhere|for);
    still (?:waiting|with|open|out|under); in (?:a|the|some|their|her|his) (?:pile|queue|line|drafts?);
    (?:ahead of|before) (?:us|ours); (?:no|not a|low|lower|isn't a|hardly a) priority; depriorit\w+;
    (?:they're|they are|is|are|he's|she's) in no (?:hurry|rush); delay(?:ed|s)?; postpon(?:ed|es|e|ing);
    (?:take|takes|taking) (?:ages|forever|months|so long|longer|too long|its time|their time|an eternity);
    put(?:ting)? (?:it |this |that |everything )?off; deferr?(?:ed|ing); slipp(?:ed|ing); slips; slid;
    push(?:ed|ing)? (?:it |this |that |the \w+ |everything )?(?:back|out|into|to|off); kicked down the road;
    resched\w+; cancell?ed (?:their|the|our|his|her); ran out of time; no quorum; reach a quorum; fell (?:off|through);
    after the (?:holidays?|break|summer|audit|new year|reorg\w*|merger|elections?|season);
    (?:into|until|till|in|for) next (?:quarter|year|spring|summer|fall|autumn|winter);
    (?:maybe|not before|not until|revisit|come back) \w{0,12} ?next (?:quarter|year); at the earliest; not now; not yet;
    (?:gone|went|go|been) (?:quiet|silent|dark|cold); lost (?:track|sight); new commitments?; who (?:knows|can say);
    can't (?:put|give|name) (?:you )?a (?:date|day); no (?:idea|clue) when; hard to say; rethink; reconsider\w*;
    reorgani[sz]\w+; restructur\w+; second thoughts; cold feet; stop(?:ped)? (?:working|asking|guessing);
    (?:extra|more|few|several|another|two|three|four|many) (?:\w+ )?(?:hoops|loops|rounds|signatures|approvals|steps);
    on (?:vacation|holiday|leave|sabbatical|(?:parental|maternity|paternity) leave); out (?:sick|since|of office|until);
    (?:he|she|they) (?:left|quit|resigned); (?:left|quit) and
    """
)
NOTHING = re.compile(
    "|".join(
        each.pattern
        for each in (
            phrases(
                "reply; replies; answers?; news; word; updates?; response; movement; progress; decision; feedback",
                "(?:no|any|without) ",
            ),
            phrases(r"happen\w*; mov\w+; back; on; at all; to report; new", "nothing(?:'s| has| is)? "),
            phrases(
                "'s; is; has; can; wants?; knows?; seems?; owns?; looks?; picks?; dares?; answers?; officially",
                "(?:nobody|no one|no-one|none of them) ?",
            ),
            phrases(
                r"""heard; come; came; got; gotten; get; looked; look; start\w*; been; touch\w*; review\w*; sign\w*;
                approv\w*; mov\w+; decid\w+; answer\w*; repl\w+; respond\w*; assign\w*; back; had; seen; finish\w*;
                done; happen\w*; agree\w*; told; said; released; issued; received; scheduled; found; replaced;
                a decision""",
                r"(?:have|has|had|did|do|does|is|are|was|were)(?:n't| not) (?:\w+ ){0,3}",
            ),
            phrases(
                r"""get; reach; move; sign; rais\w+; proceed; commit; promise; issue; release; enter; decide; do; start;
                go; be; spend; say; tell; find; approve""",
                r"(?:can|could|may)(?:'t|n't|not| not) (?:\w+ ){0,2}",
            ),
            phrases(
                r"""sign; approv\w+; release; let; touch; commit; move; look; agree; budge; decide; do; spend; be; hear;
                talk; buy; sit""",
                r"(?:will not|won't|refuses? to|not allowed to|not willing to) (?:\w+ ){0,2}",
            ),
            phrases("have; touch; do; talk; hold; know; see", "don't "),
            phrases(
                r"""there isn't any; crickets; not a (?:peep|word|thing|sound); (?:radio )?silence;
                (?:there|where) it (?:ended|stopped|stayed); never (?:heard|came|got|answers?|repl\w+);
                (?:ghost|ignor)(?:ed|ing|es)"""
            ),
        )
    )
)
NEEDS = phrases(
    r"""
    needs?; needed; has to; have to; must; wait\w*; before; until; till; unless; without; still; first; in front of;
    with (?:our |their |the )?(?:legal|lawyers?|procurement|purchasing|finance|counsel|solicitors|security|compliance);
    concerns?; objections?; objects?; questions?; points; comments; worr(?:y|ies|ied); wants?; compar\w+; insists?;
    keeps?; again; slow; busy; only (?:one|meets?); approv(?:al|e); review\w*; re-?read; decides?; undecided; gone back;
    went to; moved to
    """
)
