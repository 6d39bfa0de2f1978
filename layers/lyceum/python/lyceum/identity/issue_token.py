"""What a token says beyond who its subject is."""

from datetime import datetime

from lyceum.identity.store import tokens
from lyceum.kernel.access import Caller
from lyceum.kernel.claims import Claimed, membership_claim, person_id
from lyceum.kernel.revocation import verdict
from lyceum.kernel.rights import Rights
from lyceum.kernel.terms import accepted_claim


def token_claims(*, issuer: str, subject: str, at: datetime) -> dict[str, str]:
    """What the token of this subject says; see `claims_for`."""
    return claims_for(person_id(issuer, subject), at=at)


def claims_for(person: str, *, at: datetime) -> dict[str, str]:
    """`person`, `memberships`, as of when these were read (milliseconds), and accepted `terms`: at each issue, so that
    a refresh shows what changed. 3 round trips; 1 for who is a member of nothing, who has nothing to accept.
    """
    rights = tokens.rights_by_tenant(person)
    known = tokens.beside(rights) if rights else {}
    said = {tenant: _claimed(person, tenant, rights[tenant], known[tenant], at) for tenant in rights}
    return {
        "person": person,
        "memberships": membership_claim(said),
        "memberships_at": str(int(at.timestamp() * 1000)),
        "terms": accepted_claim(person) if rights else "",
    }


def _claimed(person: str, tenant: str, rights: Rights, beside: tokens.Beside, at: datetime) -> Claimed:
    """What to say of one tenant.

    A revocation that is being written at this moment would refuse this very token, which may have been made from what
    was before it: then the table is asked at each request, and no refresh brings a right back.
    """
    claimed = Claimed.of(rights, beside.book, at=at)
    bearer = Caller(person=person, tenant=tenant, roles=claimed.roles, issued_at=at)
    return claimed if verdict(bearer, beside.not_before, at=at) is None else Claimed(ask=True)
