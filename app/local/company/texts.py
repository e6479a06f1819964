"""How the sample company's texts are written down: paragraphs parted by an empty line, wrapped for their readers."""

from __future__ import annotations


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(lines) for lines in paragraphs_as_lines(text))


def paragraphs_as_lines(text: str) -> list[list[str]]:
    return [paragraph.splitlines() for paragraph in text.strip().split("\n\n")]
