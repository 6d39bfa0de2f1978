"""Settings on the wire."""

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from lyceum.kernel.clock import Instant
from lyceum.kernel.setting_catalogue import LONGEST_TEXT, SettingLevel, Type
from lyceum.tenancy.api.fields import Request
from lyceum.tenancy.settings import Effective

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
"""A category or a key."""


def _whole(value: object) -> object:
    """JSON Schema calls 5.0 an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


SettingValue = Annotated[
    StrictBool | StrictInt | Annotated[str, Field(max_length=LONGEST_TEXT)], BeforeValidator(_whole)
]


class NewValue(Request):
    """A value of the school's or the branch's own."""

    value: SettingValue


class SettingView(BaseModel):
    """A setting as it holds, and where its value comes from."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    category: str
    key: str
    type: Type
    summary: str
    level: SettingLevel
    value: bool | int | str | None
    """None for a secret, which nobody can read again: `set` says whether there is one."""
    set: bool
    """Whether the school or the branch has a value of its own."""
    set_at: Instant | None = None
    set_by: str | None = None
    for_branches: bool
    choices: list[str]

    @classmethod
    def of(cls, found: Effective) -> Self:
        """From what holds."""
        setting = found.setting
        return cls(
            category=setting.category,
            key=setting.key,
            type=setting.type,
            summary=setting.summary,
            level=found.level,
            value=found.value,
            set=found.is_set,
            set_at=found.set_at,
            set_by=found.set_by,
            for_branches=setting.for_branches,
            choices=list(setting.choices),
        )


class SettingList(BaseModel):
    """Every setting."""

    items: list[SettingView]
