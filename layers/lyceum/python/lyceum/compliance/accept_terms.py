"""What terms there are, and that a person accepts them."""

from datetime import datetime

from lyceum.compliance.errors import AcceptanceIsPersonal, TermsNotFound, TermsSuperseded
from lyceum.compliance.model.terms import Acceptance, Terms, TermsState, Version
from lyceum.compliance.store import terms
from lyceum.kernel import origin
from lyceum.kernel.access import Caller
from lyceum.kernel.terms import in_effect, version_name


def current_terms(tenant: str, *, at: datetime) -> list[Terms]:
    """What is in effect in a school, its own and the platform's, and what will be. 2 round trips."""
    versions = [
        Version(place, number)
        for place, known in terms.enacted(tenant).items()
        for number, since in sorted(known.items())
        if number == in_effect(known, at=at) or since > at
    ]
    return terms.find_all(versions)


def published_terms(tenant: str, name: str) -> Terms:
    """A published version, also an old one. Raises TermsNotFound, for drafts too. 1 round trip."""
    found = terms.find(Version.named(tenant, name))
    if found.state is not TermsState.PUBLISHED:
        raise TermsNotFound(version=name)
    return found


def accept_terms(caller: Caller, name: str, *, at: datetime) -> Acceptance:
    """The caller accepts a version; again it stays as it was. The client refreshes its token afterwards (RULES S0-7).

    Raises TermsNotFound for one that is not published, TermsSuperseded, AcceptanceIsPersonal. 2 round trips.
    """
    now = origin.current()
    if now.impersonator is not None:
        raise AcceptanceIsPersonal
    version = Version.named(caller.tenant, name)
    current = in_effect(terms.enacted(caller.tenant)[version.place], at=at)
    if version.number < current:
        raise TermsSuperseded(version=version_name(version.place, current))
    whence = now.whence(tenant=caller.tenant, person=caller.person)
    return terms.accept(Acceptance(version, at, whence), tenant=caller.tenant, person=caller.person)


def own_acceptances(caller: Caller, *, at: datetime) -> tuple[list[Acceptance], list[str]]:
    """What the caller accepted here, and the names of the versions that wait for it. 2 round trips."""
    accepted = terms.acceptances(caller.tenant, caller.person)
    waiting = [
        version_name(place, number)
        for place, known in terms.enacted(caller.tenant).items()
        if (number := in_effect(known, at=at))
        and not any(each.version.place == place and each.version.number >= number for each in accepted)
    ]
    return accepted, waiting
