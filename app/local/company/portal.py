"""How Quaymark set up its HubSpot: deal stages and the properties it added."""

from __future__ import annotations

from typing import Any

from app.local.company.pipelines import TICKETS, stage

DISCOVERY, FIT, PROPOSAL, NEGOTIATION, CONTRACT = (
    "appointmentscheduled",
    "qualifiedtobuy",
    "presentationscheduled",
    "decisionmakerboughtin",
    "contractsent",
)
WON, LOST = "closedwon", "closedlost"
OPEN_STAGES = (DISCOVERY, FIT, PROPOSAL, NEGOTIATION, CONTRACT)

_STAGES = (
    (DISCOVERY, "Discovery", "0.1"),
    (FIT, "Fit confirmed", "0.25"),
    (PROPOSAL, "Proposal sent", "0.4"),
    (NEGOTIATION, "Negotiation", "0.6"),
    (CONTRACT, "Contract sent", "0.9"),
    (WON, "Closed won", "1.0"),
    (LOST, "Closed lost", "0.0"),
)

PIPELINES: dict[str, list[dict[str, Any]]] = {
    "deals": [
        {
            "id": "default",
            "label": "Sales Pipeline",
            "displayOrder": 0,
            "archived": False,
            "stages": [
                stage(order, id_, label, isClosed="true" if id_ in (WON, LOST) else "false", probability=odds)
                for order, (id_, label, odds) in enumerate(_STAGES)
            ],
        }
    ],
    "tickets": [TICKETS],
}

PROPERTIES: dict[str, list[dict[str, Any]]] = {
    "companies": [
        {
            "name": "revenue_tier",
            "label": "Revenue tier",
            "type": "enumeration",
            "fieldType": "select",
            "options": [
                {"label": f"Tier {tier}", "value": tier, "displayOrder": order, "hidden": False}
                for order, tier in enumerate("ABC")
            ],
        },
        {"name": "arr", "label": "ARR (US$ per year)", "type": "number", "fieldType": "number"},
        {"name": "renewal_date", "label": "Renewal date", "type": "date", "fieldType": "date"},
        {"name": "onboarding_until", "label": "Onboarding until", "type": "date", "fieldType": "date"},
    ]
}
