"""The forms around proposed writes: behind *Edit*, a system's questions, and a call that is told of from a row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from app.core.actions import Field, Option
from app.core.entries import ShownRow
from app.core.proposals import Proposal
from app.slack.views.card import changes_mrkdwn
from app.slack.views.escape import as_mrkdwn, mrkdwn_link
from app.slack.views.kit import PLACEHOLDER, Block, Element, context, field, modal, option, plain, section, select

EFFECT_FORM = "effect_form"  # callback_id of all of them
VALUE = "value"  # action_id of every field; its block_id is the field's name
TYPED = 3_000  # characters that a field of Slack takes
# As HubSpot's own screens call them; the tool knows which value each is.
CALL_OUTCOMES = (
    ("left_message", "Left a message"),
    ("connected", "Connected"),
    ("no_answer", "No answer"),
    ("busy", "Busy"),
    ("wrong_number", "Wrong number"),
)


def edit_view(proposal: Proposal, metadata: str) -> Block:
    fields = [each for each in proposal.body.action.fields if len(each.value) <= TYPED]
    blocks = [section(f"*{as_mrkdwn(proposal.body.action.title)}*"), *_inputs(fields)]
    blocks.append(context("It is proposed anew with your values, and still waits for a yes."))
    return modal(f"Edit #{proposal.number}", blocks, callback_id=EFFECT_FORM, submit="Save", metadata=metadata)


def answer_view(proposal: Proposal, metadata: str) -> Block:
    """What the system asked for before it does what was approved."""
    acted = proposal.acted
    blocks = [
        section(f"*{as_mrkdwn(proposal.action.title)}*\n{as_mrkdwn(acted.told) if acted else ''}"),
        *_inputs(acted.questions if acted else ()),
        section(changes_mrkdwn(proposal.action)),
        context("Your answer finishes what was approved; nothing else about it changes."),
    ]
    return modal(f"Finish #{proposal.number}", blocks, callback_id=EFFECT_FORM, submit="Send", metadata=metadata)


def call_view(row: ShownRow, metadata: str) -> Block:
    outcome = Field(
        name="outcome",
        label="How did it end?",
        kind="choice",
        value="left_message",
        options=tuple(Option(value=value, label=label) for value, label in CALL_OUTCOMES),
    )
    note = Field(name="note", label="What was said?", kind="text")
    blocks = [section(f"*{mrkdwn_link(row.url, row.name)}*"), *_inputs((outcome, note))]
    blocks.append(context("It becomes a proposal in this list's thread, which shows exactly what is written."))
    return modal("I called", blocks, callback_id=EFFECT_FORM, submit="Log it", metadata=metadata)


def _inputs(fields: Iterable[Field]) -> list[Block]:
    return [field(each.name, each.label, _element(each), optional=each.kind == "text") for each in fields]


def _element(asked: Field) -> Element:
    match asked.kind:
        case "choice":
            options = [option(each.label, each.value) for each in asked.options]
            return select(VALUE, "Choose", options, asked.value)
        case "day":
            return _with({"type": "datepicker", "action_id": VALUE}, "initial_date", asked.value)
        case "moment":
            element: Element = {"type": "datetimepicker", "action_id": VALUE}
            at = _unix(asked.value)
            return element if at is None else element | {"initial_date_time": at}
    element = {"type": "plain_text_input", "action_id": VALUE, "max_length": TYPED, "multiline": asked.kind == "text"}
    element["placeholder"] = plain(asked.label, PLACEHOLDER)
    return _with(element, "initial_value", asked.value)


def _with(element: Element, name: str, value: str) -> Element:
    return element | {name: value} if value else element


def _unix(value: str) -> int | None:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())
