"""*Why?* for Slack: the stored run's explanation in the words of its view."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from app.core.entries import Listed
from app.core.playbooks import Playbook, row_of
from app.playbooks.answering import answer, asked_of
from app.playbooks.explain import ExplainedItem
from app.playbooks.moving import spelled
from app.slack.views.why import ExplainedRule, Explanation
from app.store.runs import Runs, Snapshots


class RunExplainer:
    """The Slack room's `Explainer`."""

    def __init__(
        self,
        version_of: Callable[[str, str], Awaitable[Playbook | None]],
        runs: Runs,
        snapshots: Snapshots,
        monty: Path | None = None,
    ) -> None:
        self._version_of, self._runs, self._snapshots, self._monty = version_of, runs, snapshots, monty

    async def explain(self, listed: Listed, item: str) -> Explanation | None:
        run, row = await self._runs.load(listed.run), row_of(listed, item)
        playbook = await self._version_of(listed.playbook, listed.version)
        if run is None or row is None or playbook is None:
            return None
        snapshot = await self._snapshots.find(run.snapshot)
        shown = {each.item for each in listed.rows}
        owners = frozenset(each.owner_id for each in run.items if each.id in shown)
        asked = asked_of(run, listed, owners)
        told = await asyncio.to_thread(answer, run, playbook, item, snapshot, asked, self._monty)
        found = told.why
        if found is None:
            return None
        return Explanation(
            name=row.name,
            url=row.url,
            group=row.group,
            score=found.score,
            rules=tuple(_rules(found)),
            playbook=playbook.title,
            owner=playbook.owner,
            version=run.version,
            today=run.today,
            data_as_of=run.data_as_of,
            snapshot=run.snapshot,
            rank=row.rank,
            standing=told.moves,
        )


def _rules(found: ExplainedItem) -> list[ExplainedRule]:
    return [
        ExplainedRule(
            each.rule,
            each.words,
            each.points,
            each.reason,
            tuple((name, spelled(value)) for name, value in each.facts.items() if value is not None),
        )
        for each in found.results
    ]
