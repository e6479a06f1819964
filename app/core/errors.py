"""What can be wrong with what people wrote, as values that carry a remedy.

ThreadworkError             anything we say to a person or an operator
└── ContentError            a file below agents/ is not what it should be: path, line, problem
"""

from __future__ import annotations

from dataclasses import dataclass


class ThreadworkError(Exception):
    """Its text says what happened, with the value, and what to do."""


@dataclass(unsafe_hash=True)  # not frozen: contextlib sets an exception's __traceback__
class ContentError(ThreadworkError):
    path: str  # relative to the folder that holds agents/
    line: int  # 1-based; 1 where the whole file is meant
    problem: str  # what is wrong and what to write instead

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem}"
