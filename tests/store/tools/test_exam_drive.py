"""The small exam: 50 starts, 1,000 saves, 50 submissions, through the handlers."""

import pytest

from tools.exam.__main__ import CEILING, lines, total
from tools.exam.account import Account
from tools.exam.drive import drive
from tools.measure.school import found_school

pytestmark = pytest.mark.store


def test_fifty_learners_sit_an_exam(table: str, tenant: str) -> None:
    account = Account(sample=5)
    driven = list(drive(found_school(tenant), account, starts=50, saves=1_000, submits=50))

    assert [kind.requests for kind in driven] == [50, 1_000, 50]
    save, submit = account.spent["save answer"], account.spent["submit attempt"]
    assert save.write_units == save.requests
    assert save.index_units == 0
    assert submit.index_units == submit.requests, "the timer's entry goes"
    key, share = account.share()
    assert share <= CEILING, key
    used = total(driven, account.spent)
    assert used.requests == 1_100
    assert 1_200 < used.write_units < 1_600
    assert any("the hour" in line for line in lines(driven, account))
