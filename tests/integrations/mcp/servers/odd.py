"""An MCP server of the handshake era in plain JSON lines, which misbehaves as its tools' names say.

Its state is a folder, `ODD_STATE`: a file `starts` grows by a letter with each start, `offer.json` replaces its tools,
`refuse` makes it end at once, and `mute` makes it say nothing.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

STATE = Path(os.environ.get("ODD_STATE", "."))
OBJECT = {"type": "object", "properties": {}}
NAMES = ("fine", "hang", "freeze", "die", "huge", "flood", "garbage", "wrong", "refuse", "leak", "binary", "noise")
READS = {"readOnlyHint": True}
TOOLS = [{"name": name, "description": f"does {name}", "inputSchema": OBJECT, "annotations": READS} for name in NAMES]


def offered() -> list[Any]:
    path = STATE / "offer.json"
    return json.loads(path.read_text()) if path.exists() else TOOLS


def answer(request: dict[str, Any]) -> Any:
    match request["method"]:
        case "initialize":
            version = request["params"]["protocolVersion"]
            about = {"name": "odd", "version": "1"}
            return {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": about}
        case "tools/list":
            return {"tools": offered()}
        case "tools/call":
            return called(request["params"]["name"])
    return None


def called(tool: str) -> Any:
    match tool:
        case "hang":
            time.sleep(1.2)  # longer than the tests' patience for one answer, then alive again
            return texts("late")
        case "freeze":
            time.sleep(3600)
        case "die":
            print("the disk is full, token odd-secret-1", file=sys.stderr, flush=True)
            os._exit(3)
        case "huge":
            return texts("x" * 50_000)
        case "flood":
            sys.stdout.write('{"jsonrpc": "2.0", "result": "')
            for _ in range(100):
                sys.stdout.write("y" * 1_000_000)
        case "garbage":
            return {"content": 7}
        case "wrong":
            return {"structuredContent": {"count": "many"}, "content": []}
        case "leak":
            return texts(f"my token is {os.environ['ODD_TOKEN']}")
        case "binary":
            return {"content": [{"type": "image", "data": "QUFBQQ==", "mimeType": "image/png"}]}
        case "noise":
            print("hello from a print statement")
            return texts("after noise")
    return texts("fine")


def texts(text: str) -> Any:
    return {"content": [{"type": "text", "text": text}]}


def main() -> None:
    with (STATE / "starts").open("a") as starts:
        starts.write("s")
    if (STATE / "refuse").exists():
        sys.exit("no licence")
    for line in sys.stdin:
        request = json.loads(line)
        if "id" not in request or (STATE / "mute").exists():
            continue
        reply: dict[str, Any] = {"jsonrpc": "2.0", "id": request["id"]}
        result = answer(request)
        if result is None:
            reply["error"] = {"code": -32601, "message": "no such method"}
        elif request.get("params", {}).get("name") == "refuse":
            reply["error"] = {"code": -32000, "message": f"not today, {os.environ['ODD_TOKEN']}"}
        else:
            reply["result"] = result
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
