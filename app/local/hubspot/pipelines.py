"""Pipelines: the stages deals and tickets move through, and what a stage says of a record in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# kind -> (its pipeline property, its stage property)
STAGED = {"deals": ("pipeline", "dealstage"), "tickets": ("hs_pipeline", "hs_pipeline_stage")}


@dataclass(frozen=True)
class Stage:
    id: str
    label: str
    pipeline: str
    closed: bool
    won: bool
    probability: str | None


def _deal(order: int, id_: str, label: str, probability: str, closed: str = "false") -> dict[str, Any]:
    return {
        "id": id_,
        "label": label,
        "displayOrder": order,
        "metadata": {"probability": probability, "isClosed": closed},
    }


def _ticket(order: int, id_: str, label: str, state: str = "OPEN") -> dict[str, Any]:
    return {
        "id": id_,
        "label": label,
        "displayOrder": order,
        "metadata": {"ticketState": state, "isClosed": str(state == "CLOSED").lower()},
    }


# What a new portal starts with; a company that brings its own pipelines of a kind has only those.
NEW_PORTAL: dict[str, list[dict[str, Any]]] = {
    "deals": [
        {
            "id": "default",
            "label": "Sales Pipeline",
            "displayOrder": 0,
            "stages": [
                _deal(0, "appointmentscheduled", "Appointment scheduled", "0.2"),
                _deal(1, "qualifiedtobuy", "Qualified to buy", "0.4"),
                _deal(2, "presentationscheduled", "Presentation scheduled", "0.6"),
                _deal(3, "decisionmakerboughtin", "Decision maker bought-in", "0.8"),
                _deal(4, "contractsent", "Contract sent", "0.9"),
                _deal(5, "closedwon", "Closed won", "1.0", "true"),
                _deal(6, "closedlost", "Closed lost", "0.0", "true"),
            ],
        }
    ],
    "tickets": [
        {
            "id": "0",
            "label": "Support Pipeline",
            "displayOrder": 0,
            "stages": [
                _ticket(0, "1", "New"),
                _ticket(1, "2", "Waiting on contact"),
                _ticket(2, "3", "Waiting on us"),
                _ticket(3, "4", "Closed", "CLOSED"),
            ],
        }
    ],
}


def read_stages(pipelines: list[dict[str, Any]]) -> dict[str, Stage]:
    """Stages by id; their ids are unique over all pipelines of a kind."""
    return {
        str(stage["id"]): _read_stage(str(pipeline["id"]), stage)
        for pipeline in pipelines
        for stage in pipeline.get("stages", ())
    }


def _read_stage(pipeline: str, given: dict[str, Any]) -> Stage:
    says = {name: str(value) for name, value in given.get("metadata", {}).items()}
    closed = says.get("isClosed", "").lower() == "true" or says.get("ticketState", "").upper() == "CLOSED"
    probability = says.get("probability")
    won = closed and probability is not None and float(probability) == 1.0
    return Stage(str(given["id"]), str(given.get("label", given["id"])), pipeline, closed, won, probability)


def as_json(pipeline: dict[str, Any], at: str) -> dict[str, Any]:
    """A pipeline as the API answers it; `at` stands where the company said no time."""
    times = {"createdAt": at, "updatedAt": at, "archived": False}
    stages = [
        {"displayOrder": order, "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT", **times, **stage}
        for order, stage in enumerate(pipeline.get("stages", ()))
    ]
    return {"displayOrder": 0, **times, **pipeline, "stages": stages}
