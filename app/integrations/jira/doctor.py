"""Is Jira set up as it should be? Each question is one cheap call, and each failure says what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from app.core.checks import Check
from app.integrations.errors import KeyRefusedError, VendorError
from app.integrations.jira import jql
from app.integrations.jira.client import Jira
from app.integrations.picking import text
from app.integrations.priority import read_priority

SHOWN = 5


async def examine(jira: Jira, emails: Sequence[str] = ()) -> list[Check]:
    """Stops early where nothing else could work. `emails` are for the CRM's check alone."""
    return [check async for check in _checks(jira)]


async def _checks(jira: Jira) -> AsyncIterator[Check]:
    try:
        me = await jira.me()
    except VendorError as error:
        name = "Jira token" if isinstance(error, KeyRefusedError) else "Jira"
        yield Check(name, False, error.told, error.remedy)
        return
    if text(me, "accountId") is None:
        yield Check("Jira", False, "it does not say whose token this is", "Is JIRA_BASE_URL your site's address?")
        return
    yield Check("Jira token", True, f"accepted as {text(me, 'displayName') or text(me, 'accountId')}")
    for name, ask in (("projects", _projects), ("fields", _fields), ("priorities", _priorities), ("issues", _issues)):
        try:
            yield await ask(jira)
        except VendorError as error:
            yield Check(f"Jira {name}", False, error.told, error.remedy)


async def _projects(jira: Jira) -> Check:
    seen = [key for project in await jira.projects() if (key := text(project, "key"))]
    missing = [key for key in (*jira.settings.project_keys, *jira.settings.account_of_project) if key not in seen]
    if missing:
        return Check(
            "Jira projects",
            False,
            f"the account does not see {', '.join(missing)}; it sees {_some(seen)}",
            "Correct JIRA_PROJECTS and JIRA_ACCOUNT_PROJECTS, or give the account Browse projects there.",
        )
    if not seen:
        remedy = "In Jira give the account of JIRA_EMAIL the permission Browse projects."
        return Check("Jira projects", False, "the account sees no project", remedy)
    return Check("Jira projects", True, _some(jira.settings.project_keys or seen))


async def _fields(jira: Jira) -> Check:
    there = {text(field, "id"): text(field, "name") for field in await jira.fields()}
    wanted = jira.settings.field_ids
    if missing := [id_ for id_ in wanted if id_ not in there]:
        remedy = "In JIRA_ACCOUNT_FIELDS write ids such as customfield_10050: Jira → Settings → Work items → Fields."
        return Check("Jira account fields", False, f"the site has no {', '.join(missing)}", remedy)
    told = ", ".join(f"{there[id_]} ({id_})" for id_ in wanted)
    return Check("Jira account fields", True, told or f"none; labels that begin {jira.settings.account_label!r} count")


async def _priorities(jira: Jira) -> Check:
    names = [name for each in await jira.priorities() if (name := text(each, "name"))]
    unknown = [name for name in names if read_priority(name, jira.settings.priority_names) is None]
    if unknown:
        remedy = f"Say what they mean: JIRA_PRIORITIES={', '.join(f'{name}=HIGH' for name in unknown[:SHOWN])}"
        return Check("Jira priorities", False, f"nobody said how urgent {_some(unknown)} is", f"{remedy}.")
    return Check("Jira priorities", True, _some(names))


async def _issues(jira: Jira) -> Check:
    count = await jira.count(jql.everything(jira.settings).partition(" ORDER BY ")[0])
    remedy = "" if count else "Look at JIRA_PROJECTS, and at what the account of JIRA_EMAIL may browse."
    return Check("Jira issues", bool(count), f"about {count} to read", remedy)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
