"""From words to a meaning, by the sentences of `patterns`; None when there is none."""

from __future__ import annotations

import difflib
import re

from app.local.messages.brains.offline import patterns
from app.local.messages.brains.offline.meanings import (
    NEXT,
    SPOKEN_OF,
    About,
    Courtesy,
    Meaning,
    MyList,
    Recap,
    Rule,
    Scan,
    Why,
)

VOCABULARY = "list explain rule rules tickets deals contacts about going happened scan review check thread work mean"
COURTESIES = (
    (patterns.HELLO, "hello"),
    (patterns.HELP, "help"),
    (patterns.CHANGES, "changes"),
    (patterns.THANKS, "thanks"),
)


def understand(words: str) -> Meaning | None:
    """The last line first: quoted or forwarded text may stand above the question."""
    for line in reversed([line for line in words.splitlines() if line.strip()]):
        bare = _bare(line)
        if meaning := _read(bare) or _read(_respelt(bare)) or _named(bare, is_asked=line.rstrip().endswith("?")):
            return meaning
    return None


def _read(line: str) -> Meaning | None:
    for pattern, kind in COURTESIES:
        if pattern.search(line):
            return Courtesy(kind)
    if patterns.RECAP.search(line):
        return Recap()
    if why := patterns.WHY.search(line):
        return _why(why["rest"])
    if score := patterns.SCORE.search(line):
        return _why(score["name"])
    if patterns.FIRST.search(line):
        return Why(rank=NEXT)
    if rule := _first(patterns.RULES, line):
        return Rule(_rule_name(rule["name"]))
    if patterns.LIST.search(line):
        return MyList()
    if about := _first(patterns.ABOUT, line):
        return _of(about)
    return Scan() if patterns.SCAN.search(line) else _follow(line)


def _why(rest: str) -> Why:
    name = rest
    while place := patterns.PLACE.search(name):
        name = name[: place.start()]
    if patterns.POINTED_AT.match(name.strip()):
        return Why(rank=_rank(rest))
    return Why(account=_name(name))


def _of(about: re.Match[str]) -> About:
    return _about(about["name"] or "", (about.groupdict().get("section") or "").lower())


def _about(name: str, section: str = "") -> About:
    if patterns.POINTED_AT.match(name.strip()) or patterns.NUMBERED.match(name.strip()):
        return About(rank=_rank(name), section=section)
    return About(account=_name(name), section=section)


def _follow(line: str) -> Meaning | None:
    """ "and the second one?", "what about Larkin?": a place asks why, a name asks what about it."""
    name = patterns.FOLLOW.sub(r"\g<name>", line).strip()
    if patterns.RANKED.match(name) or patterns.NUMBERED.match(name):
        return Why(rank=_rank(name))
    if not patterns.SAYS_FOLLOW.search(line):
        return None
    about = _first(patterns.ABOUT, name)
    return _of(about) if about else _about(name)


def _named(line: str, *, is_asked: bool) -> Meaning | None:
    """A name and nothing else. One word alone may be anything, unless it is a question."""
    is_name = patterns.NAME.match(line) and (is_asked or " " in line)
    return About(account=line) if is_name else None


def _rank(text: str) -> int:
    if number := re.search(r"\d+", text):
        return int(number[0])
    return next((rank for word, rank in patterns.RANKS.items() if re.search(rf"\b{word}\b", text.lower())), SPOKEN_OF)


def _first(found: tuple[re.Pattern[str], ...], line: str) -> re.Match[str] | None:
    return next((match for pattern in found if (match := pattern.search(line))), None)


def _bare(line: str) -> str:
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
    name = text.strip("' ").lower()
    is_whole = patterns.POINTED_AT.match(name) or re.fullmatch(r"((the|my|this) )?(list|ranking|scores?|points)", name)
    return "" if is_whole else re.sub(r"[\s-]+", "_", name)
