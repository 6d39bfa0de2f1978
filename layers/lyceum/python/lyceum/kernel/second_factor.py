"""The second factor that a school may demand of its staff: who has more than a learner's rights (FEATURES ID7).

The token trigger says `second_factor` for accounts of the pool that sign in with a one-time code. What a school's own
identity provider demands is the school's affair. Another issuer says `amr` (RFC 8176).
"""

from collections.abc import Mapping
from typing import Any, Final

from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Forbidden
from lyceum.kernel.permissions import PLATFORM, Role
from lyceum.kernel.settings import settings

CLAIM: Final = "second_factor"
_METHODS: Final = frozenset({"mfa", "otp", "hwk", "swk", "sms"})


class SecondFactorRequired(Forbidden):
    """The school demands a second factor of its staff: set up a one-time code with the sign-in, refresh the token."""

    title = {"en": "Set up a second factor first", "th": "โปรดตั้งค่าการยืนยันตัวตนสองขั้นตอนก่อน"}


def demand_second_factor(claims: Mapping[str, Any], caller: Caller) -> None:
    """Raises SecondFactorRequired where the school demands what this sign-in lacks.

    0 reads for learners and keys; for staff the school's settings, remembered for 50 s.
    """
    if caller.is_service or caller.tenant == PLATFORM or not is_staff(caller) or has_second_factor(claims):
        return
    from lyceum.kernel.setting_catalogue import STAFF_SECOND_FACTOR  # learners' requests never need it
    from lyceum.kernel.tenant_settings import setting

    if setting(caller.tenant, STAFF_SECOND_FACTOR):
        raise SecondFactorRequired(tenant=caller.tenant)


def is_staff(caller: Caller) -> bool:
    """Whether somebody has been given more than a learner's place: a role, a place, or a single permission."""
    if caller.stated is not None:
        return any(one.allows and one.role != Role.LEARNER and one.permission != _MEMBER for one in caller.stated)
    granted = any(one.allows for one in caller.overrides)
    return bool(caller.roles - {Role.LEARNER} or caller.scoped or granted)


def has_second_factor(claims: Mapping[str, Any]) -> bool:
    """Whether this sign-in is known to have one."""
    if settings().has_other_issuer:
        return bool(_METHODS & set(str(claims.get("amr", "")).strip("[]").replace(",", " ").split()))
    return claims.get(CLAIM) == "true" or bool(claims.get("school"))


_MEMBER: Final = "member"
