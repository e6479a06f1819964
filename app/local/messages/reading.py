"""From an HTTP request to a Request: size, JSON, key, version, model. What is wrong already here is refused here."""

from __future__ import annotations

from typing import Any

import orjson
from aiohttp import web

from app.local.messages.errors import ApiError, invalid
from app.local.messages.models import MODELS, Model
from app.local.messages.request import Request
from app.local.messages.room import Room

LARGEST = 32 * 1024 * 1024  # bytes of a request body
VERSIONS = ("2023-06-01", "2026-10-21")


def understood(http: web.Request, body: dict[str, Any], room: Room) -> Request:
    key = authenticate(http)
    version = http.headers.get("anthropic-version", "")
    if version not in VERSIONS:
        problem = f"{version!r} is not a valid version" if version else "header is required"
        raise invalid(f"anthropic-version: {problem}. Send one of {', '.join(VERSIONS)}.")
    if not isinstance(body.get("model"), str):
        raise invalid("model: Field required")
    return Request(body, known_model(body["model"]), key, betas(http), version, room.continues(body.get("messages")))


def known_model(id: str) -> Model:  # noqa: A002 - the API's own word
    if id not in MODELS:
        raise ApiError(404, f"model: {id}")
    return MODELS[id]


def authenticate(http: web.Request) -> str:
    key = http.headers.get("authorization", "").removeprefix("Bearer ") or http.headers.get("x-api-key", "")
    if not key.startswith("local"):
        raise ApiError(401, "invalid x-api-key: the local Messages API takes any key that begins with 'local'")
    return key


def betas(http: web.Request) -> frozenset[str]:
    listed = ",".join(http.headers.getall("anthropic-beta", [])).split(",")
    return frozenset(beta.strip() for beta in listed if beta.strip())


async def read_body(http: web.Request) -> dict[str, Any]:
    try:
        raw = await http.read()
    except web.HTTPRequestEntityTooLarge:
        raw = None
    if raw is None or len(raw) > LARGEST:
        raise ApiError(413, f"Request exceeds the maximum allowed number of bytes ({LARGEST}).")
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as problem:
        raise invalid(f"The request body is not valid JSON: {problem}") from None
    if not isinstance(body, dict):
        raise invalid("The request body is not valid JSON: an object is expected")
    return body
