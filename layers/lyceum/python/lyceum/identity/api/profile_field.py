"""A school's own profile fields on the wire."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from lyceum.identity.api.role_name import RoleSlug
from lyceum.identity.model.profile_field import FieldKind, Party, ProfileField
from lyceum.kernel.text import LocalizedText, PlainLine

FieldKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class ProfileFieldBody(BaseModel):
    """One field that a school adds to profiles."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    key: FieldKey
    kind: Literal["text", "number", "date", "choice", "boolean"]
    label: LocalizedText
    choices: Annotated[list[Annotated[PlainLine, Field(min_length=1, max_length=100)]], Field(max_length=100)] = []
    """Of a `choice`, at least one."""
    required: StrictBool = False
    roles: Annotated[list[RoleSlug], Field(max_length=20)] = []
    """Whose profiles have it; none: everybody's."""
    seen_by: Literal["owner", "staff"] = "owner"
    edited_by: Literal["owner", "staff"] = "owner"

    def entity(self) -> ProfileField:
        """The entity."""
        return ProfileField(
            key=self.key,
            kind=FieldKind(self.kind),
            label=dict(self.label.root),
            choices=tuple(self.choices),
            required=self.required,
            roles=frozenset(self.roles),
            seen_by=Party(self.seen_by),
            edited_by=Party(self.edited_by),
        )

    @classmethod
    def of(cls, one: ProfileField) -> Self:
        """From the entity."""
        return cls.model_validate(
            {
                "key": one.key,
                "kind": str(one.kind),
                "label": dict(one.label),
                "choices": list(one.choices),
                "required": one.required,
                "roles": sorted(one.roles),
                "seen_by": str(one.seen_by),
                "edited_by": str(one.edited_by),
            }
        )


class ProfileFieldsBody(BaseModel):
    """All fields of a school's own, in their order."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    fields: Annotated[list[ProfileFieldBody], Field(max_length=50)]
