"""PATCH bodies: what is absent stays, null takes an optional field away (RFC 7396), and is refused for any other."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, ValidationInfo, field_validator
from pydantic_core import CoreSchema


class Change(BaseModel):
    """Base of PATCH bodies. Fields are `T | None = None`; those in `REMOVABLE` may be sent as null."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    REMOVABLE: ClassVar[frozenset[str]] = frozenset()

    @field_validator("*", mode="after")
    @classmethod
    def _null_takes_away_what_is_optional(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None and info.field_name not in cls.REMOVABLE:
            raise ValueError("cannot be null")
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Says of each field what the validator does: it may be absent, and is null only where that takes it away."""
        said = handler(schema)
        inner = handler.resolve_ref_schema(said)
        for name, field in inner["properties"].items():
            if name not in cls.REMOVABLE and "anyOf" in field:
                inner["properties"][name] = _without_null(field)
        return said


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    forms = [form for form in field["anyOf"] if form != {"type": "null"}]
    beside = {key: value for key, value in field.items() if key not in ("anyOf", "default")}
    return {**forms[0], **beside} if len(forms) == 1 else {"anyOf": forms, **beside}
