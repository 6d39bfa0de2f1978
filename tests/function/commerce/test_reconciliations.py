"""POST and GET /v1/{tenant}/reconciliations; the nightly job."""

import json
from pathlib import Path
from typing import Any

import pytest

from commerce.reconcile import handler as by_night
from commerce.reconciliations import handler
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from lyceum.kernel.jobs import runs_of, start_run
from tests.http import Answer, Person, person, request
from tests.published_course import learner
from tests.selling import for_sale
from tests.store.commerce.buyers import order
from tests.store.commerce.test_fulfil_order import pay
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
MAKE, LIST = "POST /v1/{tenant}/reconciliations", "GET /v1/{tenant}/reconciliations"
ONE = "GET /v1/{tenant}/reconciliations/{reconciliation}"


@pytest.fixture
def admin(stripe: StripeServer, tenant: str) -> Person:
    return person("admin", tenant, "administrator")


def compare(caller: Person, tenant: str, body: Any, key: str | None = None) -> Answer:
    headers = {"Idempotency-Key": key} if key else {}
    return request(handler, MAKE, caller=caller, tenant=tenant, body=body, headers=headers)


def test_a_difference_is_put_right_and_reported(admin: Person, stripe: StripeServer, tenant: str) -> None:
    made = order(learner(tenant), for_sale(tenant), at=now()).order
    pay(stripe, made)
    done = compare(admin, tenant, {"days": 2}, key="compared-1")
    assert done.status == 201, done.text
    assert done.json["findings"] == [
        {"kind": "unpaid", "object": made.sale.intent, "order": made.id, "repaired": True, "why": None}
    ]
    assert (done.json["payments"], done.json["by"], done.json["complete"]) == (1, admin.id, True)
    assert compare(admin, tenant, {"days": 2}, key="compared-1").json == done.json
    found = request(handler, ONE, caller=admin, tenant=tenant, reconciliation=done.json["id"])
    assert (found.json, done.headers["Location"]) == (done.json, f"/v1/{tenant}/reconciliations/{done.json['id']}")
    assert request(handler, LIST, caller=admin, tenant=tenant).json["items"] == [done.json]
    assert compare(admin, tenant, {"days": 2}).json["findings"] == []


@pytest.mark.parametrize("body", [{}, {"days": 0}, {"days": 91}, {"days": "1"}, {"days": 1, "more": 1}])
def test_what_is_no_wish(admin: Person, tenant: str, body: Any) -> None:
    assert compare(admin, tenant, body).status == 422


def test_what_is_not_there(admin: Person, tenant: str) -> None:
    assert request(handler, ONE, caller=admin, tenant=tenant, reconciliation=new_id()).status == 404


@pytest.mark.security
@pytest.mark.parametrize("role", ["finance", "instructor", "learner", "support"])
def test_only_administrators(stripe: StripeServer, tenant: str, role: str) -> None:
    mallory = person("mallory", tenant, role)
    assert compare(mallory, tenant, {"days": 1}).status == 403
    assert request(handler, LIST, caller=mallory, tenant=tenant).status == 403


@pytest.mark.security
def test_another_schools_report_does_not_exist(admin: Person, tenant: str) -> None:
    made = compare(admin, tenant, {"days": 1}).json["id"]
    stranger = person("boss", f"{tenant}b", "administrator")
    assert request(handler, ONE, caller=stranger, tenant=f"{tenant}b", reconciliation=made).status == 404
    assert request(handler, ONE, caller=stranger, tenant=tenant, reconciliation=made).status == 403


def test_the_job_of_the_night_ends(stripe: StripeServer, table: str) -> None:
    event = json.loads(Path("events/commerce/reconcile.json").read_text(encoding="utf-8"))
    run = start_run("commerce.reconcile", at=now(), cause=new_id())
    event["detail"] |= {"id": new_id(), "data": {"job": "commerce.reconcile", "run": run.sk, "attempt": 1}}
    by_night(event, None)
    ended = next(one for one in runs_of("commerce.reconcile", limit=10).items if one.sk == run.sk)
    assert ended.state == "succeeded", ended.error


def test_the_sample_events_are_understood(stripe: StripeServer, tenant: str) -> None:
    sample = Path("events/commerce/reconciliations.json").read_text(encoding="utf-8")
    assert handler(json.loads(sample.replace("demo", tenant)), None)["statusCode"] == 201
    by_night(json.loads(Path("events/commerce/reconcile.json").read_text(encoding="utf-8")), None)
