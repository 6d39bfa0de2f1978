import pytest

from tests.function.commerce.test_price import INDIA, LIST, ask
from tests.http import person
from tests.selling import for_sale

pytestmark = [pytest.mark.store, pytest.mark.security]


@pytest.mark.parametrize("role", ["auditor", "instructor", "learner", "support", "teaching_assistant"])
def test_only_the_finance_office_sets_prices(table: str, tenant: str, role: str) -> None:
    mallory, course = person("mallory", tenant, role), for_sale(tenant)
    assert ask(f"PUT {LIST}", mallory, tenant, INDIA, course=course).status == 403
    assert ask(f"GET {LIST}", mallory, tenant, course=course).status == 403


def test_staff_of_another_school_set_none_here(table: str, tenant: str) -> None:
    stranger, course = person("boss", f"{tenant}b", "administrator", "finance"), for_sale(tenant)
    assert ask(f"PUT {LIST}", stranger, tenant, INDIA, course=course).status == 403
    assert ask(f"PUT {LIST}", stranger, f"{tenant}b", INDIA, course=course).status == 404
    cashier = person("cashier", tenant, "finance")
    assert ask(f"GET {LIST}", cashier, tenant, course=course).json["by_country"] == {}
