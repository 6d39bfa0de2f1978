"""API keys on the wire."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lyceum.identity.api_keys import Shown
from lyceum.identity.model.api_key import ApiKey, Wish
from lyceum.identity.model.rate import Limits
from lyceum.identity.model.secret import FORM, prefix_of
from lyceum.kernel.api_keys import GRANTABLE
from lyceum.kernel.clock import Instant
from lyceum.kernel.numbers import integer
from lyceum.kernel.text import PlainText

KeyPermission = Literal[tuple(sorted(GRANTABLE))]  # type: ignore[valid-type]

Network = Annotated[str, StringConstraints(pattern=r"^[0-9A-Fa-f:.]{2,45}(/[0-9]{1,3})?$")]
"""A CIDR block of IPv4 or IPv6, or one address: `203.0.113.0/24`, `2001:db8::/32`."""

_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
Domain = Annotated[str, StringConstraints(pattern=rf"^(\*\.)?{_LABEL}(\.{_LABEL}){{0,7}}$", max_length=253)]
"""A web site's host in lower case, or all below one: `shop.example.org`, `*.example.org`."""

Name = Annotated[PlainText, Field(min_length=1, max_length=100)]
Permissions = Annotated[list[KeyPermission], Field(min_length=1, max_length=len(GRANTABLE))]  # type: ignore[valid-type]
Networks = Annotated[list[Network], Field(max_length=20)]
Domains = Annotated[list[Domain], Field(max_length=10)]


class LimitsView(BaseModel):
    """Requests in each minute, hour and day, of UTC's clock (RULES S1-40)."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    minute: Annotated[int, integer(ge=1, le=1_000)] = 60
    hour: Annotated[int, integer(ge=1, le=20_000)] = 1_000
    day: Annotated[int, integer(ge=1, le=200_000)] = 10_000

    def limits(self) -> Limits:
        """As the domain has it."""
        return Limits(self.minute, self.hour, self.day)


class NewApiKey(BaseModel):
    """A key to make."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    name: Name
    permissions: Permissions
    networks: Networks = []
    """From where it may be used; left out: from anywhere."""
    domains: Domains = []
    """Which web sites may use it, by `Origin` or `Referer`; left out: whoever has it."""
    expires: Instant | None = None
    limits: LimitsView = LimitsView()

    def wish(self) -> Wish:
        """As the domain has it."""
        return Wish(
            name=self.name,
            permissions=frozenset(self.permissions),
            networks=tuple(self.networks),
            domains=tuple(dict.fromkeys(self.domains)),
            expires=self.expires,
            limits=self.limits.limits(),
        )


class ApiKeyChange(BaseModel):
    """What is to change of a key; what is left out stays."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    name: Name = "-"
    permissions: Permissions = []
    networks: Networks = []
    domains: Domains = []
    expires: Instant | None = None
    limits: LimitsView = LimitsView()

    def named(self) -> dict[str, object]:
        """What was sent, as the domain has it."""
        sent: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set}
        readers: dict[str, Callable[[Any], object]] = {
            "permissions": frozenset,
            "networks": tuple,
            "domains": lambda hosts: tuple(dict.fromkeys(hosts)),
            "limits": LimitsView.limits,
        }
        return {name: readers[name](value) if name in readers else value for name, value in sent.items()}


class RotationRequest(BaseModel):
    """How long the secrets of before are good beside the new one."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    overlap_hours: Annotated[int, integer(ge=0, le=168)] = 24
    """0 ends them at once, as after a leak."""

    def overlap(self) -> timedelta:
        """As the domain has it."""
        return timedelta(hours=self.overlap_hours)


class ApiKeyView(BaseModel):
    """A key, without its secret."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    """Of the key and of its service account, as events and the audit trail name it."""
    prefix: str
    """What its text begins with."""
    name: str
    permissions: list[str]
    networks: list[str]
    domains: list[str]
    expires: Instant | None
    limits: LimitsView
    state: Literal["active", "expired", "revoked"]
    created_by: str
    created_at: Instant
    last_used_at: Instant | None
    rotating_until: Instant | None
    """Until when a secret that was rotated out is still good."""
    revoked_by: str | None
    revoked_at: Instant | None
    revoked_because: str | None

    @classmethod
    def of(cls, key: ApiKey, at: datetime) -> "ApiKeyView":
        """From the entity, as of an instant."""
        return cls(
            id=key.id,
            prefix=prefix_of(key.id),
            name=key.name,
            permissions=sorted(key.permissions),
            networks=list(key.networks),
            domains=list(key.domains),
            expires=key.expires,
            limits=LimitsView(minute=key.limits.minute, hour=key.limits.hour, day=key.limits.day),
            state=key.state(at),  # type: ignore[arg-type]  # one of the three
            created_by=key.created_by,
            created_at=key.created_at,
            last_used_at=key.usage.last,
            rotating_until=max((one.until for one in key.retired if at < one.until), default=None),
            revoked_by=key.revoked_by or None,
            revoked_at=key.revoked_at,
            revoked_because=key.revoked_because or None,
        )


class ShownApiKey(ApiKeyView):
    """A key with its text: the only answer that has it."""

    key: Annotated[str, Field(description=f"Shown this once. Of the form `{FORM}`.")]

    @classmethod
    def showing(cls, shown: Shown, at: datetime) -> "ShownApiKey":
        """From the entity and its text."""
        return cls(**ApiKeyView.of(shown.key, at).model_dump(), key=shown.text)


class ApiKeyPage(BaseModel):
    """A page of keys."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[ApiKeyView]
    next_cursor: str | None
