"""From words to a meaning, by patterns; None when there is none."""

from __future__ import annotations

import difflib
import re
from functools import partial

from app.local.messages.brains.offline.meanings import About, Courtesy, Meaning, MyList, Rule, Scan, Why

_compile = partial(re.compile, flags=re.IGNORECASE)

RANKS = {"first": 1, "top": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
PLACE = _compile(
    r"\s*\b(even |still |again |only )?((on|in) (my|the|this|today'?s) (priority )?list( today)?|(at|on) (the )?top"
    r"|(listed|ranked|up)? ?(here|there|first|second|third|fourth|fifth|sixth|seventh|(so|that) (high|low)( up)?|today)"
    r"|(at |on )?(number|no\.?|rank|place|#) ?\d+)$"
)
POINTED_AT = _compile(
    r"^(this|that|it|he|she|they|the|one|account|row|company|((this|that|the) )?((first|top) )?(one|row|account))?$"
)
VOCABULARY = "list explain rule rules tickets deals contacts about going happened scan review check thread work mean"

HELLO = _compile(r"^(hi|hello|hey|good (morning|afternoon|evening))\b[\w\s,]{0,20}$")
THANKS = _compile(r"^(thanks|thank you|thx|great|perfect|cheers)\b[\w\s,]{0,20}$")
HELP = _compile(r"^(help|help me|what can you do|what do you (know|understand))$")
SCAN = _compile(
    r"^(please )?(check|review|scan|audit)\b|\b(check|review|scan|look (over|through|at)) (this|the) thread\b"
)
WHY = _compile(r"\b(?:why|wyh|wy|whi)\b(?: (?:is|was|are|did|does|do|have)\b|'s)? ?(?P<rest>.*)$")
LIST = _compile(
    r"\b(my|today'?s|the) (priority )?(list|priorities)\b|\bwhat (should|do|can) i do\b"
    r"|\bwho should i (call|contact|see)\b|^(list|priorities)$"
)
RULES = (
    _compile(r"\bhow (?:does|do) (?:the )?(?:rule )?(?P<name>.+?)(?: rule)? works?$"),
    _compile(r"\bwhat does (?:the )?(?:rule )?(?P<name>.+?)(?: rule)? (?:mean|do)$"),
    _compile(r"\bexplain (?:the )?rule (?P<name>.+)$"),
    _compile(r"\bexplain (?:the )?(?P<name>.+?) rule$"),
    _compile(r"(?P<name>)\b(?:explain|list|show|which|what are)\b.*\brules\b"),
)
ABOUT = (
    _compile(r"\b(?P<section>tickets|deals|contacts)\b.*? (?:of|for|at|from|with|does) (?P<name>.+?)(?: have)?$"),
    _compile(r"\b(?:tell me|what do (?:we|you) know|news) (?:more |all )?(?:about|of|on|from) (?P<name>.+)$"),
    _compile(r"\bwhat(?:'s| is| has been)? ?(?:going on|happening|up|new|happened) (?:with|at|to|for) (?P<name>.+)$"),
    _compile(r"\b(?:look up|details (?:of|on|about)|history of|status of|how is) (?P<name>.+?)(?: doing)?$"),
)


def understand(words: str) -> Meaning | None:
    """The last line first: quoted or forwarded text may stand above the question."""
    lines = [_plain(line) for line in words.splitlines() if line.strip()]
    for line in reversed(lines):
        if meaning := _read(line) or _read(_respelt(line)):
            return meaning
    return None


def _read(line: str) -> Meaning | None:
    for pattern, kind in ((HELLO, "hello"), (THANKS, "thanks"), (HELP, "help")):
        if pattern.search(line):
            return Courtesy(kind)
    if why := WHY.search(line):
        return _why(why["rest"])
    if rule := _first(RULES, line):
        return Rule(_rule_name(rule["name"]))
    if LIST.search(line):
        return MyList()
    if about := _first(ABOUT, line):
        return About(_name(about["name"]), (about.groupdict().get("section") or "").lower())
    return Scan() if SCAN.search(line) else None


def _why(rest: str) -> Why:
    name = rest
    while place := PLACE.search(name):
        name = name[: place.start()]
    if POINTED_AT.match(name.strip()):
        return Why(rank=_rank(rest))
    return Why(account=_name(name))


def _rank(text: str) -> int:
    if number := re.search(r"\d+", text):
        return int(number[0])
    return next((rank for word, rank in RANKS.items() if word in text.lower()), 1)


def _first(patterns: tuple[re.Pattern[str], ...], line: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.search(line))), None)


def _plain(line: str) -> str:
    """Without Slack's links, emphasis, quotes and closing marks; typographic apostrophes made plain."""
    line = re.sub(r"<[^|>]+\|([^>]+)>", r"\1", line).replace("’", "'")
    line = re.sub(r"[*`\"“”„~]|(?<!\w)_|_(?!\w)", "", line)
    line = re.sub(r"\bwhats\b", "what's", re.sub(r"\s+", " ", line), flags=re.IGNORECASE)
    return line.strip().rstrip("?!. ").strip()


def _respelt(line: str) -> str:
    """The same with near misses of the key words put right; names, which begin with a capital, are left alone."""
    known = VOCABULARY.split()
    return " ".join(
        word if word[:1].isupper() else next(iter(difflib.get_close_matches(word, known, 1, 0.8)), word)
        for word in line.split()
    )


def _name(text: str) -> str:
    return re.sub(r"^(the )?(account|company|customer) ", "", text.strip(), flags=re.IGNORECASE).strip("' ,")


def _rule_name(text: str) -> str:
    return re.sub(r"[\s-]+", "_", text.strip("' ").lower())
