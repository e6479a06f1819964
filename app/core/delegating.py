"""An agent asks another one: a child session does the work and reports back. Its call waits, and blocks nobody."""

from __future__ import annotations

from typing import Literal

from app.core.agents import Agent, Catalog
from app.core.body import Body
from app.core.tools import Call, ToolSpec

CHILD = "agent"  # the channel of sessions that no thread shows
DEEPEST = 3  # agents one below the other; each waits for the next, and people wait for the first
RUN_AGENT = ToolSpec(
    "run_agent",
    "Lets another agent do a task with its own tools, on behalf of the person who asks you. It knows nothing of this "
    "conversation: say everything it needs. You get its answer; it cannot write to other systems.",
    {
        "type": "object",
        "properties": {
            "agent": {"type": "string", "description": "its name"},
            "task": {"type": "string", "description": "what to do, and what to report"},
        },
        "required": ["agent", "task"],
        "additionalProperties": False,
    },
    "read_trusted",  # what it reads taints its session, and with its answer the one that asked
)


class Started(Body):
    """In the session that asks: the child is there, and its answer will come as the call's result."""

    kind: Literal["started"] = "started"
    turn: int
    call_id: str
    agent: str
    child: str


class Reported(Body):
    """In the child: who asked has the answer, or does not wait for it any more."""

    kind: Literal["reported"] = "reported"
    turn: int


def refusal(call: Call, asking: Agent, chain: tuple[str, ...], catalog: Catalog) -> str:
    """Why the call starts nothing; empty where it may. `chain` names the agents above the one that asks."""
    name, task = call.input.get("agent"), call.input.get("task")
    if not (isinstance(name, str) and isinstance(task, str) and task.strip()):
        return "run_agent needs `agent`, a name, and `task`, what it shall do in words."
    if name not in catalog.agents:
        return f"There is no agent {name!r}. There are: {', '.join(sorted(catalog.agents))}."
    above = (*chain, asking.name)
    if name in above:
        return f"{name} waits for this answer already ({' → '.join(above)}), so it cannot be asked. Answer by yourself."
    if len(above) >= DEEPEST:
        return f"{' → '.join(above)} is as deep as agents may ask each other. Answer with what you have."
    return ""
