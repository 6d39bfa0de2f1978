"""What a member says of themselves in one school, beyond name, address and language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from lyceum.identity.errors import UsernameRefused
from lyceum.identity.model.lookalikes import folded, mixes_scripts, skeletons
from lyceum.identity.model.profile_field import Party, ProfileField, Value
from lyceum.kernel.time_zones import known_zone

_DIGITS = str.maketrans("013457@$", "oieastas")
"""Digits and signs that people read as letters of the names below; `1` passes for `l` by its form already."""
_RESERVED = ("admin", "administrator", "root", "support", "system")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in one language."""

    given: str
    family: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call when something happens."""

    name: str
    phone: str
    relation: str = ""


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """A member with everything that the school knows of them (RULES S0-1, S1-1; FEATURES ID1, ID2)."""

    person: str
    name: str = ""
    email: str = ""
    language: str = ""
    status: str = "active"
    roles: frozenset[str] = frozenset()
    names: Mapping[str, PersonName] = field(default_factory=dict)
    """By language."""
    prefix: str = ""
    username: str = ""
    bio: str = ""
    skills: tuple[str, ...] = ()
    supervisor: str = ""
    """Id of the member that this one reports to."""
    emergency_contact: Contact | None = None
    time_zone: str = ""
    """IANA name."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """Of the school's own fields, by key."""
    rev: int = 0
    member_rev: int = 0

    def seen(self, defined: Sequence[ProfileField], party: Party) -> "PersonProfile":
        """As this party may see it: the school's own fields as they say."""
        shown = {one.key for one in defined if one.belongs_to(self.roles) and one.seen(party)}
        return replace(self, values={key: value for key, value in self.values.items() if key in shown})

    def changed(self, **parts: Any) -> tuple["PersonProfile", tuple[str, ...]]:
        """With these parts, and the names of those that differ. Raises UsernameRefused, UnknownTimeZone."""
        if parts.get("username"):
            check_username(parts["username"])
        if parts.get("time_zone"):
            known_zone(parts["time_zone"])
        after = replace(self, **parts)
        names = (one.name for one in fields(self))
        return after, tuple(sorted(name for name in names if getattr(after, name) != getattr(self, name)))


def check_username(name: str) -> None:
    """Raises UsernameRefused for what passes for another script's letters, or for somebody in charge."""
    if folded(name) != name.lower() or mixes_scripts(name) or _seems_in_charge(name):
        raise UsernameRefused


def username_claims(name: str) -> frozenset[str]:
    """What is unique: names that look alike have one of these in common. None of no name."""
    return skeletons(name) if name else frozenset()


def _seems_in_charge(name: str) -> bool:
    """Also with digits for letters and something between them: `Adm1n`, `r00t`, `s.y.s.t.e.m`."""
    bare = "".join(letter for letter in name if letter not in "._-")
    read = (bare, bare.translate(_DIGITS))
    return any(skeletons(spelt) & skeletons(one) for spelt in read for one in _RESERVED)
