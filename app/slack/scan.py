"""What in a text could do harm: secrets, personal data, risky links. Pure patterns and checksums, no judgement.

Shapes of tokens are from their makers' pages. A finding never carries the secret itself: what is shown is masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.slack.scan_links import Link, risks_of, split_links

Kind = Literal["secret", "personal", "link"]
AROUND = 40  # characters on each side of a finding that are shown with it


@dataclass(frozen=True)
class Finding:
    kind: Kind
    what: str
    why: str
    excerpt: str  # masked


@dataclass(frozen=True)
class Pattern:
    kind: Kind
    what: str
    why: str
    shape: re.Pattern[str]  # the group `it`, or the whole, is what is masked
    holds: Callable[[str], bool] = lambda it: True


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    pattern: Pattern


def scan_text(text: str, domains: frozenset[str] = frozenset()) -> list[Finding]:
    """A message as Slack has it, with its `<…>` tokens. `domains`: whose addresses are no news here."""
    plain, links = split_links(text)
    found = _find(plain, (*TOKENS, PASSWORD, *PERSONAL, _foreign_email(domains)))
    for link in links:
        found += _find(link.url, TOKENS)
        found += [Finding("link", risk.what, risk.why, _shown(link)) for risk in risks_of(link)]
    return sorted(found, key=lambda each: ORDER.index(each.kind))


def _find(text: str, patterns: Iterable[Pattern]) -> list[Finding]:
    masked, places = _mask(text, _spans(text, patterns))
    return [Finding(each.pattern.kind, each.pattern.what, each.pattern.why, _around(masked, at)) for each, at in places]


def is_luhn(number: str) -> bool:
    """Whether digits carry the check digit of a payment card (ISO/IEC 7812)."""
    digits = [int(each) for each in number if each.isdigit()]
    doubled = [sum(divmod(2 * each, 10)) if at % 2 else each for at, each in enumerate(reversed(digits))]
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and sum(doubled) % 10 == 0


def is_iban(text: str) -> bool:
    """Whether an account number has its check digits (ISO 13616, modulo 97)."""
    code = "".join(text.split()).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", code):
        return False
    return int("".join(str(int(each, 36)) for each in code[4:] + code[:4])) % 97 == 1


def _is_password(value: str) -> bool:
    """Not a placeholder, and not a plain word as in "password: required"."""
    if re.search(r"[*•…<>{}]|x{4,}|^your|example|placeholder|redacted|\(", value, re.IGNORECASE):
        return False
    return bool(re.search(r"[\d!#$%&?@^_+=-]", value)) or value != value.lower()


def _is_phone(text: str) -> bool:
    return 8 <= sum(each.isdigit() for each in text) <= 15


def _token(what: str, shape: str) -> Pattern:
    why = "Whoever reads it can act with it. Revoke it and make a new one; deleting the message is not enough."
    return Pattern("secret", what, why, re.compile(rf"(?<![A-Za-z0-9_])(?P<it>{shape})"))


def _personal(what: str, shape: str, holds: Callable[[str], bool] = lambda it: True) -> Pattern:
    why = "It is personal data. Keep it in the system made for it, and delete it here."
    return Pattern("personal", what, why, re.compile(shape), holds)


def _foreign_email(domains: frozenset[str]) -> Pattern:
    return _personal(
        "email address of somebody outside",
        r"(?<![\w.+-])(?P<it>[\w.+-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24})(?![\w-])",
        lambda it: it.rpartition("@")[2].lower() not in domains,
    )


ORDER: tuple[Kind, ...] = ("secret", "personal", "link")
TOKENS = (
    Pattern(
        "secret",
        "private key",
        "Whoever reads it can be you. Replace the key pair everywhere; deleting the message is not enough.",
        re.compile(r"(?P<it>-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))"),
    ),
    _token("AWS access key", r"(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z])"),
    _token("GitHub token", r"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}"),
    _token("GitLab token", r"glpat-[A-Za-z0-9_-]{20,}"),
    _token("Slack token", r"xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,}"),
    _token("Slack webhook", r"https://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{20,}"),
    _token("Anthropic API key", r"sk-ant-[A-Za-z0-9_-]{20,}"),
    _token("OpenAI API key", r"sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{32,}"),
    _token("Stripe key", r"(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}"),
    _token("Google API key", r"AIza[0-9A-Za-z_-]{35}"),
    _token("HubSpot private app token", r"pat-[a-z]{2}\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    _token("SendGrid key", r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    _token("npm token", r"npm_[A-Za-z0-9]{36}"),
    _token("PyPI token", r"pypi-[A-Za-z0-9_-]{50,}"),
    _token("signed web token", r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
)
PASSWORD = Pattern(
    "secret",
    "password or key in plain words",
    "Whoever reads it can sign in. Change it, and share the new one by a password manager.",
    re.compile(
        r"(?:\b|_)(?:password|passwd|pwd|passphrase|passcode|passwort|kennwort|secret(?:[_ -]?key)?|api[_ -]?key"
        r"|access[_ -]?(?:key|token)|auth[_ -]?token|client[_ -]?secret|token)\b"
        r"[\"'`]?\s*(?:=>|[:=]|\bis\b|\bist\b)\s*[\"'`]?(?P<it>[^\s\"'`,;]{6,200})",
        re.IGNORECASE,
    ),
    _is_password,
)
PERSONAL = (
    _personal("payment card number", r"(?<![\d.-])(?P<it>[3-6]\d{3}(?:[ -]?\d){9,15})(?![\d-])", is_luhn),
    _personal(
        "bank account number",
        r"(?<![A-Z0-9])(?P<it>[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)(?![A-Z0-9])",
        is_iban,
    ),
    _personal(
        "US social security number", r"(?<![\d-])(?P<it>(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4})(?![\d-])"
    ),
    _personal(
        "phone number",
        r"(?<![\w.+-])(?P<it>\+\d[\d ()./-]{6,18}\d|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4})(?![\w-])",
        _is_phone,
    ),
)


def _spans(text: str, patterns: Iterable[Pattern]) -> list[_Span]:
    """What is found, each place once: the pattern that comes first wins."""
    taken: list[_Span] = []
    for pattern in patterns:
        for match in pattern.shape.finditer(text):
            start, end = match.span("it")
            is_free = all(end <= each.start or start >= each.end for each in taken)
            if is_free and pattern.holds(match["it"]):
                taken.append(_Span(start, end, pattern))
    return sorted(taken, key=lambda each: each.start)


def _mask(text: str, spans: Iterable[_Span]) -> tuple[str, list[tuple[_Span, int]]]:
    """The text without its secrets, and where each finding stands in it."""
    parts: list[str] = []
    places: list[tuple[_Span, int]] = []
    done = length = 0
    for span in spans:
        before, shown = text[done : span.start], _masked(text[span.start : span.end])
        places.append((span, length + len(before)))
        parts += [before, shown]
        length, done = length + len(before) + len(shown), span.end
    return "".join([*parts, text[done:]]), places


def _masked(value: str) -> str:
    """Its first characters, enough to know which one it is; of short ones, none."""
    head = value[:4] if len(value) > 11 else value[:1] if len(value) > 7 else ""
    return f"{' '.join(head.split())}•••"


def _around(masked: str, at: int) -> str:
    start, end = max(0, at - AROUND), at + AROUND
    cut = " ".join(masked[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(masked) else ''}"


def _shown(link: Link) -> str:
    """Without what lets somebody in: a name and password before the host, tokens, the values of a query."""
    url = re.sub(r"//[^/@]*@", "//•••@", link.url)
    url = re.sub(r"=[^&#]{6,}", "=•••", _mask(url, _spans(url, TOKENS))[0])
    return f"“{link.label}” → {url}"[:200] if link.label else url[:200]


def findings_in(texts: Iterable[str], domains: frozenset[str]) -> Iterator[tuple[int, Finding]]:
    """Of several texts, with the number of each."""
    for number, text in enumerate(texts, start=1):
        for finding in scan_text(text, domains):
            yield number, finding
