"""The small exam: 50 starts, 1,000 saves, 50 submissions, through the handlers."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.store import attempts
from tools.exam.__main__ import CEILING, lines, saved, total
from tools.exam.account import Account
from tools.exam.drive import FirstMinute, drive, first_minute, seed_enrollments
from tools.exam.paper import ESSAY, MINUTES, Exam, written_exam
from tools.measure.gateway import learner_id
from tools.measure.school import found_school

pytestmark = pytest.mark.store

HOUR = timedelta(minutes=MINUTES)


def test_fifty_learners_sit_an_exam(table: str, tenant: str) -> None:
    account, school = Account(sample=5), found_school(tenant)
    seed_enrollments(school, [learner_id(number) for number in range(50)])
    without = first_minute(written_exam(school), starts=50, sample=5)
    exam = written_exam(school)
    driven = list(drive(exam, account, starts=50, saves=1_000, submits=50))

    assert {kind.operation: kind.requests for kind in driven} == {
        "prepare attempts": 1,
        "accommodate": 5,
        "start attempt": 50,
        "enter section": 100,
        "save answer": 950,
        "accommodate meanwhile": 5,
        "save essay": 50,
        "submit attempt": 50,
        "start again": 5,
    }
    save, essay, submit = (account.spent[name] for name in ("save answer", "save essay", "submit attempt"))
    assert save.requests <= save.write_units <= 2 * save.requests
    assert save.index_units == essay.index_units == 0
    assert submit.index_units == 2 * submit.requests, "the timer's entry goes, the grading queue's comes"
    key, share = account.share()
    assert share <= CEILING, key
    used = total(driven, account.spent)
    assert used.requests == 1_216
    assert 1_700 < used.write_units < 2_100
    assert any("the hour" in line for line in lines(driven, account, learners=50))
    opened = FirstMinute.of(account, 50)
    # Without: three reads and a transaction each, and one read of the questions. Opened: the first starts as ever.
    assert (without.writes, without.write_units, opened.writes) == (50 * 2, 50 * 5, 2 + 49)
    # A process that is new asks for a few things more that it remembers then.
    assert 50 * 4 < without.requests <= 50 * 4 + 12
    assert 50 * 2 < opened.requests <= 50 * 2 + 12
    assert 100 <= opened.write_units <= 50 * 5 // 2
    assert "saved" in list(saved(without, opened))[-1]
    assert account.spent["prepare attempts"].write_units == 50 + 4, "one each, its plan, its claim, two pages"
    _check_what_is_kept(exam)


def _check_what_is_kept(exam: Exam) -> None:
    """Sections were gone through, the essay waits for its grader, and who was accommodated had the time for it."""
    first = [_attempt(exam, number) for number in range(50)]
    assert {attempt.state for attempt in first} == {State.SUBMITTED}
    assert {attempt.waiting for attempt in first} == {(ESSAY,)}
    assert all(attempt.answers[ESSAY].elsewhere and len(attempt.answers) == 20 for attempt in first)
    assert all(clock.entered_at for attempt in first for clock in attempt.sections)
    factors = {0: Decimal("1.5"), 5: Decimal(2)}
    for number, attempt in enumerate(first):
        factor = factors.get(number % 10, Decimal(1))
        assert attempt.deadline is not None
        assert (attempt.deadline - attempt.started_at) / HOUR == float(factor)
        last = attempt.sections[-1]
        assert last.until is not None
        assert last.entered_at is not None
        assert (last.until - last.entered_at) / timedelta(minutes=40) == float(factor)
    again = [_attempt(exam, number, 2) for number in range(0, 50, 10)]
    assert {attempt.state for attempt in again} == {State.IN_PROGRESS}


def _attempt(exam: Exam, number: int, count: int = 1) -> Attempt:
    return attempts.find(exam.school.tenant, AttemptId(learner_id(number), exam.id, count, 1))
