"""Forget a person: what was sealed under their key can be read by nobody any more, and every seal stays valid."""

from datetime import datetime

from lyceum.compliance.events import PersonForgotten
from lyceum.kernel import person_keys
from lyceum.kernel.events import SYSTEM


def erase_person_key(tenant: str, person: str, *, at: datetime, actor: str = SYSTEM) -> bool:
    """Erase the key of a person in a tenant; False where that was done before (RULES X11, S1-36).

    Entries stay, with the person's id alone; the hashes cover what was sealed as it lies there. Nothing is sealed for
    them again. The key's copies in backups of the table end with those (35 days at most).
    """
    return person_keys.erase(tenant, person, at=at, actor=actor, events=[PersonForgotten(person=person)])
