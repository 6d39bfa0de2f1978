"""Who may give a place up, and what is kept of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lyceum.enrollment.errors import EnrollmentEnded
from lyceum.enrollment.model import Enrollment, Source, Status, WithdrawalReason

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ENROLLED = Enrollment("acme", "ada", "course", Source.SELF, Status.ENROLLED, NOON)


@pytest.mark.parametrize("status", [Status.ENROLLED, Status.IN_PROGRESS])
def test_a_place_is_given_up_with_date_and_reason(status: Status) -> None:
    left = replace(ENROLLED, status=status).withdrawn(WithdrawalReason.TIME, NOON)
    assert (left.status, left.withdrawn_at, left.reason) == (Status.WITHDRAWN, NOON, WithdrawalReason.TIME)


def test_a_repeat_keeps_the_first_date_and_reason() -> None:
    left = ENROLLED.withdrawn(WithdrawalReason.TIME, NOON)
    assert left.withdrawn(WithdrawalReason.OTHER, NOON + timedelta(days=1)) == left


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.EXPIRED, Status.SUSPENDED])
def test_nobody_withdraws_from_what_has_ended_otherwise(status: Status) -> None:
    with pytest.raises(EnrollmentEnded):
        replace(ENROLLED, status=status).withdrawn(WithdrawalReason.OTHER, NOON)
