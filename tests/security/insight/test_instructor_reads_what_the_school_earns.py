import pytest

from tests.function.insight.test_request_report import ask
from tests.store.insight.school import School

pytestmark = [pytest.mark.store, pytest.mark.security]


@pytest.mark.parametrize("role", ["instructor", "learner", "support", "teaching_assistant"])
def test_revenue_is_not_for_who_may_not_see_orders(school: School, role: str) -> None:
    mallory = school.person("mallory", role)
    assert ask(school, mallory, kind="revenue", course=None).status == 403


def test_staff_of_another_school_learn_nothing(school: School) -> None:
    stranger = School(f"{school.tenant}b").person("boss", "administrator", "finance")
    assert ask(school, stranger, kind="revenue", course=None).status == 403
