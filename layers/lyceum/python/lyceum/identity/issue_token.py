"""What a token says beyond who its subject is."""

from collections.abc import Callable, Mapping
from datetime import datetime

from lyceum.identity.model.sign_in_identity import POOL, SignInIdentity
from lyceum.identity.store import tokens
from lyceum.kernel.access import Caller
from lyceum.kernel.claims import Claimed, membership_claim
from lyceum.kernel.permissions import Role
from lyceum.kernel.revocation import verdict
from lyceum.kernel.rights import Rights
from lyceum.kernel.second_factor import CLAIM
from lyceum.kernel.terms import accepted_claim


def token_claims(
    identity: SignInIdentity, *, at: datetime, asks_for_code: Callable[[], bool | None] | None = None
) -> dict[str, str]:
    """What the token of this sign-in says; see `claims_for`.

    `asks_for_code`: asks the pool whether the account has a second factor; called for staff alone.

    Where it is another person's, it says so: `identity` is what signed in, `person` whose it is. Of a school's own
    provider it says that school alone (`school`), which the API then holds it to. The link is read beside the rights,
    so that it costs no round trip where there is none, and 1 where there is one.
    """
    linked, rights = tokens.of_identity(identity.id)
    if identity.school:
        rights = {tenant: said for tenant, said in rights.items() if tenant == identity.school}
    claims = _claims(linked or identity.id, rights, at=at)
    proven = asks_for_code is not None and any(map(_is_more, rights.values())) and asks_for_code()
    return {
        **claims,
        **({CLAIM: "true"} if proven else {}),
        **({"identity": identity.id} if linked is not None else {}),
        **({"provider": identity.provider} if identity.provider != POOL else {}),
        **({"school": identity.school} if identity.school else {}),
    }


def claims_for(person: str, *, at: datetime) -> dict[str, str]:
    """`person`, `memberships`, as of when these were read (milliseconds), and accepted `terms`: at each issue, so that
    a refresh shows what changed. 3 round trips; 1 for who is a member of nothing, who has nothing to accept.
    """
    return _claims(person, tokens.rights_by_tenant(person), at=at)


def _claims(person: str, rights: Mapping[str, Rights], *, at: datetime) -> dict[str, str]:
    known = tokens.beside(rights) if rights else {}
    said = {tenant: _claimed(person, tenant, rights[tenant], known[tenant], at) for tenant in rights}
    return {
        "person": person,
        "memberships": membership_claim(said),
        "memberships_at": str(int(at.timestamp() * 1000)),
        "terms": accepted_claim(person) if rights else "",
    }


def _is_more(rights: Rights) -> bool:
    """More than a learner's place."""
    return bool(rights.roles - {Role.LEARNER} or rights.assignments or any(one.allows for one in rights.overrides))


def _claimed(person: str, tenant: str, rights: Rights, beside: tokens.Beside, at: datetime) -> Claimed:
    """What to say of one tenant.

    A revocation that is being written at this moment would refuse this very token, which may have been made from what
    was before it: then the table is asked at each request, and no refresh brings a right back.
    """
    claimed = Claimed.of(rights, beside.book, at=at)
    bearer = Caller(person=person, tenant=tenant, roles=claimed.roles, issued_at=at)
    return claimed if verdict(bearer, beside.not_before, at=at) is None else Claimed(ask=True)
