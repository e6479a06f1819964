"""The sentences that are understood, as patterns. Applied to a line without marks, from the first to the last."""

from __future__ import annotations

import re
from functools import partial

_compile = partial(re.compile, flags=re.IGNORECASE)

RANKS = {"first": 1, "top": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "last": -1}
_ORDINAL = "first|top|second|third|fourth|fifth|sixth|seventh|last"
_THING = "one|row|account|company|customer"

# What stands behind a name in "why is Acme still on my list?"
PLACE = _compile(
    r"\s*\b(even |still |again |only |not )?"
    r"((on|in|off) (my|the|this|today'?s|her|his|their|\w+'s) (priority )?list( today)?"
    r"|(at|on) (the )?top|(listed|ranked|up)? ?(here|there|(so|that) (high|low)( up)?|today|missing)"
    rf"|(listed|ranked|up)? ?({_ORDINAL})|(at |on )?(number|no\.?|rank|place|#) ?\d+)$"
)
# What is no name: the account that was spoken of, or a place on the list.
POINTED_AT = _compile(
    rf"^(it|its|this|that|he|she|they|them|their|the|{_THING}"
    rf"|((this|that|the|my) )?(({_ORDINAL}) )?({_THING}|{_ORDINAL})?)( (on|in) (my|the) list)?$"
)
NUMBERED = _compile(r"^(?:the )?(?:number|no\.?|rank|place|row|#) ?\d+$|^#?\d$")
RANKED = _compile(rf"^(the )?({_ORDINAL})( ({_THING}))?( (on|in|of) (my|the) list)?$")

HELLO = _compile(r"^(hi|hello|hey|good (morning|afternoon|evening))\b[\w\s,]{0,20}$")
THANKS = _compile(r"^(thanks|thank you|thx|great|perfect|cheers|ok|okay|nice|got it)\b[\w\s,]{0,20}$")
HELP = _compile(r"^(help|help me|what can you do|what do you (know|understand)|what can i ask( you)?)$")
CHANGES = _compile(r"\b(changed|changes|difference|different|moved|new)\b.*\b(since|from|than|yesterday|last week)\b")
RECAP = _compile(
    r"\b(summari[sz]e|summary|recap|sum up|catch me up)\b(?!.*\b(of|on|about) (?!(this|the) (thread|conversation)))"
    r"(( of| on)? (this|the|it|that|thread|conversation|discussion|above|here|please|in|so|far)\b)*$"
    r"|\bwhat (was|has been|did (they|people|we)) (said|say|written|discussed?|agreed?)\b"
    r"|\bwho said what\b|^(read|show) (me )?(this|the) thread$|\bwhat happened (here|in (this|the) thread)\b"
)
SCAN = _compile(
    r"^(please )?(check|review|scan|audit)\b|\b(check|review|scan|look (over|through|at)) (this|the) thread\b"
    r"|\b(secrets?|passwords?|personal data|risky links?)\b"
)
WHY = _compile(r"\b(?:why|wyh|wy|whi)\b(?: (?:is|was|are|did|does|do|have|isn't|not)\b|'s)? ?(?P<rest>.*)$")
SCORE = _compile(
    r"\b(?:how many points|what score|which score|what rank|(?:the )?score) (?:does|has|do|of|for|is) (?P<name>.+?)"
    r"(?: have| has| get| got)?$"
)
FIRST = _compile(
    r"\b(call|contact|ring|see|visit|start|begin|do|answer|write to|look at) (with |at )?first\b|\bmost urgent\b"
    r"|\bwho(m|'s| is)? (is )?(first|number one|on top)\b|^where (do|should|shall|can) (i|we) (start|begin)$"
)
LIST = _compile(
    r"\b(my|today'?s|the) (priority )?(list|priorities)\b|\bwhat (should|do|can) i do\b|\banything urgent\b"
    r"|\bwho (should|do|must|can) i (call|contact|see|answer)\b|^(list|priorities)$"
)
RULES = (
    _compile(
        r"(?P<name>)\bhow (?:is|was|are) (?:the |my )?(?:score|list|ranking|points)\b.*\b(?:made|computed|calculated)"
    ),
    _compile(r"\bhow (?:does|do) (?:the )?(?:rule )?(?P<name>.+?)(?: rule)? works?$"),
    _compile(r"\bwhat does (?:the )?(?:rule )?(?P<name>.+?)(?: rule)? (?:mean|do)$"),
    _compile(r"\bexplain (?:the )?rule (?P<name>.+)$"),
    _compile(r"\bexplain (?:the )?(?P<name>.+?) rule$"),
    _compile(r"(?P<name>)\b(?:explain|list|show|which|what are)\b.*\brules\b"),
)
ABOUT = (
    _compile(r"^(?P<name>)(?:more )?details(?: please)?$"),
    _compile(
        r"^(?:which|what|show(?: me)?|any|are there|and|how many)? ?(?P<name>its|their|his|her|the|)? ?(?:open )?"
        r"(?P<section>tickets|deals|contacts)(?: are (?:open|there))?(?: does it have| do they have)?$"
    ),
    _compile(r"\b(?P<section>tickets|deals|contacts)\b.*? (?:of|for|at|from|with|does|do) (?P<name>.+?)(?: have)?$"),
    _compile(r"^(?:(?P<name>.+?)'s?) (?:open )?(?P<section>tickets|deals|contacts)$"),
    _compile(
        r"\b(?:tell me|what (?:do|should) (?:we|you|i) (?:need to )?know|news) (?:more |all )?(?:about|of|on|from)"
        r" (?P<name>.+)$"
    ),
    _compile(r"\bwhat(?:'s| is| has been)? ?(?:going on|happening|up|new|happened) (?:with|at|to|for) (?P<name>.+)$"),
    _compile(
        r"\b(?:look up|details (?:of|on|about)|history of|status of|brief me on|summari[sz]e|sum up|recap|more about"
        r"|catch me up on|summary (?:of|on)|how is|who owns|where do we stand with) (?P<name>.+?)(?: doing)?$"
    ),
    _compile(
        r"\bwhen (?:did|have) (?:we|i) last (?:talk(?:ed)? to|speak to|spoken to|call(?:ed)?|contact(?:ed)?|see|met"
        r"|meet(?: with)?) (?P<name>.+)$"
    ),
    _compile(r"\blast (?:call|contact|touch|meeting|email|talk) (?:with|to|of|at) (?P<name>.+)$"),
    _compile(r"\bwhen (?:does|do|is|will) (?P<name>.+?)(?:'s)? (?:renew|renewal|up for renewal|renewing)$"),
)
FOLLOW = _compile(r"^(?:(?:and|so|or|ok|okay)\b,? ?)?(?:(?:what|how) about )?(?P<name>.+)$")
SAYS_FOLLOW = _compile(r"^((and|so|or)\b|((ok|okay),? )?(what|how) about )")
NAME = re.compile(r"^[A-Z][\w&'.-]*( (&|of|and|the|[A-Z0-9][\w&'.-]*)){0,5}$")
