import pytest

from commerce.refund import handler
from lyceum.kernel.ids import new_id
from tests.function.commerce.test_refund import LIST, give_back
from tests.function.commerce.test_view_orders import buy
from tests.http import person, request
from tools.stripe_local.server import StripeServer

pytestmark = [pytest.mark.store, pytest.mark.security]


@pytest.mark.parametrize("role", ["auditor", "instructor", "learner", "support", "teaching_assistant"])
def test_only_the_finance_office_gives_back(stripe: StripeServer, tenant: str, role: str) -> None:
    buyer = person("ada", tenant, role, "learner")
    order = buy(buyer, tenant)
    assert give_back(buyer, tenant, order).status == 403
    seen = request(handler, LIST, caller=buyer, tenant=tenant, order=order)
    assert seen.status == (200 if role == "auditor" else 403)


def test_another_schools_order_does_not_exist(stripe: StripeServer, tenant: str) -> None:
    order = buy(person("ada", tenant, "learner"), tenant)
    there = f"{tenant}b"
    clerk = person("clerk", there, "administrator")
    assert give_back(clerk, tenant, order).status == 403
    theirs, nowhere = give_back(clerk, there, order), give_back(clerk, there, new_id())
    assert (theirs.status, theirs.json["type"]) == (nowhere.status, nowhere.json["type"]) == (404, nowhere.json["type"])
