"""HubSpot's own association types between the kinds we play, with the numbers a write must name.

From `hubspot/crm/association_type.py` of hubspot-api-client 12. A number names a direction; labels made by a portal are
not played.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.local.hubspot.kinds import ACTIVITIES


@dataclass(frozen=True)
class AssociationType:
    number: int
    source: str  # kind names
    target: str
    label: str | None  # "Primary", or None for the plain one

    @property
    def inverse(self) -> AssociationType:
        return TYPES[_INVERSE[self.number]]

    @property
    def is_primary(self) -> bool:
        return self.label == "Primary"


# (source, target): (number from source to target, number back)
_PLAIN = {
    ("contacts", "companies"): (279, 280),
    ("deals", "companies"): (341, 342),
    ("tickets", "companies"): (339, 340),
    ("deals", "contacts"): (3, 4),
    ("contacts", "tickets"): (15, 16),
    ("deals", "tickets"): (27, 28),
}
_PRIMARY = {
    ("contacts", "companies"): (1, 2),
    ("deals", "companies"): (5, 6),
    ("tickets", "companies"): (26, 25),
}
_ACTIVITY_NUMBERS = {
    "companies": (182, 186, 188, 190, 192),  # in the order of ACTIVITIES
    "contacts": (194, 198, 200, 202, 204),
    "deals": (206, 210, 212, 214, 216),
    "tickets": (220, 224, 226, 228, 230),
}
for _target, _numbers in _ACTIVITY_NUMBERS.items():
    for _activity, _number in zip(ACTIVITIES, _numbers, strict=True):
        _PLAIN[_activity, _target] = (_number, _number - 1)

TYPES: dict[int, AssociationType] = {}
_INVERSE: dict[int, int] = {}
PLAIN: dict[tuple[str, str], AssociationType] = {}
PRIMARY: dict[tuple[str, str], AssociationType] = {}
for _pairs, _found, _label in ((_PLAIN, PLAIN, None), (_PRIMARY, PRIMARY, "Primary")):
    for (_source, _target), (_there, _back) in _pairs.items():
        _INVERSE[_there], _INVERSE[_back] = _back, _there
        for _one, _other, _number in ((_source, _target, _there), (_target, _source, _back)):
            TYPES[_number] = _found[_one, _other] = AssociationType(_number, _one, _other, _label)
