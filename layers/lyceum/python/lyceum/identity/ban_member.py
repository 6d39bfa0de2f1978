"""Shut a member out of the school, let them in again, and set their status."""

from collections.abc import Callable
from datetime import datetime

from lyceum.identity.errors import MemberNotFound
from lyceum.identity.events import MemberBanned, MemberReinstated, MemberStatusChanged
from lyceum.identity.model.standing import MemberStatus, Standing
from lyceum.identity.store import standings
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.events import SYSTEM, Tellable

ATTEMPTS = 4

type Change = Callable[[Standing], tuple[Standing, Tellable]]


def ban_member(caller: Caller, person: str, *, reason: str, until: datetime | None, at: datetime) -> Standing:
    """Refuse the member's tokens from now on, within a minute everywhere, and give them none for this school.

    The same ban again changes nothing. 2 round trips. Raises MemberNotFound, NotYourself, AdministratorProtected,
    BanTooShort. Source: FEATURES ID12.
    """

    def banned(kept: Standing) -> tuple[Standing, Tellable]:
        after = kept.banned(reason, by=caller.person, at=at, until=until)
        ends = (kept.ban.until if kept.ban else None, until)
        return after, MemberBanned(person=person, until=until).showing(status=(kept.status, after.status), until=ends)

    def same(kept: Standing) -> bool:
        return kept.ban is not None and (kept.ban.reason, kept.ban.until) == (reason, until)

    return _changed(caller.tenant, person, banned, by=caller.person, at=at, unless=same)


def reinstate_member(caller: Caller, person: str, *, at: datetime) -> Standing:
    """End a ban before its time; where there is none nothing changes. 2 round trips. Raises MemberNotFound."""

    def not_banned(kept: Standing) -> bool:
        return kept.ban is None

    return _changed(caller.tenant, person, _reinstated, by=caller.person, at=at, unless=not_banned)


def lift_ban(tenant: str, person: str, *, at: datetime) -> None:
    """End a ban whose time has run out; one that is over, or was made longer, stays as it is."""

    def not_due(kept: Standing) -> bool:
        return kept.at(at) is kept

    try:
        _changed(tenant, person, _reinstated, by=SYSTEM, at=at, unless=not_due)
    except MemberNotFound:
        return


def set_status(caller: Caller, person: str, status: MemberStatus, *, at: datetime) -> Standing:
    """Make a member active, inactive, suspended or pending. 2 round trips; the same again changes nothing.

    Raises MemberNotFound, NotYourself, AdministratorProtected. Source: RULES S1-2.
    """

    def became(kept: Standing) -> tuple[Standing, Tellable]:
        after = kept.became(status, by=caller.person)
        return after, MemberStatusChanged(person=person, status=status).showing(status=(kept.status, after.status))

    def same(kept: Standing) -> bool:
        return kept.became(status, by=caller.person) == kept

    return _changed(caller.tenant, person, became, by=caller.person, at=at, unless=same)


def see_standing(caller: Caller, person: str, *, at: datetime) -> Standing:
    """MemberStatus and ban of a member. 1 round trip. Raises MemberNotFound."""
    return _find(caller.tenant, person).at(at)


def _reinstated(kept: Standing) -> tuple[Standing, Tellable]:
    after = kept.reinstated()
    return after, MemberReinstated(person=kept.person).showing(status=(kept.status, after.status))


def _changed(
    tenant: str,
    person: str,
    change: Change,
    *,
    by: str,
    at: datetime,
    unless: Callable[[Standing], bool] = lambda _: False,
) -> Standing:
    """Read, decide, write if nothing changed since; once more where something did."""
    for _ in range(ATTEMPTS):
        kept = _find(tenant, person)
        if unless(kept):
            return kept
        after, told = change(kept)
        try:
            standings.save(tenant, kept, after, told=told, at=at, by=by)
        except ChangedInTheMeantime:
            continue
        return after
    raise Busy("Others are changing the same member.")


def _find(tenant: str, person: str) -> Standing:
    found = standings.find(tenant, person)
    if found is None:
        raise MemberNotFound(person=person)
    return found
