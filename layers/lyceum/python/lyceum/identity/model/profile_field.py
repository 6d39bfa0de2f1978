"""Fields that a school adds to its members' profiles: what they take, who sees them, who changes them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from lyceum.identity.errors import (
    FieldChoicesMisplaced,
    FieldDefinedTwice,
    FieldInvalid,
    FieldNotYours,
    FieldRequired,
    FieldUnknown,
)

type Value = str | bool

MOST_TEXT = 1_000
_MOST_DIGITS = 30


class FieldKind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    BOOLEAN = "boolean"


class Party(StrEnum):
    """Who sees or changes a field: its owner and staff, or staff alone."""

    OWNER = "owner"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One field of a school's own (FEATURES ID2)."""

    key: str
    kind: FieldKind
    label: Mapping[str, str]
    """By language."""
    choices: tuple[str, ...] = ()
    required: bool = False
    roles: frozenset[str] = field(default_factory=frozenset)
    """Whose profiles have it; none named: everybody's (RULES S0-1)."""
    seen_by: Party = Party.OWNER
    edited_by: Party = Party.OWNER

    def belongs_to(self, roles: Iterable[str]) -> bool:
        """Whether the profile of somebody with these roles has it."""
        return not self.roles or bool(self.roles & set(roles))

    def seen(self, party: Party) -> bool:
        """Whether this party sees it."""
        return party is Party.STAFF or self.seen_by is Party.OWNER

    def edited(self, party: Party) -> bool:
        """Whether this party may change it: nobody changes what they do not see."""
        return party is Party.STAFF or (self.edited_by is Party.OWNER and self.seen(party))

    def read(self, given: Value) -> Value:
        """The value as it is kept: numbers without an exponent, dates as ISO 8601. Raises FieldInvalid."""
        if isinstance(given, bool) is not (self.kind is FieldKind.BOOLEAN):
            raise FieldInvalid(field=self.key)
        if isinstance(given, bool):
            return given
        return self._read_text(given)

    def _read_text(self, given: str) -> str:
        if self.kind is FieldKind.CHOICE and given not in self.choices:
            raise FieldInvalid(field=self.key)
        if self.kind is FieldKind.NUMBER:
            return self._number(given)
        if self.kind is FieldKind.DATE:
            try:
                return date.fromisoformat(given).isoformat()
            except ValueError as error:
                raise FieldInvalid(field=self.key) from error
        if not given.strip() or len(given) > MOST_TEXT:
            raise FieldInvalid(field=self.key)
        return given

    def _number(self, given: str) -> str:
        try:
            number = Decimal(given)
        except InvalidOperation as error:
            raise FieldInvalid(field=self.key) from error
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or abs(exponent) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_DIGITS:
            raise FieldInvalid(field=self.key)
        return format(number, "f")


def checked_fields(fields: Sequence[ProfileField]) -> Sequence[ProfileField]:
    """The fields, if a school can have them together. Raises FieldChoicesMisplaced, FieldDefinedTwice."""
    for one in fields:
        if (one.kind is FieldKind.CHOICE) is not bool(one.choices):
            raise FieldChoicesMisplaced(field=one.key)
    if len({one.key for one in fields}) < len(fields):
        raise FieldDefinedTwice
    return fields


def changed_values(
    fields: Sequence[ProfileField],
    roles: Iterable[str],
    kept: Mapping[str, Value],
    wish: Mapping[str, Value | None],
    *,
    party: Party,
) -> dict[str, Value]:
    """All values after a change; None takes one away.

    Raises FieldUnknown (also for what this party does not see), FieldNotYours, FieldInvalid, FieldRequired.
    """
    roles = frozenset(roles)
    there = {one.key: one for one in fields if one.belongs_to(roles) and one.seen(party)}
    result = dict(kept)
    for key, given in wish.items():
        known = there.get(key)
        if known is None:
            raise FieldUnknown(field=key)
        if not known.edited(party):
            raise FieldNotYours(field=key)
        if given is None:
            result.pop(key, None)
        else:
            result[key] = known.read(given)
    for missing in missing_fields(list(there.values()), roles, result, party=party):
        raise FieldRequired(field=missing)
    return result


def missing_fields(
    fields: Sequence[ProfileField], roles: Iterable[str], kept: Mapping[str, Value], *, party: Party
) -> list[str]:
    """Required fields without a value that this party could give them."""
    roles = frozenset(roles)
    return [
        one.key
        for one in fields
        if one.required and one.belongs_to(roles) and one.edited(party) and one.key not in kept
    ]
