"""Linked identities: one person, several ways to sign in (FEATURES ID5).

Nothing is linked because addresses are the same. A person links two of their own by showing with one a code that they
got with the other; a school links what its own provider calls somebody to a member, which then counts in that school.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from lyceum.identity.errors import (
    IdentityInUse,
    IdentityNotFound,
    LinkCodeRefused,
    MayNotImpersonate,
    MemberNotFound,
    NotYourself,
    ProviderNotYours,
)
from lyceum.identity.model.sign_in_identity import (
    CODE_BYTES,
    POOL,
    LinkCode,
    LinkedIdentity,
    SignInIdentity,
    identity_id,
    new_code,
    person_of,
    school_of,
)
from lyceum.identity.store import identities, tokens
from lyceum.kernel.access import Caller
from lyceum.kernel.impersonation import administers
from lyceum.kernel.permissions import PLATFORM
from lyceum.kernel.standing import Told, told


def own_identities(caller: Caller) -> Sequence[LinkedIdentity]:
    """What the caller has linked, beside the identity that came first. 1 round trip."""
    return identities.of(caller.person)


def make_code(caller: Caller, *, at: datetime) -> LinkCode:
    """A code to show with another sign-in within ten minutes, once. 1 round trip."""
    code = new_code(caller.person, secrets.token_urlsafe(CODE_BYTES), at)
    identities.keep_code(caller.person, code, at=at)
    return code


def link_own(caller: Caller, identity: SignInIdentity, code: str, *, at: datetime) -> LinkedIdentity:
    """The sign-in that asks becomes one of the person who made the code; refresh the token afterwards.

    A repeat after that is told the same. 2 round trips. Raises LinkCodeRefused, IdentityInUse (it has memberships or
    identities of its own, or is somebody's), TooManyIdentities.
    """
    person = person_of(code)
    if not person:
        raise LinkCodeRefused
    if person == identity.id:
        raise IdentityInUse
    if caller.person == person:  # linked before: the answer was lost
        known = next((one for one in identities.of(person) if one.id == identity.id), None)
        if known is not None:
            return known
        raise IdentityInUse
    if caller.person != identity.id:
        raise IdentityInUse
    return identities.link(identity, person, code=code, tenant=PLATFORM, at=at, by=person)


def unlink_own(caller: Caller, identity: str, *, at: datetime) -> None:
    """The identity is the caller's no more: tokens that it made are stale within a minute, in all of their schools.

    3 round trips, and 1 for each other school. Raises IdentityNotFound. A repeat finishes what was broken off.
    """
    identities.unlink(caller.person, identity, tenant=caller.tenant, at=at, by=caller.person)
    for tenant in tokens.rights_by_tenant(caller.person):
        if tenant != caller.tenant:
            identities.refuse_rights(tenant, caller.person, at=at, by=caller.person)


def identities_of(caller: Caller, person: str) -> Sequence[LinkedIdentity]:
    """What this school's providers call the member; nothing of others. 2 round trips. Raises MemberNotFound."""
    _member(caller, person)
    return [one for one in identities.of(person) if school_of(one.provider) == caller.tenant]


def link_member(caller: Caller, person: str, provider: str, subject: str, *, at: datetime) -> LinkedIdentity:
    """Who signs in by the school's provider as `subject` is this member, in this school. 3 round trips.

    Whoever runs the provider can then act as the member: so nobody links whom they could not act as. Raises
    ProviderNotYours, NotYourself, MemberNotFound, MayNotImpersonate, IdentityInUse, TooManyIdentities.
    """
    if school_of(provider) != caller.tenant or provider == POOL:
        raise ProviderNotYours(provider=provider)
    if caller.person == person:
        raise NotYourself
    rights = _member(caller, person)
    theirs = {one.permission for one in rights[1] if one.allows}
    if administers(rights[1]) or not all(caller.may(permission, at=at) for permission in theirs):
        raise MayNotImpersonate(person=person)
    identity = SignInIdentity(identity_id(provider, subject), provider)
    return identities.link(identity, person, code=None, tenant=caller.tenant, at=at, by=caller.person)


def unlink_member(caller: Caller, person: str, identity: str, *, at: datetime) -> None:
    """The school takes a link back that one of its own providers made. 4 round trips.

    Raises MemberNotFound, IdentityNotFound.
    """
    _member(caller, person)
    known = next((one for one in identities.of(person) if one.id == identity), None)
    if known is not None and school_of(known.provider) != caller.tenant:
        raise IdentityNotFound(identity=identity)
    identities.unlink(person, identity, tenant=caller.tenant, at=at, by=caller.person)


def _member(caller: Caller, person: str) -> Told:
    rights = told(caller.tenant, person, fresh=True)
    if rights is None:
        raise MemberNotFound(person=person)
    return rights
