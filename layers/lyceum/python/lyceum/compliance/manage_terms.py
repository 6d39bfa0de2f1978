"""Write terms and publish them."""

from collections.abc import Mapping
from datetime import datetime

from lyceum.compliance.errors import EffectiveInThePast, TermsNotFound
from lyceum.compliance.model.terms import Terms, TermsState, Version
from lyceum.compliance.store import terms
from lyceum.kernel.access import Caller
from lyceum.kernel.permissions import PLATFORM
from lyceum.kernel.terms import forget_known


def write_terms(caller: Caller, *, title: Mapping[str, str], text: Mapping[str, str], at: datetime) -> Terms:
    """The draft of the next version, begun or written anew: there is one at a time, so a repetition changes nothing.

    Raises ChangedInTheMeantime, TermsArePublished where it was published meanwhile. 2 round trips.
    """
    last, is_published = terms.newest(caller.tenant)
    number = last + 1 if is_published or last == 0 else last
    draft = Terms(Version(caller.tenant, number), TermsState.DRAFT, title, text, caller.person, at)
    terms.write_draft(draft, tenant=_told_in(caller))
    return draft


def publish_terms(caller: Caller, name: str, *, effective_from: datetime | None, at: datetime) -> Terms:
    """A draft becomes the version that has to be accepted, from now or from a later instant; repeats change nothing.

    Raises TermsNotFound, EffectiveInThePast, ChangedInTheMeantime. 3 round trips.
    """
    since = effective_from or at
    if since < at:
        raise EffectiveInThePast
    version = Version.named(caller.tenant, name)
    if version.place != caller.tenant:
        # The platform's terms are not a school's to publish.
        raise TermsNotFound(version=name)
    terms.publish(version, effective_from=since, tenant=_told_in(caller), actor=caller.person, at=at)
    forget_known()
    return terms.find(version)


def _told_in(caller: Caller) -> str:
    """The tenant of its events: none for the platform's terms."""
    return "" if caller.tenant == PLATFORM else caller.tenant
