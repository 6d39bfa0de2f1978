"""Who calls and whether they may, for routes: dependencies of every handler behind sign-in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aws_lambda_powertools.event_handler.request import Request

from lyceum.kernel import clock, impersonation, origin
from lyceum.kernel.access import TENANT_WIDE, Caller
from lyceum.kernel.api_keys import Admission
from lyceum.kernel.claims import Told, caller_from
from lyceum.kernel.errors import (
    DomainError,
    NotAMember,
    PermissionDenied,
    SignInForAnotherSchool,
    TokenRefused,
    TokenRevoked,
    TokenStale,
)
from lyceum.kernel.permissions import PERMISSIONS, PLATFORM
from lyceum.kernel.revocation import refuse_revoked
from lyceum.kernel.second_factor import SecondFactorRequired, demand_second_factor
from lyceum.kernel.suspension import TenantSuspended, refuse_suspended
from lyceum.kernel.terms import TermsNotAccepted, demand_acceptance

SIGN_IN_REFUSALS: tuple[type[DomainError], ...] = (
    TokenRefused,
    TokenRevoked,
    TokenStale,
    SignInForAnotherSchool,
    impersonation.InPersonOnly,
)
"""What a route can answer that asks for no more than a sign-in."""

REFUSALS: tuple[type[DomainError], ...] = (
    *SIGN_IN_REFUSALS,
    NotAMember,
    PermissionDenied,
    TenantSuspended,
    TermsNotAccepted,
    SecondFactorRequired,
    impersonation.ImpersonationOver,
)
"""What every route behind a permission can answer before it does anything."""


_GRANT_LENGTH = 26


def allowed(
    permission: str,
    *,
    scope: str = TENANT_WIDE,
    on_platform: bool = False,
    before_terms: bool = False,
    in_person: bool = False,
) -> Callable[[Request], Caller]:
    """Dependency: the caller, who has the permission in the tenant of the path, or in the place that `scope` names.

    `scope` is made from the path's parameters, `course:{course}`. Where the place is known only after a read, it is
    `course:?` (or `*:?`, of any kind): whoever could have the permission somewhere comes in, and the use case asks
    `caller.demand(permission, at=…, scope=f"course:{course}")`. `on_platform`: the permission is the platform's,
    whatever tenant the path names. `in_person`: nobody does it in another's name, as with `permissions.IN_PERSON`.

    Raises NotAMember, TokenStale, TokenRevoked, PermissionDenied, TenantSuspended, InPersonOnly, ImpersonationOver, and
    TermsNotAccepted, SecondFactorRequired unless the route is there `before_terms`. 0 reads on the permitted path with
    tenant-wide rights (one in 50 seconds each for the tenant's revocations, state and, for staff, settings), at most 1
    with scoped ones, 2 for who acts in another's name; a refusal costs one read, to tell a missing membership from a
    token that is older than it.
    """
    if permission not in PERMISSIONS:
        raise ValueError(f"no such permission: {permission}")

    def caller_in_tenant(request: Request) -> Caller:
        tenant = PLATFORM if on_platform else request.path_parameters.get("tenant", PLATFORM)
        caller = caller_of(request, tenant)
        place = scope.format_map(request.path_parameters)
        at = clock.now()
        bearer = caller
        caller = _acting(request, caller, at)
        impersonation.demand_in_person(caller, permission, in_person=in_person)
        caller = _permitted(request, caller, permission, at, place)
        if not caller.impersonator:  # who acts in another's name was asked for before
            refuse_revoked(caller, at=at)
        if tenant != PLATFORM:
            refuse_suspended(tenant)
        if not before_terms and not caller.is_service:
            _demand_what_the_school_asks(request, caller, bearer, at)
        return caller

    caller_in_tenant.permission = permission  # type: ignore[attr-defined]
    caller_in_tenant.scope = scope  # type: ignore[attr-defined]
    return caller_in_tenant


def _permitted(request: Request, caller: Caller, permission: str, at: datetime, place: str) -> Caller:
    """The caller, with the scoped rights where those of the token are not enough. Raises a refusal."""
    if _may(caller, permission, at, place):
        return caller
    again = _read_again(request, caller)
    if again is None or not _may(again, permission, at, place):
        raise _refusal(again or caller, permission)
    return again


def _demand_what_the_school_asks(request: Request, caller: Caller, bearer: Caller, at: datetime) -> None:
    """Terms of who is acted as, the second factor of who holds the token. Nothing on the platform's own routes."""
    if caller.tenant == PLATFORM:
        return
    demand_acceptance(claims_of(request), caller, at=at)
    demand_second_factor(claims_of(request), bearer)


def _may(caller: Caller, permission: str, at: datetime, place: str) -> bool:
    if place.endswith(":?"):
        return caller.may_somewhere(permission, at=at)
    return caller.may(permission, at=at, scope=place)


def _acting(request: Request, caller: Caller, at: datetime) -> Caller:
    """The member in whose name the caller acts, where the request says so."""
    grant = request.headers.get(impersonation.HEADER)
    if not grant:
        return caller
    if caller.is_service:
        raise impersonation.InPersonOnly
    refuse_revoked(caller, at=at)  # that who acts is still let in themselves
    member = impersonation.acting(caller, str(grant)[:_GRANT_LENGTH], at=at)
    origin.acting_for(caller.person)
    return member


def _read_again(request: Request, caller: Caller) -> Caller | None:
    """The caller with rights as they are now, where those that were refused had been remembered."""
    if caller.stated is None or caller.is_service or caller.impersonator or caller.tenant == PLATFORM:
        return None
    return caller_from(claims_of(request), caller.tenant, at=clock.now(), rights_of=_told_now)


def signed_in(request: Request) -> Caller:
    """Dependency: the caller, member of the tenant or not, in person. Raises what `SIGN_IN_REFUSALS` names."""
    if request.headers.get(impersonation.HEADER):
        raise impersonation.InPersonOnly
    caller = caller_of(request, request.path_parameters.get("tenant", PLATFORM))
    refuse_revoked(caller, at=clock.now())
    return caller


signed_in.permission = "signed-in"  # type: ignore[attr-defined]


def caller_of(request: Request, tenant: str) -> Caller:
    """The caller that one of the gateway's authorizers verified. Raises TokenRefused, on routes for keys what
    `Admission.caller` names: each kind of route knows one kind of caller alone.
    """
    event: Any = request.resolved_event
    admission = Admission.of(event.raw_event)
    if admission is not None:
        return admission.caller(tenant)
    return caller_from(
        claims_of(request),
        tenant,
        at=clock.now(),
        rights_of=_told,
    )


def claims_of(request: Request) -> dict[str, Any]:
    """The verified claims, all text; empty on a route without sign-in."""
    event: Any = request.resolved_event
    authorizer = event.request_context.authorizer
    return (authorizer.jwt_claim if authorizer else None) or {}


def _told(person: str, tenant: str, fresh: bool) -> Told | None:
    from lyceum.kernel.standing import told  # most requests find their rights in the token

    return told(tenant, person, fresh=fresh)


def _told_now(person: str, tenant: str, _fresh: bool) -> Told | None:
    return _told(person, tenant, True)


def _refusal(caller: Caller, permission: str) -> DomainError:
    if caller.tenant != PLATFORM and caller.stated is None:
        from lyceum.kernel import directory  # only refusals ask who somebody is

        member = directory.find_member(caller.tenant, caller.person)
        changed: datetime | None = member.changed_at if member is not None else None
        if changed is not None and changed > caller.issued_at:
            return TokenStale(tenant=caller.tenant)
    return PermissionDenied(permission=permission) if caller.is_member else NotAMember(tenant=caller.tenant)
