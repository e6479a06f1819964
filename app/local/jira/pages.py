"""The page that a link to an issue leads to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from app.local.front import RefusedError
from app.local.jira.records import Issue, words_of
from app.local.jira.site import Site
from app.local.record_page import draw


def routes(site: Site) -> list[web.RouteDef]:
    return [web.get("/browse/{key}", _page(site))]


def _page(site: Site) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def page(request: web.Request) -> web.Response:
        site.catch_up()
        try:
            issue = site.find(request.match_info["key"])
        except RefusedError as refused:
            raise web.HTTPNotFound(text=refused.message) from None
        return draw(f"{issue.key} {issue.summary}", _facts(issue), _words(issue))

    return page


def _facts(issue: Issue) -> dict[str, str | None]:
    return {
        "Status": issue.status,
        "Priority": issue.priority,
        "Labels": ", ".join(issue.labels),
        "Reporter": issue.reporter.name,
        "Assignee": issue.assignee.name if issue.assignee else None,
        "Created": f"{issue.created:%Y-%m-%d %H:%M} UTC",
    }


def _words(issue: Issue) -> list[tuple[str, str]]:
    said = [(f"{each.author.name}, {each.at:%Y-%m-%d %H:%M}", words_of(each.body)) for each in issue.comments]
    return [(issue.reporter.name, words_of(issue.description)), *said]
