"""Schools for tests: founded and opened as the onboarding workflow does it, without the workflow."""

from typing import Any

from lyceum.identity.appoint_administrator import appoint_administrator
from lyceum.kernel.clock import now
from lyceum.kernel.table.remembered import forget
from lyceum.tenancy.found_tenant import found_tenant
from lyceum.tenancy.prepare_tenant import claim_onboarding, furnish_tenant, open_tenant
from tests.http import Person, person

EXECUTION = "arn:aws:states:eu-central-1:000000000000:execution:onboard:1"


def open_school(tenant: str, **wish: Any) -> Person:
    """A school that is open; its administrator, `head`."""
    head = person("head", tenant, "administrator")
    wanted = {"name": {"en": "School"}, "language": "en", "self_registration": True, **wish}
    found_tenant(tenant, **wanted, administrator=head.id, at=now())
    claim_onboarding(tenant, EXECUTION, at=now())
    appoint_administrator(tenant, head.id, at=now())
    furnish_tenant(tenant, at=now())
    open_tenant(tenant, EXECUTION, at=now())
    forget()
    return head


def enter(tenant: str, name: str) -> Person:
    """A learner who has joined."""
    from lyceum.identity.join import join
    from lyceum.identity.model.membership import Profile
    from lyceum.kernel.access import Caller

    who = person(name, tenant, "learner")
    join(Caller(who.id, tenant), Profile(name=name.title()), at=now())
    return who
