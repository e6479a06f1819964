"""How well stalled agreements are told: every labelled call through the folder, the snapshot and the playbook.

`python -m bench.stalled` judges the held-back calls, which nobody looks at while words are added;
`python -m bench.stalled development` those that words are added for, naming each mistake.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from app.core.playbooks import Run
from app.core.snapshots import Row
from app.integrations.transcripts.settings import Settings
from app.integrations.transcripts.sync import TranscriptSource
from app.playbooks.evaluate import evaluate
from app.playbooks.load import load_playbook
from app.playbooks.mirror import SqliteMirror
from app.playbooks.refresh import silent
from app.playbooks.snapshot import seal
from bench.row import Reference, at_least
from bench.row import Row as Line

CORPUS = Path(__file__).parent / "transcripts"
AGENTS = Path(__file__).parent.parent / "agents"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)  # the day that the labels are meant for
GOAL = 0.9
USUAL_DAYS = 20  # in the stage, of deals that move


@dataclass(frozen=True)
class Judged:
    right: tuple[str, ...]  # accounts that are stalled, and flagged
    missed: tuple[str, ...]
    false: tuple[str, ...]  # flagged, and not stalled
    calls: int
    accounts: int

    @property
    def precision(self) -> float:
        flagged = len(self.right) + len(self.false)
        return len(self.right) / flagged if flagged else 1.0

    @property
    def recall(self) -> float:
        stalled = len(self.right) + len(self.missed)
        return len(self.right) / stalled if stalled else 1.0


def judge(part: str) -> Judged:
    """`part`: held-back or development."""
    labels: dict[str, dict[str, Any]] = yaml.safe_load((CORPUS / f"{part}.yaml").read_text(encoding="utf-8"))
    run, calls = flag(CORPUS / part, labels)
    flagged = {item.name for item in run.items}
    stalled = {name for name, label in labels.items() if label["stalled"]}
    return Judged(
        right=tuple(sorted(flagged & stalled)),
        missed=tuple(sorted(stalled - flagged)),
        false=tuple(sorted(flagged - stalled)),
        calls=calls,
        accounts=len(labels),
    )


def flag(folder: Path, accounts: Mapping[str, Mapping[str, Any]]) -> tuple[Run, int]:
    """What the playbook says of a folder's calls, and how many these are. `accounts`: name → its `deal`, if any."""
    with tempfile.TemporaryDirectory() as home:
        mirror = SqliteMirror(Path(home) / "mirror.sqlite")
        try:
            mirror.replace("accounts", _accounts(accounts), system="crm")
            mirror.replace("deals", _deals(accounts), system="crm")
            source = TranscriptSource(Settings.model_validate({"folder": folder}))
            asyncio.run(source.sync(mirror, full=True, now=NOW, progress=silent))
            calls = mirror.rows("transcripts", ("account_id",))
            snapshot = seal(mirror, Path(home) / "snapshots", NOW, {"crm": NOW, source.system: NOW})
        finally:
            mirror.close()
        assert None not in {row[0] for row in calls}, "every call lies in its account's folder"
        run = evaluate(load_playbook(AGENTS, "stalled-agreements"), snapshot, NOW.date())
        assert not run.broken, run.broken
        return run, len(calls)


def _accounts(labels: Mapping[str, object]) -> Iterator[Row]:
    for number, name in enumerate(labels, start=1):
        domain = f"{''.join(filter(str.isalpha, name)).lower()}.example"
        yield {"id": str(number), "name": name, "domain": domain, "owner_id": "1"}


def _deals(labels: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
    """Those of the labels, among enough others that move."""
    for number in range(6):
        yield _deal(f"other {number}", None, {"stage_days": USUAL_DAYS})
    for number, label in enumerate(labels.values(), start=1):
        if "deal" in label:
            yield _deal(str(number), str(number), label["deal"])


def _deal(id_: str, account_id: str | None, told: Mapping[str, int]) -> Row:
    today: date = NOW.date()
    close = told.get("close_in_days")
    return {
        "id": id_,
        "account_id": account_id,
        "stage": "Contract",
        "stage_entered_at": f"{NOW - timedelta(days=told.get('stage_days', USUAL_DAYS)):%Y-%m-%dT%H:%M:%SZ}",
        "close_on": (today + timedelta(days=close)).isoformat() if close is not None else None,
        "is_closed": 0,
    }


def measure() -> Iterator[Line]:
    judged, known = judge("held-back"), judge("development")
    note = f"{judged.calls} calls of {judged.accounts} accounts, held back while words were added"
    for name in ("precision", "recall"):
        beside = Reference("calls that words were added for", getattr(known, name))
        yield Line(f"stalled agreements: {name}", getattr(judged, name), "", at_least(GOAL), beside, note)


def report(part: str, judged: Judged, *, naming: bool) -> None:
    print(f"stalled-agreements, {part}: {judged.calls} calls of {judged.accounts} accounts")
    for name, value in (("precision", judged.precision), ("recall", judged.recall)):
        print(f"  {name:9}  {value:.2f}   goal {GOAL}{'' if value >= GOAL else '   NOT REACHED'}")
    if naming:
        for told, accounts in (("missed", judged.missed), ("flagged though moving", judged.false)):
            print(*(f"  {told}: {account}" for account in accounts), sep="\n")


def main(arguments: list[str]) -> int:
    part = arguments[0] if arguments else "held-back"
    judged = judge(part)
    report(part, judged, naming=part == "development")
    return 0 if min(judged.precision, judged.recall) >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
