"""The fields that a school adds to its members' profiles."""

from collections.abc import Sequence
from datetime import datetime

from lyceum.identity.model.profile_field import ProfileField, checked_fields
from lyceum.identity.store import profile_fields
from lyceum.kernel.access import Caller


def see_fields(caller: Caller) -> tuple[Sequence[ProfileField], int]:
    """All of them, and their revision. 1 round trip."""
    return profile_fields.find(caller.tenant)


def define_fields(
    caller: Caller, fields: Sequence[ProfileField], *, at: datetime, expected: int | None = None
) -> tuple[Sequence[ProfileField], int]:
    """Put these in the place of all; values of fields that are no more stay and are not shown. 2 round trips.

    Raises FieldChoicesMisplaced, FieldDefinedTwice, ChangedInTheMeantime.
    """
    checked_fields(fields)
    kept, rev = profile_fields.find(caller.tenant)
    if list(kept) == list(fields) and expected in (None, rev):
        return kept, rev
    profile_fields.define(
        caller.tenant, fields, expected=rev if expected is None else expected, at=at, by=caller.person
    )
    return fields, (rev if expected is None else expected) + 1
