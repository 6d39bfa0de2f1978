import pytest

from commerce.view_webhooks import handler
from tests.function.commerce.test_view_webhooks import again, look
from tests.http import person, request
from tests.published_course import learner
from tests.selling import for_sale
from tests.store.commerce.buyers import order
from tests.store.commerce.hooks import deliver, event, succeeded
from tools.stripe_local.server import StripeServer

pytestmark = [pytest.mark.store, pytest.mark.security]


@pytest.mark.parametrize("role", ["finance", "instructor", "learner", "support"])
def test_only_administrators(stripe: StripeServer, tenant: str, role: str) -> None:
    mallory = person("mallory", tenant, role)
    assert (look(mallory, tenant).status, again(mallory, tenant, "evt_1").status) == (403, 403)


def test_another_schools_event_does_not_exist(stripe: StripeServer, tenant: str) -> None:
    ours = succeeded(order(learner(tenant), for_sale(tenant)).order)
    nobodys = event("customer.created", {})
    for document in (ours, nobodys):
        deliver(document)
    stranger = person("boss", f"{tenant}b", "administrator")
    assert look(stranger, f"{tenant}b").json["items"] == []
    for document in (ours, nobodys):
        answer, nowhere = again(stranger, f"{tenant}b", document["id"]), again(stranger, f"{tenant}b", "evt_nowhere")
        assert (
            (answer.status, answer.json["type"])
            == (nowhere.status, nowhere.json["type"])
            == (
                404,
                nowhere.json["type"],
            )
        )
    assert again(stranger, tenant, ours["id"]).status == 403


@pytest.mark.parametrize("role", ["administrator", "finance", "learner"])
def test_nobody_but_operators_sees_what_is_nobodys(stripe: StripeServer, tenant: str, role: str) -> None:
    mallory = person("mallory", tenant, role)
    for route in ("GET /v1/webhooks", "POST /v1/webhooks/{event}/replay"):
        assert request(handler, route, caller=mallory, event="evt_1").status == 403
