"""A message that is still being written: its chunks, what they look like, and how it ended. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
End = Literal["stopped", "expired", "stopped_by_user"]


@dataclass
class Stream:
    started: float  # time.monotonic()
    as_plan: bool = False  # task_display_mode: one plan instead of a timeline of cards
    parts: list[Json] = field(default_factory=list)  # Markdown, tasks and blocks in the order they came
    title: str | None = None  # of the plan
    ended: End | None = None

    @property
    def is_live(self) -> bool:
        return self.ended is None

    def take(self, chunk: Json) -> None:
        match chunk["type"]:
            case "markdown_text":
                self._write(chunk["text"])
            case "task_update":
                self._report(chunk)
            case "plan_update":
                self.title = chunk["title"]
            case "blocks":
                self.parts += chunk["blocks"]

    def _write(self, text: str) -> None:
        if self.parts and self.parts[-1]["type"] == "markdown":
            self.parts[-1]["text"] += text
        elif text:
            self.parts.append({"type": "markdown", "text": text})

    def _report(self, chunk: Json) -> None:
        """Title and status of a task are replaced by each update; details and output grow."""
        task = next((p for p in self.parts if p["type"] == "task_card" and p["task_id"] == chunk["id"]), None)
        if task is None:
            task = {"type": "task_card", "task_id": chunk["id"]}
            self.parts.append(task)
        task |= {name: chunk[name] for name in ("title", "status") if name in chunk}
        for name in ("details", "output"):
            if chunk.get(name):
                task[name] = _rich(_plain(task.get(name)) + _plain(chunk[name]))
        if chunk.get("sources"):
            task["sources"] = [*task.get("sources", []), *chunk["sources"]]

    def blocks(self) -> list[Json]:
        numbered = [{"block_id": f"s{number}", **part} for number, part in enumerate(self.parts)]
        if not self.as_plan:
            return numbered
        tasks = [part for part in numbered if part["type"] == "task_card"]
        first = next((task["title"] for task in tasks), "Plan")
        plan = {"type": "plan", "block_id": "plan", "title": self.title or first, "tasks": tasks}
        return ([plan] if tasks else []) + [part for part in numbered if part["type"] != "task_card"]

    def text(self) -> str:
        return "\n".join(part["text"] for part in self.parts if part["type"] == "markdown")


def _plain(value: Any) -> str:
    """Details come as text or as rich text; kept as text between updates so that they can grow."""
    if not isinstance(value, dict):
        return value or ""
    pieces = (piece for part in value.get("elements", []) for piece in part.get("elements", []))
    return "".join(piece.get("text", "") for piece in pieces)


def _rich(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
