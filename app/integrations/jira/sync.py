"""What is read of Jira: every issue that matters once a night, what has changed in between."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from app.integrations.errors import RecordGoneError
from app.integrations.jira import jql
from app.integrations.jira.client import Jira, Json
from app.integrations.jira.issues import FIELDS, read_issue
from app.integrations.picking import pick, records, text
from app.integrations.ticketing import Page


class Reading:
    def __init__(self, jira: Jira) -> None:
        self._jira, self._settings = jira, jira.settings

    async def pages(self, since: datetime | None, now: datetime) -> AsyncIterator[Page]:
        query = jql.everything(self._settings)
        if since is not None:
            minutes = max(1, math.ceil((now - since) / timedelta(minutes=1)))
            query = jql.changed(self._settings, minutes)
        async for page in self._jira.search(query, (*FIELDS, *self._settings.field_ids)):
            yield [read_issue(await self.completed(issue), self._settings) for issue in page]

    async def completed(self, issue: Json) -> Json:
        """With all its comments: a search gives only some of many."""
        given, total = records(issue, "fields", "comment", "comments"), pick(issue, "fields", "comment", "total")
        key = text(issue, "key")
        if key is None or not isinstance(total, int) or total <= len(given):
            return issue
        try:
            comments = await self._jira.comments(key)
        except RecordGoneError:  # deleted since it was found; the night's reading will miss it
            return issue
        return {**issue, "fields": {**issue["fields"], "comment": {"comments": comments}}}
