"""*Why?* for Slack: the stored run's explanation in the words of its view."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from app.core.entries import Listed
from app.core.playbooks import Playbook, Scalar, row_of
from app.playbooks.explain import ExplainedItem, explain_item
from app.slack.views.why import ExplainedRule, Explanation
from app.store.runs import Runs, Snapshots


class RunExplainer:
    """The Slack room's `Explainer`."""

    def __init__(
        self, playbooks: Mapping[str, Playbook], runs: Runs, snapshots: Snapshots, monty: Path | None = None
    ) -> None:
        self._playbooks, self._runs, self._snapshots, self._monty = playbooks, runs, snapshots, monty

    async def explain(self, listed: Listed, item: str) -> Explanation | None:
        run, row = await self._runs.load(listed.run), row_of(listed, item)
        playbook = self._playbooks.get(listed.playbook)
        if run is None or row is None or playbook is None:
            return None
        snapshot = await self._snapshots.find(run.snapshot)
        found = await asyncio.to_thread(explain_item, run, playbook, item, snapshot, self._monty)
        if found is None:
            return None
        changed = playbook.version != run.version
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
            note="The playbook has changed since: points are the list's, words and facts today's." if changed else "",
        )


def _rules(found: ExplainedItem) -> list[ExplainedRule]:
    return [
        ExplainedRule(
            each.rule,
            each.words,
            each.points,
            each.reason,
            tuple((name, _spelled(value)) for name, value in each.facts.items()),
        )
        for each in found.results
    ]


def _spelled(value: Scalar) -> str:
    if value is None:
        return "not known"
    return f"{value:,.0f}" if isinstance(value, float) and value.is_integer() else str(value)
