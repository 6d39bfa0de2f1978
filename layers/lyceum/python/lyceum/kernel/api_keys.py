"""Requests with an API key: what its authorizer found, the caller that it makes, the headers that say what is left.

The gateway's answer to a refused authorizer has no body that a client could act on. So the authorizer
(identity.authorize_key) lets every request through with what it found, and the HTTP edge refuses by name. What it found
stands where only the gateway writes: `requestContext.authorizer.lambda`, on routes below `/service/` alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, Final, Self

from lyceum.kernel.access import Caller, Source, Statement
from lyceum.kernel.errors import Busy, DomainError, Forbidden, TooMany

PLACE: Final = "/v1/{tenant}/service/"
"""Below it lie the routes for keys: the same operations as those for people, behind another authorizer."""

GRANTABLE: Final = frozenset(
    {"course.view_drafts", "enrollment.list", "enrollment.manage", "grade.view", "report.read_all", "report.request"}
)
"""What a key can be given: what the routes for keys ask for. Nothing that gives rights, speaks for a person, or makes
keys. A test compares it with the routes."""

ROLE: Final = "service_account"
"""What stands for a role where a decision is explained."""


class ApiKeyRefused(DomainError):
    """There is no such key in this school, or its secret is wrong."""

    status = 401
    title = {"en": "The API key is not valid", "th": "คีย์ API ไม่ถูกต้อง"}


class ApiKeyExpired(DomainError):
    """The key, or the secret that was rotated out, has ended."""

    status = 401
    title = {"en": "The API key has expired", "th": "คีย์ API หมดอายุแล้ว"}


class ApiKeyRevoked(DomainError):
    """The key was revoked; why stands with the key."""

    status = 401
    title = {"en": "The API key was revoked", "th": "คีย์ API ถูกเพิกถอนแล้ว"}


class ApiKeyAddressRefused(Forbidden):
    """The key may not be used from this IP address."""

    title = {"en": "The API key may not be used from here", "th": "ไม่สามารถใช้คีย์ API จากที่อยู่นี้"}


class ApiKeyOriginRefused(Forbidden):
    """The key may not be used by this web site: neither `Origin` nor `Referer` names one of its domains."""

    title = {"en": "The API key may not be used by this site", "th": "ไม่สามารถใช้คีย์ API จากเว็บไซต์นี้"}


class ApiKeyLimitReached(TooMany):
    """The key has made as many requests as it may in this minute, hour or day (RULES S1-40)."""

    title = {"en": "The API key has reached its limit", "th": "คีย์ API ใช้งานครบตามที่กำหนดแล้ว"}


class ApiKeyBusy(Busy):
    """Too many requests with this key began at the same instant, or its record could not be read."""


KEY_REFUSALS: Final[tuple[type[DomainError], ...]] = (
    ApiKeyRefused,
    ApiKeyExpired,
    ApiKeyRevoked,
    ApiKeyAddressRefused,
    ApiKeyOriginRefused,
    ApiKeyLimitReached,
    ApiKeyBusy,
)
"""What every route for keys can answer before it does anything."""

_JUST_READ: Final = datetime.max.replace(tzinfo=UTC)
"""No token of a key grows old: the authorizer has read for this very request what the key may."""
_BY_SLUG: Final = {kind.slug(): kind for kind in KEY_REFUSALS}


@dataclass(frozen=True, slots=True)
class Admission:
    """What the authorizer found; flat text, as the gateway carries it."""

    tenant: str = ""
    key: str = ""
    """Id of the key, and of its service account. Empty where the secret was not right."""
    permissions: str = ""
    """Separated by blanks."""
    refusal: str = ""
    """Slug of one of `KEY_REFUSALS`; empty where the request may go on."""
    limit: str = ""
    remaining: str = ""
    reset: str = ""
    """Of the window that is nearest to its end of requests: how many, how many are left, seconds until it ends."""

    def context(self) -> dict[str, str]:
        """As an authorizer answers it."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in found.items() if value}

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Self | None:
        """What the gateway hands over; None on routes that are not for keys.

        On a route for keys an event without it is refused, as is one whose path names another tenant.
        """
        if not is_for_keys(str(event.get("routeKey"))):
            return None
        said = (event.get("requestContext", {}).get("authorizer") or {}).get("lambda") or {}
        known = {field.name for field in fields(cls)}
        found = cls(**{name: str(value) for name, value in said.items() if name in known})
        whole = found.refusal or (found.key and found.tenant == (event.get("pathParameters") or {}).get("tenant"))
        return found if whole else cls(refusal=ApiKeyRefused.slug())

    def error(self) -> DomainError | None:
        """The named refusal."""
        if not self.refusal:
            return None
        error = _BY_SLUG.get(self.refusal, ApiKeyRefused)()
        if isinstance(error, ApiKeyLimitReached):
            error.facts["limit"] = self.limit
            error.retry_after = int(self.reset) if self.reset.isdecimal() else 1
        return error

    def headers(self) -> dict[str, str]:
        """What every answer says (draft-ietf-httpapi-ratelimit-headers-05, section 3)."""
        said = {"Limit": self.limit, "Remaining": self.remaining, "Reset": self.reset}
        return {f"RateLimit-{name}": value for name, value in said.items() if value}

    def caller(self, tenant: str) -> Caller:
        """The service account. Raises what `error` names, and ApiKeyRefused in another tenant than the key's."""
        error = self.error()
        if error is not None or tenant != self.tenant:
            raise error or ApiKeyRefused()
        stated = tuple(
            Statement(permission, Source.ROLE_GRANT, allows=True, role=ROLE)
            for permission in self.permissions.split()
            if permission in GRANTABLE
        )
        return Caller(self.key, tenant, issued_at=_JUST_READ, stated=stated, is_service=True)

    def refused(self, kind: type[DomainError]) -> "Admission":
        """The same, refused."""
        return replace(self, refusal=kind.slug())


def is_for_keys(route: str) -> bool:
    """Whether a gateway's route key is one for keys."""
    return route.partition(" ")[2].startswith(PLACE)


def below_service(location: str, tenant: str) -> str:
    """Where a client with a key finds what a `Location` names."""
    own = f"/v1/{tenant}/"
    return location.replace(own, f"{own}service/", 1) if location.startswith(own) else location
