"""Profiles on the wire."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

from lyceum.identity.api.profile_field import FieldKey
from lyceum.identity.model.person_profile import Contact, PersonName, PersonProfile
from lyceum.identity.model.profile_field import Value
from lyceum.kernel.ids import Id
from lyceum.kernel.text import FilledLine, LanguageTag, Passage, PlainLine
from lyceum.kernel.time_zones import TimeZone

FieldValue = StrictBool | Annotated[StrictStr, Field(max_length=1000)]
"""Text, a number as decimal text, a date as ISO 8601, one of the choices; or a boolean."""
Username = Annotated[str, Field(pattern=r"^[A-Za-z0-9._\-\u00c0-\u1fff\u2c00-\ud7ff]{3,32}$")]
Name = Annotated[FilledLine, Field(max_length=100)]


class PersonNameBody(BaseModel):
    """A name in one language."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    given: Name
    family: Annotated[PlainLine, Field(max_length=100)] = ""


class ContactBody(BaseModel):
    """Whom to call when something happens."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    name: Name
    phone: Annotated[str, Field(pattern=r"^\+?[0-9][0-9 ()-]{3,30}$")]
    relation: Annotated[PlainLine, Field(max_length=50)] = ""


class ProfilePatch(BaseModel):
    """What to change; what is left out stays, null takes away."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    name: Name | None = None
    language: LanguageTag | None = None
    names: Annotated[dict[LanguageTag, PersonNameBody], Field(max_length=10)] | None = None
    prefix: Annotated[PlainLine, Field(max_length=30)] | None = None
    username: Username | None = None
    bio: Annotated[Passage, Field(max_length=2000)] | None = None
    skills: Annotated[list[Annotated[PlainLine, Field(min_length=1, max_length=50)]], Field(max_length=30)] | None = (
        None
    )
    emergency_contact: ContactBody | None = None
    time_zone: TimeZone | None = None
    fields: Annotated[dict[FieldKey, FieldValue | None], Field(max_length=50)] | None = None
    """The school's own, by key."""

    def parts(self) -> dict[str, Any]:
        """Parts of the entity."""
        given = self.model_dump(exclude_unset=True, exclude={"fields", "names", "emergency_contact"})
        parts: dict[str, Any] = {name: ("" if value is None else value) for name, value in given.items()}
        if "name" in parts and not parts["name"]:
            del parts["name"]  # everybody keeps a name
        if "skills" in parts:
            parts["skills"] = tuple(parts["skills"] or ())
        if "names" in self.model_fields_set:
            named = (self.names or {}).items()
            parts["names"] = {language: PersonName(one.given, one.family) for language, one in named}
        if "emergency_contact" in self.model_fields_set:
            contact = self.emergency_contact
            parts["emergency_contact"] = Contact(contact.name, contact.phone, contact.relation) if contact else None
        return parts


class MemberPatch(ProfilePatch):
    """As a profile's owner changes it, and what staff alone do."""

    supervisor: Id | None = None


class ProfileView(BaseModel):
    """A member's profile, as its reader may see it."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    person: str
    name: str
    email: str
    language: str
    status: str
    names: dict[str, PersonNameBody]
    prefix: str
    username: str | None
    bio: str
    skills: list[str]
    supervisor: str | None
    emergency_contact: ContactBody | None
    time_zone: str | None
    fields: dict[str, FieldValue]
    missing: list[str]
    """Required fields of the school's that still lack a value."""

    @classmethod
    def of(cls, seen: tuple[PersonProfile, Any]) -> Self:
        """From the entity."""
        profile, missing = seen
        contact = profile.emergency_contact
        return cls(
            person=profile.person,
            name=profile.name,
            email=profile.email,
            language=profile.language,
            status=profile.status,
            names={
                language: PersonNameBody(given=one.given, family=one.family) for language, one in profile.names.items()
            },
            prefix=profile.prefix,
            username=profile.username or None,
            bio=profile.bio,
            skills=list(profile.skills),
            supervisor=profile.supervisor or None,
            emergency_contact=ContactBody(name=contact.name, phone=contact.phone, relation=contact.relation)
            if contact
            else None,
            time_zone=profile.time_zone or None,
            fields=dict(profile.values),
            missing=list(missing),
        )


def values_of(patch: ProfilePatch) -> Mapping[str, Value | None]:
    """What to change of the school's own fields."""
    return patch.fields or {}
