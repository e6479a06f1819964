"""The jail as a command for others: an executable file that takes a program's place, and whether it holds here."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.core.errors import ThreadworkError

Level = Literal["jail", "language-only"]
SECONDS = 20.0  # a start of Python takes 0.05 s
_ROOT = Path(__file__).resolve().parents[2]  # what holds the package `app`


class NoJailError(ThreadworkError):
    """Rules would run with less protection than the workspace declares."""


@dataclass(frozen=True)
class Probe:
    holds: bool
    words: str  # what protects here, or why nothing does


def enter_command() -> list[str]:
    """Without site-packages and environment: the jail's own code is all that runs before it closes."""
    code = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from app.sandbox.jail import main; main(sys.argv[1:])"
    return [sys.executable, "-I", "-S", "-c", code]


def probe_jail(enter: Sequence[str] = ()) -> Probe:
    """Enters it and tries to break out. Blocking: 0.1 s. `enter`: another way in than our own."""
    done = subprocess.run(  # noqa: S603  # our own program
        [*(enter or enter_command()), "--try"], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return Probe(done.returncode == 0, (done.stdout if done.returncode == 0 else done.stderr).strip())


def monty_command(directory: Path, level: Level) -> Path | None:
    """What playbooks run their rules with. Raises NoJailError where the jail does not hold."""
    return jailed_command(_find_monty(), directory, level)


def jailed_command(program: Path, directory: Path, level: Level = "jail", enter: Sequence[str] = ()) -> Path | None:
    """An executable file that enters the jail and becomes the program; None where the team declared that Monty's own
    sandbox is enough. Raises NoJailError where the jail does not hold.
    """
    if level == "language-only":
        return None
    probe = probe_jail(enter)
    if not probe.holds:
        raise NoJailError(
            f"Rules cannot be run in the jail: {probe.words}. Run on Linux 5.13 or newer, or set "
            "THREADWORK_SANDBOX=language-only to rely on Monty's own sandbox"
        )
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"jailed-{program.name}"
    unfinished = path.with_suffix(".new")
    words = shlex.join([*(enter or enter_command()), str(program.resolve())])
    unfinished.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    unfinished.chmod(0o755)
    unfinished.replace(path)
    return path


def _find_monty() -> Path:
    """The wheel of pydantic-monty-runtime puts it beside the interpreter."""
    beside = Path(sysconfig.get_path("scripts")) / "monty"
    found = beside if beside.is_file() else shutil.which("monty")
    if not found:
        raise NoJailError("The program `monty` is missing: install the package pydantic-monty again")
    return Path(found)
