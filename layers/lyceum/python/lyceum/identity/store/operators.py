"""Operators of the platform: `T#*#U#p / MEMBER` and `P#p / MEMBERSHIP#*`, as a membership of the platform's place."""

from lyceum.identity.events import OperatorAppointed
from lyceum.identity.model.membership import Membership
from lyceum.identity.store.memberships import begin
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.events import SYSTEM
from lyceum.kernel.table import transaction


def add(new: Membership) -> None:
    """Keep the first appointment of somebody. Raises ChangedInTheMeantime, TokenStale. 3 items in one transaction."""
    told = OperatorAppointed(person=new.person)
    with transaction(tenant=new.tenant, at=new.joined_at, actor=SYSTEM) as write:
        begin(write, new, told=told, otherwise=lambda _: ChangedInTheMeantime())
