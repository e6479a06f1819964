"""Files in both directions: what people attach, what the app uploads, and who may read the bytes."""

from __future__ import annotations

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from tests.local.slack.people import Control, Listener
from tests.local.slack.test_web_api import refusal

DM = "D0MAYA"


async def read(http: ClientSession, url: str, token: str | None) -> str:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with http.get(url, headers=headers) as response:
        return await response.text()


async def test_a_file_a_person_attaches_reaches_the_app(
    app: Listener, control: Control, slack: AsyncWebClient, http: ClientSession
) -> None:
    await control.act("say", "U0MAYA", channel=DM, text="see", files=[{"name": "notes.md", "text": "# Notes"}])
    event = (await app.hears("message"))["event"]
    assert event["subtype"] == "file_share"
    (file,) = event["files"]
    assert (file["name"], file["filetype"], file["size"]) == ("notes.md", "markdown", 7)
    assert await read(http, file["url_private"], "xoxb-local") == "# Notes"
    assert "Sign in" in await read(http, file["url_private"], "xoxb-other")
    assert "Sign in" in await read(http, file["url_private"], None)
    assert (await slack.files_info(file=file["id"]))["file"]["user"] == "U0MAYA"


async def test_the_sdk_uploads_into_a_thread(slack: AsyncWebClient, control: Control, http: ClientSession) -> None:
    root = (await control.act("say", "U0MAYA", channel=DM, text="the csv?"))["ts"]
    uploaded = await slack.files_upload_v2(
        filename="list.csv", content="a,b", title="The list", channel=DM, thread_ts=root, initial_comment="Here."
    )
    assert uploaded["file"]["title"] == "The list"
    reply = (await slack.conversations_replies(channel=DM, ts=root))["messages"][1]
    assert (reply["text"], reply["files"][0]["name"]) == ("Here.", "list.csv")
    assert await read(http, reply["files"][0]["permalink"], None) == "a,b"
    await slack.files_delete(file=uploaded["file"]["id"])
    reply = (await slack.conversations_replies(channel=DM, ts=root))["messages"][1]
    assert reply["files"] == [{"id": uploaded["file"]["id"], "mode": "tombstone"}]
    assert (await refusal(slack.files_info(file=uploaded["file"]["id"])))["error"] == "file_not_found"


async def test_a_file_is_nothing_until_its_bytes_came(slack: AsyncWebClient, http: ClientSession) -> None:
    asked = await slack.files_getUploadURLExternal(filename="a.txt", length=3)
    early = await refusal(slack.files_completeUploadExternal(files=[{"id": asked["file_id"]}]))
    assert early["error"] == "file_update_failed"
    async with http.post(asked["upload_url"], data=b"four") as response:
        assert response.status == 400
    assert (await refusal(slack.files_info(file=asked["file_id"])))["error"] == "file_not_found"
