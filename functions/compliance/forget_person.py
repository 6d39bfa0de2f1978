"""Forget a person in a school. Invoked by an operator or a workflow, not over HTTP."""

from pydantic import BaseModel, ConfigDict

from lyceum.compliance.forget_person import erase_person_key
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point
from lyceum.kernel.ids import Id, TenantId


class Wish(BaseModel):
    """Who is to be forgotten, where."""

    model_config = ConfigDict(extra="forbid")

    tenant: TenantId
    person: Id


class Forgotten(BaseModel):
    """What came of it."""

    person: Id
    erased: bool
    """False where it had been done before."""


def act(wish: Wish) -> Forgotten:
    """Translate and call."""
    return Forgotten(person=wish.person, erased=erase_person_key(wish.tenant, wish.person, at=clock.now()))


handler = task_entry_point(Wish, act)
