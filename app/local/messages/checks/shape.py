"""The shape of a request body, in the words of the real API, which validates with the same library."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.local.messages import request


class Open(BaseModel):
    """Blocks and tools have more fields, and more kinds, than are played here; they pass unread."""

    model_config = ConfigDict(strict=True, extra="allow")


class Closed(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class CacheControl(Closed):
    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"] | None = None


class Block(Open):
    type: str
    text: str | None = None
    id: str | None = None
    name: str | None = None
    input: dict[str, Any] | None = None
    tool_use_id: str | None = None
    content: Annotated[list[Block], BeforeValidator(request.blocks)] | None = None
    thinking: str | None = None
    signature: str | None = None
    data: str | None = None
    tool: dict[str, Any] | None = None
    cache_control: CacheControl | None = None


Blocks = Annotated[list[Block], BeforeValidator(request.blocks)]
Effort = Literal["low", "medium", "high", "xhigh", "max"]


class MessageOutput(Closed):
    effort: Effort | None = None


class Message(Closed):
    role: Literal["user", "assistant", "system"]
    content: Blocks | None = None
    clear_at: Literal["next_user_message", "never"] | None = None
    output_config: MessageOutput | None = None


class Tool(Open):
    type: str | None = None
    name: str
    input_schema: dict[str, Any] | None = None
    defer_loading: bool | None = None
    cache_control: CacheControl | None = None


class ToolChoice(Closed):
    type: Literal["auto", "any", "tool", "none"]
    name: str | None = None
    disable_parallel_tool_use: bool | None = None


class Binding(Closed):
    prefix_mismatch_behavior: Literal["error", "drop_block"] | None = None


class Thinking(Closed):
    type: Literal["adaptive", "between_tools", "enabled", "disabled"]
    budget_tokens: int = 0
    display: Literal["summarized", "omitted", "updates"] | None = None
    block_binding: Binding | None = None


class Output(Closed):
    effort: Effort | None = None
    format: dict[str, Any] | None = None


class Diagnostics(Closed):
    previous_message_id: str | None = None


class Body(Closed):
    model: str
    max_tokens: Annotated[int, Field(ge=0)]
    messages: Annotated[list[Message], Field(min_length=1)]
    system: Blocks | None = None
    tools: list[Tool] | None = None
    tool_choice: ToolChoice | None = None
    thinking: Thinking | None = None
    output_config: Output | None = None
    cache_control: CacheControl | None = None
    diagnostics: Diagnostics | None = None
    stream: bool | None = None
    stop_sequences: list[str] | None = None
    metadata: dict[str, Any] | None = None
    service_tier: Literal["auto", "standard_only"] | None = None
    inference_geo: str | None = None
    # Known, and refused elsewhere with a word of why.
    temperature: Any = None
    top_p: Any = None
    top_k: Any = None
