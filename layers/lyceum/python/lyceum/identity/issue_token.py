"""What a token says beyond who its subject is."""

from lyceum.identity import store
from lyceum.kernel.access import membership_claim, person_id


def token_claims(*, issuer: str, subject: str) -> dict[str, str]:
    """`person` and `memberships`, read at each issue, so that a refresh shows what changed. 1 round trip."""
    person = person_id(issuer, subject)
    return {"person": person, "memberships": membership_claim(store.roles_by_tenant(person))}
