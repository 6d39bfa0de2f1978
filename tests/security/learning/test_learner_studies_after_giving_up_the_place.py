"""Somebody goes on studying a course whose place they have given back."""

from datetime import timedelta

import pytest

from lyceum.enrollment.enroll import enroll
from lyceum.enrollment.model import WithdrawalReason
from lyceum.enrollment.withdraw import withdraw
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from lyceum.learning.close_access import close_access
from lyceum.learning.errors import AccessEnded, NotEnrolled
from lyceum.learning.open_access import open_access
from lyceum.learning.store import progress
from lyceum.learning.study import course_outline, read_lesson
from tests.published_course import NOON, learner, lesson, outline, publish

pytestmark = [pytest.mark.store, pytest.mark.security]
LATER = NOON + timedelta(hours=1)


def enroll_well(caller: Caller, course: str) -> None:
    enroll(caller, course, creation=Creation(new_id()), at=NOON)


def test_before_and_after_learning_heard_of_it(table: str, tenant: str) -> None:
    ada, course = learner(tenant), new_id()
    publish(tenant, outline(course, [lesson("l1")]))
    enroll_well(ada, course)
    open_access(tenant, ada.person, course, at=NOON)
    withdraw(ada, course, reason=WithdrawalReason.OTHER, at=LATER)
    close_access(tenant, ada.person, course, rev=2, at=LATER)
    for _ in range(2):
        with pytest.raises(AccessEnded):
            course_outline(ada, course, at=LATER)
        with pytest.raises(AccessEnded):
            read_lesson(ada, course, "l1", at=LATER)
        progress.forget()


def test_by_opening_it_again(table: str, tenant: str) -> None:
    ada, course = learner(tenant), new_id()
    publish(tenant, outline(course, [lesson("l1")]))
    enroll_well(ada, course)
    withdraw(ada, course, reason=WithdrawalReason.OTHER, at=LATER)
    with pytest.raises(NotEnrolled):
        course_outline(ada, course, at=LATER)
