"""Pipelines as HubSpot returns them; the ticket pipeline is the one that every new portal has."""

from __future__ import annotations

from typing import Any


def stage(order: int, id_: str, label: str, **metadata: str) -> dict[str, Any]:
    return {"id": id_, "label": label, "displayOrder": order, "archived": False, "metadata": metadata}


NEW, WAITING_ON_CONTACT, WAITING_ON_US, CLOSED = "1", "2", "3", "4"

TICKETS: dict[str, Any] = {
    "id": "0",
    "label": "Support Pipeline",
    "displayOrder": 0,
    "archived": False,
    "stages": [
        stage(0, NEW, "New", ticketState="OPEN", isClosed="false"),
        stage(1, WAITING_ON_CONTACT, "Waiting on contact", ticketState="OPEN", isClosed="false"),
        stage(2, WAITING_ON_US, "Waiting on us", ticketState="OPEN", isClosed="false"),
        stage(3, CLOSED, "Closed", ticketState="CLOSED", isClosed="true"),
    ],
}
