"""The wire to Jira Cloud: one method a question, plain JSON out, every failure a `VendorError`.

Search lags behind writes. What we wrote ourselves is reconciled: Jira looks those issues up afresh when they are named.
It knows nothing of the snapshot or of tools.
"""

from __future__ import annotations

import asyncio
import base64
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from app.integrations.errors import RequestRefusedError
from app.integrations.jira.adf_writing import to_adf
from app.integrations.jira.settings import Settings
from app.integrations.pace import Pace, Pause
from app.integrations.picking import pick, records, text, texts
from app.integrations.transport import Exchange, Transport, Vendor

Json = dict[str, Any]
API = "/rest/api/3"
PAGE = 100  # asked for at once; Jira gives fewer where fields are large
COMMENTS_PAGE = 100
MOST_COMMENTS = 5000  # that an issue may have
MOST_RECONCILED = 50  # issues that Jira looks up afresh in one search


class Jira:
    """One account's conversation with one site. Close it at the end."""

    def __init__(
        self, settings: Settings, pause: Pause = asyncio.sleep, record: Callable[[Exchange], None] | None = None
    ) -> None:
        self.settings = settings
        token = settings.api_token.get_secret_value()
        basic = base64.b64encode(f"{settings.email}:{token}".encode()).decode()
        self._wire = Transport(
            VENDOR,
            settings.base_url,
            {"Authorization": f"Basic {basic}"},
            Pace.a_second(settings.calls_a_second),
            secrets=(token, basic),
            pause=pause,
            record=record,
        )
        self._written: deque[int] = deque(maxlen=MOST_RECONCILED)  # ids of the issues that we wrote last

    async def search(self, jql: str, fields: Sequence[str], most: int | None = None) -> AsyncIterator[list[Json]]:
        """Pages of issues, about `most` of them. Jira refuses a query that restricts nothing."""
        asked: Json = {"jql": jql, "fields": list(fields), "maxResults": min(most or PAGE, PAGE)}
        if self._written:
            asked["reconcileIssues"] = list(self._written)  # the same on every page, as Jira demands
        seen = 0
        while True:
            path = f"{API}/search/jql"
            page = await self._wire.ask("searching issues", "POST", path, body=asked, repeatable=True)
            found = records(page, "issues")
            yield found
            seen += len(found)
            token = text(page, "nextPageToken", longest=10_000)
            if not token or token == asked.get("nextPageToken") or (most and seen >= most):
                return
            asked = {**asked, "nextPageToken": token}

    async def count(self, jql: str) -> int:
        """About how many issues match."""
        path = f"{API}/search/approximate-count"
        answer = await self._wire.ask("counting issues", "POST", path, body={"jql": jql}, repeatable=True)
        found = pick(answer, "count")
        return found if isinstance(found, int) else 0

    async def issue(self, key: str, fields: Sequence[str]) -> Json:
        query = {"fields": ",".join(fields)}
        return await self._object(f"reading {key}", f"{API}/issue/{key}", query)

    async def comments(self, key: str) -> list[Json]:
        """All of them, the oldest first."""
        found: list[Json] = []
        while True:
            query: Mapping[str, str | int] = {"startAt": len(found), "maxResults": COMMENTS_PAGE, "orderBy": "created"}
            page = await self._object(f"reading the comments of {key}", f"{API}/issue/{key}/comment", query)
            some = records(page, "comments")
            found += some
            total = pick(page, "total")
            if not some or not isinstance(total, int) or len(found) >= min(total, MOST_COMMENTS):
                return found

    async def me(self) -> Json:
        return await self._object("reading whose token it is", f"{API}/myself")

    async def projects(self) -> list[Json]:
        return await self._values("listing projects", f"{API}/project/search")

    async def priorities(self) -> list[Json]:
        return await self._values("listing priorities", f"{API}/priority/search")

    async def fields(self) -> list[Json]:
        return records({"all": await self._wire.ask("listing fields", "GET", f"{API}/field")}, "all")

    async def people(self, email: str) -> list[Json]:
        """Accounts that the address may be of; Jira hides addresses, so it may find none."""
        answer = await self._wire.ask("looking people up", "GET", f"{API}/user/search", query={"query": email})
        return records({"all": answer}, "all")

    async def create(self, project: str, summary: str, words: str, **fields: Any) -> Json:
        """A new issue of the kind Task, or of `issuetype`. Answers its id and key. Never repeated: look first."""
        stated = {"project": {"key": project}, "summary": summary, "issuetype": {"name": "Task"}, **fields}
        body = {"fields": {**stated, "description": to_adf(words)}}
        made = await self._wire.ask(f"creating an issue in {project}", "POST", f"{API}/issue", body=body)
        self._wrote(text(made, "id"))
        return made if isinstance(made, dict) else {}

    async def comment(self, issue: Json, words: str, *, internal: bool) -> Json:
        """`internal`: seen by the team only, where the project is a service desk; else the customer reads it too."""
        body: Json = {"body": to_adf(words)}
        if internal:
            body["properties"] = [{"key": "sd.public.comment", "value": {"internal": True}}]
        made = await self._wire.ask(f"commenting on {issue['key']}", "POST", _at(issue, "comment"), body=body)
        self._wrote(text(issue, "id"))
        return made if isinstance(made, dict) else {}

    async def transitions(self, issue: Json) -> list[Json]:
        """What its workflow allows now."""
        page = await self._object(f"reading the transitions of {issue['key']}", _at(issue, "transitions"))
        return records(page, "transitions")

    async def transition(self, issue: Json, status: str) -> None:
        """Moves it to the status of that name, as its workflow allows."""
        possible = {str(pick(each, "to", "name")): each for each in await self.transitions(issue)}
        chosen = next((each for name, each in possible.items() if name.casefold() == status.casefold()), None)
        if chosen is None:
            told = f"{issue['key']} cannot be moved to {status!r} from where it is"
            raise RequestRefusedError(told, f"Choose one of {', '.join(sorted(possible)) or 'none: it is at its end'}")
        body = {"transition": {"id": str(chosen["id"])}}
        await self._wire.ask(f"moving {issue['key']} to {status}", "POST", _at(issue, "transitions"), body=body)
        self._wrote(text(issue, "id"))

    async def assign(self, issue: Json, account_id: str | None) -> None:
        """To this account, or to nobody. Doing it twice changes nothing, so it may be repeated."""
        body = {"accountId": account_id}
        path = _at(issue, "assignee")
        await self._wire.ask(f"assigning {issue['key']}", "PUT", path, body=body, repeatable=True)
        self._wrote(text(issue, "id"))

    async def close(self) -> None:
        await self._wire.close()

    def _wrote(self, id_: str | None) -> None:
        if id_ and id_.isdecimal() and int(id_) not in self._written:
            self._written.append(int(id_))

    async def _object(self, what: str, path: str, query: Mapping[str, str | int] | None = None) -> Json:
        answer = await self._wire.ask(what, "GET", path, query=query)
        return answer if isinstance(answer, dict) else {}

    async def _values(self, what: str, path: str) -> list[Json]:
        found: list[Json] = []
        while True:
            page = await self._object(what, path, {"startAt": len(found), "maxResults": PAGE})
            some = records(page, "values")
            found += some
            if not some or pick(page, "isLast") is not False:
                return found


def _reason(body: Any) -> str:
    """Jira says what is wrong in general, and with which field."""
    general = texts(body, "errorMessages")
    fields = pick(body, "errors")
    named = [f"{name}: {words}" for name, words in fields.items()] if isinstance(fields, dict) else []
    return "; ".join((*general, *named))


def _at(issue: Json, what: str) -> str:
    return f"{API}/issue/{issue['key']}/{what}"


VENDOR = Vendor(
    name="Jira",
    key="Make one at id.atlassian.com → Security → API tokens; set it as JIRA_API_TOKEN, its account as JIRA_EMAIL",
    rights="In Jira give that account the permission Browse projects, or the token the scope read:jira-work",
    url_variable="JIRA_BASE_URL",
    pace_variable="JIRA_CALLS_A_SECOND",
    status_page="status.atlassian.com",
    reason=_reason,
)
