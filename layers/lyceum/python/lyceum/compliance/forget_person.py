"""Forget a person: what was sealed under their key can be read by nobody any more, and every seal stays valid."""

from datetime import datetime
from functools import partial

from lyceum.compliance.errors import CoursesNeedAnOwner, StillAdministrator
from lyceum.compliance.events import PersonForgotten
from lyceum.compliance.store import holdings
from lyceum.kernel import person_keys
from lyceum.kernel.contention import rounds
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.events import SYSTEM

_ROUNDS = 4
_NAMED = 20
"""Courses that a refusal names."""


def erase_person_key(tenant: str, person: str, *, at: datetime, actor: str = SYSTEM) -> bool:
    """Erase the key of a person in a tenant; False where that was done before (RULES X11, S1-36).

    Entries stay, with the person's id alone; the hashes cover what was sealed as it lies there. Nothing is sealed for
    them again. The key's copies in backups of the table end with those (35 days at most). Raises CoursesNeedAnOwner,
    StillAdministrator, Busy. 4 round trips, and 2 for each hundred courses more that the school has.
    """
    for _ in rounds(_ROUNDS, first_pause=0.05):
        if person_keys.was_erased(tenant, person):
            return False
        member = holdings.membership(tenant, person)
        if holdings.administers(member):
            raise StillAdministrator(person=person)
        courses = holdings.courses_of(tenant, person)
        if courses:
            raise CoursesNeedAnOwner(count=len(courses), courses=" ".join(courses[:_NAMED]))
        try:
            return person_keys.erase(
                tenant,
                person,
                at=at,
                actor=actor,
                events=[PersonForgotten(person=person)],
                more=partial(holdings.still_so, person=person, member=member),
            )
        except ChangedInTheMeantime:
            continue
    raise Busy("Others are changing the member.")
