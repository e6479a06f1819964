"""Which function answers which request, in any version, and which scopes it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.local.hubspot import account_api, associations_api, batch_api, objects_api, search_api
from app.local.hubspot.exchange import Answer, Ask
from app.local.hubspot.kinds import find_kind
from app.local.hubspot.paths import Place
from app.local.hubspot.portal import Portal

HOLE = "*"


@dataclass(frozen=True)
class Route:
    method: str
    area: str
    pattern: tuple[str, ...]
    act: Callable[[Portal, Ask], Answer]
    writes: bool = False

    @property
    def is_search(self) -> bool:
        return self.act is search_api.search

    def scopes(self, words: tuple[str, ...]) -> set[str]:
        """What a key needs for this request; a key that lacks any of them is refused."""
        if self.area == "owners":
            return {"crm.objects.owners.read"}
        if self.area in ("account-info", "calling"):
            return set()
        access = "write" if self.writes else "read"
        kinds = [kind for word in words if (kind := find_kind(word))]
        if self.area == "properties":
            return {f"crm.schemas.{kind.name}.{access}" for kind in kinds}
        return {scope.format(access) for kind in kinds for scope in kind.scopes}


def _route(line: str, act: Callable[[Portal, Ask], Answer], *, writes: bool = False) -> Route:
    method, area, *pattern = line.replace("/", " ").split()
    return Route(method, area, tuple(pattern), act, writes)


# In order: what is spelled out stands before what has a hole in its place.
ROUTES = (
    _route("POST objects/*/search", search_api.search),
    _route("POST objects/*/merge", objects_api.merge, writes=True),
    _route("POST objects/*/batch/read", batch_api.read),
    _route("POST objects/*/batch/create", batch_api.create, writes=True),
    _route("POST objects/*/batch/update", batch_api.update, writes=True),
    _route("POST objects/*/batch/upsert", batch_api.upsert, writes=True),
    _route("POST objects/*/batch/archive", batch_api.archive, writes=True),
    _route("PUT objects/*/*/associations/default/*/*", associations_api.create_default, writes=True),
    _route("GET objects/*/*/associations/*", associations_api.of_one),
    _route("PUT objects/*/*/associations/*/*", associations_api.create, writes=True),
    _route("DELETE objects/*/*/associations/*/*", associations_api.remove, writes=True),
    _route("GET objects/*", objects_api.list_page),
    _route("POST objects/*", objects_api.create, writes=True),
    _route("GET objects/*/*", objects_api.read),
    _route("PATCH objects/*/*", objects_api.update, writes=True),
    _route("DELETE objects/*/*", objects_api.archive, writes=True),
    _route("POST associations/*/*/batch/read", associations_api.batch_read),
    _route("POST associations/*/*/batch/create", associations_api.batch_create, writes=True),
    _route("POST associations/*/*/batch/archive", associations_api.batch_archive, writes=True),
    _route("POST associations/*/*/batch/labels/archive", associations_api.batch_archive_labels, writes=True),
    _route("POST associations/*/*/batch/associate/default", associations_api.batch_default, writes=True),
    _route("GET associations/*/*/labels", associations_api.labels),
    _route("GET owners", account_api.list_owners),
    _route("GET owners/*", account_api.read_owner),
    _route("GET pipelines/*", account_api.list_pipelines),
    _route("GET pipelines/*/*", account_api.read_pipeline),
    _route("GET pipelines/*/*/stages", account_api.list_stages),
    _route("GET properties/*", account_api.list_properties),
    _route("GET properties/*/*", account_api.read_property),
    _route("GET account-info/details", account_api.details),
    _route("GET calling/dispositions", account_api.dispositions),
)


def find(method: str, place: Place) -> tuple[Route, tuple[str, ...]] | None:
    """The route and the words in its holes."""
    for route in ROUTES:
        if route.method == method and route.area == place.area and len(route.pattern) == len(place.rest):
            pairs = list(zip(route.pattern, place.rest, strict=True))
            if all(part in (HOLE, word) for part, word in pairs):
                return route, tuple(word for part, word in pairs if part == HOLE)
    return None
