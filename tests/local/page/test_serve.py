"""The page's files: what is served, as what, and what a browser may do with them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from app.local.company.model import Company
from app.local.page.serve import FILES
from app.local.world import World, build

NAMES = sorted(path.name for path in FILES.iterdir())
MODULES = [name for name in NAMES if name.endswith(".js")]


@pytest.fixture
async def client() -> AsyncIterator[TestClient]:
    application = build(World(Company("Northwind", (), (), {}, {})))
    async with TestClient(TestServer(application)) as made:
        yield made


async def test_the_workspace_opens_on_its_page(client: TestClient) -> None:
    response = await client.get("/")
    assert response.url.path == "/page/"
    assert response.content_type == "text/html"
    assert '<script type="module" src="main.js">' in await response.text()


@pytest.mark.parametrize("name", NAMES)
async def test_every_file_has_the_type_a_browser_demands(client: TestClient, name: str) -> None:
    response = await client.get(f"/page/{name}")
    expected = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
    assert response.status == 200
    assert response.content_type == expected[name.rpartition(".")[2]]


async def test_the_page_may_talk_to_this_server_only(client: TestClient) -> None:
    headers = (await client.get("/page/")).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["..%2fserve.py", "%2e%2e%2f__init__.py", "absent.js", "static%2fmain.js", "."])
async def test_nothing_else_is_served(client: TestClient, name: str) -> None:
    response = await client.get(f"/page/{name}")
    assert response.status == 404 or response.content_type == "text/html"
    assert "import" not in await response.text()


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_what_its_neighbours_export(name: str) -> None:
    source = (FILES / name).read_text()
    for words, neighbour in re.findall(r'^import \{([^}]+)\} from "\./([\w.]+)"', source, re.MULTILINE):
        exported = set(
            re.findall(
                r"^export (?:async )?(?:function|const|let) (\w+)", (FILES / neighbour).read_text(), re.MULTILINE
            )
        )
        assert {word.strip() for word in words.split(",")} <= exported, f"{name} asks {neighbour} for what it has not"


@pytest.mark.parametrize("name", MODULES)
def test_no_module_can_turn_content_into_markup(name: str) -> None:
    source = (FILES / name).read_text()
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc"):
        assert way not in source
