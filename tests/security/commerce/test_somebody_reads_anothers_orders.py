import pytest

from lyceum.kernel.ids import new_id
from tests.function.commerce.test_view_orders import MINE, ONE, SOLD, buy, ids, look
from tests.http import Person, person
from tools.stripe_local.server import StripeServer

pytestmark = [pytest.mark.store, pytest.mark.security]


@pytest.fixture
def order(stripe: StripeServer, tenant: str) -> str:
    return buy(person("ada", tenant, "learner"), tenant)


@pytest.mark.parametrize("roles", [("learner",), ("instructor",), ("support",), ("teaching_assistant",)])
def test_another_members_order_does_not_exist(order: str, tenant: str, roles: tuple[str, ...]) -> None:
    mallory = person("mallory", tenant, *roles)
    answer = look(ONE, mallory, tenant, order=order)
    nowhere = look(ONE, mallory, tenant, order=new_id())
    assert (answer.status, answer.json["type"]) == (nowhere.status, nowhere.json["type"]) == (404, nowhere.json["type"])
    assert look(SOLD, mallory, tenant).status == 403
    assert ids(look(MINE, mallory, tenant)) == []


def test_staff_of_another_school_see_nothing(order: str, tenant: str) -> None:
    here, there = tenant, f"{tenant}b"
    stranger = person("boss", there, "administrator", "finance")
    assert look(SOLD, stranger, here).status == 403
    assert look(ONE, stranger, here, order=order).status == 403
    assert look(ONE, stranger, there, order=order).status == 404


def test_a_visitor_without_a_membership_orders_nothing(stripe: StripeServer, tenant: str) -> None:
    from tests.function.commerce.test_checkout import ask, wish
    from tests.selling import for_sale, intents

    guest = Person(new_id(), "")
    assert ask(guest, tenant, wish(for_sale(tenant))).status == 403
    assert intents(stripe) == []
