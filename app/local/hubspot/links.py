"""Who is associated with whom, kept in both directions.

The first company of a contact, deal or ticket becomes its primary one, as in HubSpot's own screens.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.local.hubspot.association_types import PLAIN, PRIMARY, TYPES, AssociationType

Numbers = tuple[int, ...]  # association types of one pair, ascending
_NONE: Mapping[str, Numbers] = {}


class Links:
    def __init__(self) -> None:
        # (kind, other kind) -> id -> other id -> association types
        self._sides: dict[tuple[str, str], dict[str, dict[str, Numbers]]] = {}

    def of(self, kind: str, id_: str, other: str) -> Mapping[str, Numbers]:
        """The other side's ids with their association types, in the order they were made."""
        side = self._sides.get((kind, other))
        return side.get(id_, _NONE) if side else _NONE

    def add(self, chosen: AssociationType, id_: str, other_id: str) -> None:
        """Also adds the plain type; a primary one takes the part from whoever had it."""
        source, target = chosen.source, chosen.target
        self._put(PLAIN[source, target], id_, other_id)
        primary = PRIMARY.get((source, target))
        if primary is None:
            return
        if target != "companies":  # seen from the company: the other side is the one with a primary
            self._make_primary(primary.inverse, other_id, id_, wanted=chosen.is_primary)
        else:
            self._make_primary(primary, id_, other_id, wanted=chosen.is_primary)

    def _make_primary(self, primary: AssociationType, id_: str, company_id: str, *, wanted: bool) -> None:
        holder = self.primary_company(primary.source, id_)
        if holder is None or (wanted and holder != company_id):
            if holder is not None:
                self._drop(primary, id_, holder)
            self._put(primary, id_, company_id)

    def primary_company(self, kind: str, id_: str) -> str | None:
        number = PRIMARY[kind, "companies"].number
        return next((other for other, numbers in self.of(kind, id_, "companies").items() if number in numbers), None)

    def remove(self, kind: str, id_: str, other: str, other_id: str) -> bool:
        """Takes the whole association away; False if there was none."""
        numbers = self.of(kind, id_, other).get(other_id, ())
        for number in numbers:
            self._drop(TYPES[number], id_, other_id)
        return bool(numbers)

    def remove_type(self, chosen: AssociationType, id_: str, other_id: str) -> None:
        """Takes one type away; without its plain type nothing is left of an association."""
        if chosen.label is None:
            self.remove(chosen.source, id_, chosen.target, other_id)
        else:
            self._drop(chosen, id_, other_id)

    def detach(self, kind: str, id_: str) -> list[tuple[str, str, Numbers]]:
        """Takes all associations of a record away and answers them: (other kind, other id, types)."""
        found = [
            (other, other_id, numbers)
            for (mine, other), side in self._sides.items()
            if mine == kind
            for other_id, numbers in side.get(id_, _NONE).items()
        ]
        for other, other_id, _ in found:
            self.remove(kind, id_, other, other_id)
        return found

    def neighbours(self, kind: str, id_: str) -> list[tuple[str, str]]:
        return [
            (other, other_id)
            for (mine, other), side in self._sides.items()
            if mine == kind
            for other_id in side.get(id_, _NONE)
        ]

    def _put(self, chosen: AssociationType, id_: str, other_id: str) -> None:
        for made, one, two in ((chosen, id_, other_id), (chosen.inverse, other_id, id_)):
            pairs = self._sides.setdefault((made.source, made.target), {}).setdefault(one, {})
            numbers = pairs.get(two)
            pairs[two] = _ALONE[made.number] if numbers is None else tuple(sorted({*numbers, made.number}))

    def _drop(self, chosen: AssociationType, id_: str, other_id: str) -> None:
        for dropped, one, two in ((chosen, id_, other_id), (chosen.inverse, other_id, id_)):
            side = self._sides.get((dropped.source, dropped.target), {})
            left = tuple(number for number in side.get(one, {}).get(two, ()) if number != dropped.number)
            if left:
                side[one][two] = left
            elif two in side.get(one, {}):
                del side[one][two]
                if not side[one]:
                    del side[one]


_ALONE: dict[int, Numbers] = {number: (number,) for number in TYPES}  # shared: most pairs have one type
