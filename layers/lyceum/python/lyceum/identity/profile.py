"""See and change a member's profile."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lyceum.identity.errors import MemberNotFound
from lyceum.identity.model.person_profile import PersonProfile
from lyceum.identity.model.profile_field import Party, ProfileField, Value, changed_values, missing_fields
from lyceum.identity.store import profiles
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime

type Seen = tuple[PersonProfile, Sequence[str]]
"""A profile as its reader may see it, and the required fields that still lack a value."""


def see_profile(caller: Caller, person: str, *, party: Party) -> Seen:
    """1 round trip. Raises MemberNotFound."""
    kept, defined = _find(caller, person)
    return _seen(kept, defined, party)


def change_profile(
    caller: Caller,
    person: str,
    *,
    parts: Mapping[str, Any],
    values: Mapping[str, Value | None],
    party: Party,
    at: datetime,
    expected: int | None = None,
) -> Seen:
    """Change these parts of a profile, and these of the school's own fields. 2 round trips; 1 where nothing differs.

    Raises MemberNotFound, ChangedInTheMeantime, UsernameTaken, UsernameRefused, SupervisorNotFound, FieldUnknown,
    FieldInvalid, FieldRequired, FieldNotYours, UnknownTimeZone. Source: RULES S0-1, S1-1.
    """
    kept, defined = _find(caller, person)
    if expected is not None and expected != kept.rev:
        raise ChangedInTheMeantime
    wish = dict(parts)
    if values:
        wish["values"] = changed_values(defined, kept.roles, kept.values, values, party=party)
    after, differing = kept.changed(**wish)
    if differing:
        profiles.save(caller.tenant, kept, after, differing, at=at, by=caller.person)
        after, _ = after.changed(rev=kept.rev + 1)
    return _seen(after, defined, party)


def _find(caller: Caller, person: str) -> tuple[PersonProfile, Sequence[ProfileField]]:
    kept, defined = profiles.find(caller.tenant, person)
    if kept is None:
        raise MemberNotFound(person=person)
    return kept, defined


def _seen(profile: PersonProfile, defined: Sequence[ProfileField], party: Party) -> Seen:
    missing = missing_fields(defined, profile.roles, profile.values, party=party)
    return profile.seen(defined, party), missing
