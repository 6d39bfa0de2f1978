"""The pool's triggers before and after a password is checked, and the history that they make."""

import copy
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from identity.record_sign_in import handler
from identity.sign_ins import handler as sign_ins
from lyceum.identity.record_sign_in import attempted
from lyceum.identity.store import sign_ins as store
from lyceum.kernel.claims import person_id
from lyceum.kernel.clock import now
from lyceum.kernel.limits import TooOften
from tests.http import Person, request
from tests.meter import metered

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/identity/record_sign_in.json").read_text(encoding="utf-8"))
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example"


def trigger(tenant: str, source: str, *, unknown: str = "") -> Any:
    event = copy.deepcopy(SAMPLE)
    event["triggerSource"] = f"{source}_Authentication"
    event["request"]["userAttributes"]["sub"] = f"sub-{tenant}"
    if unknown:
        event["userName"] = unknown
        event["request"] |= {"userNotFound": True, "userAttributes": {}}
    return event


def history(tenant: str) -> list[str]:
    ada = Person(person_id(ISSUER, f"sub-{tenant}"), f"{tenant}=learner")
    answer = request(sign_ins, "GET /v1/{tenant}/me/sign-ins", caller=ada, tenant=tenant)
    assert answer.status == 200, answer.text
    return [one["outcome"] for one in answer.json["items"]]


def test_a_success_and_what_came_before_it(table: str, tenant: str) -> None:
    subject = f"sub-{tenant}"
    attempted(issuer=ISSUER, subject=subject, identifier="x", client="web", at=now() - timedelta(minutes=20))
    event = trigger(tenant, "PreAuthentication")
    assert handler(event, None) == event
    assert history(tenant) == ["open", "failed"]
    handler(trigger(tenant, "PostAuthentication"), None)
    assert history(tenant) == ["succeeded", "failed"]


def test_a_federated_sign_in_has_no_attempt(table: str, tenant: str) -> None:
    handler(trigger(tenant, "PostAuthentication"), None)
    assert history(tenant) == ["succeeded"]


def test_an_identifier_of_nobody_is_kept_under_a_pseudonym(table: str, tenant: str) -> None:
    handler(trigger(tenant, "PreAuthentication", unknown=f"Eve-{tenant}@example.com "), None)
    whose = store.of_nobody(f"eve-{tenant}@EXAMPLE.com")
    assert "eve" not in whose
    page = store.of(whose, after=None, limit=5)
    assert [one.succeeded for one in page.items] == [False]


def test_a_known_and_an_unknown_identifier_cost_the_same(table: str, tenant: str) -> None:
    costs = []
    for unknown in ("", f"eve-{tenant}@example.com"):
        with metered() as cost:
            handler(trigger(tenant, "PreAuthentication", unknown=unknown), None)
        costs.append(cost.spent)
    assert costs[0] == costs[1]


def test_an_account_is_not_guessed_at_for_ever(table: str, tenant: str) -> None:
    at = now()
    for _ in range(store.PER_ACCOUNT[0].most):
        attempted(issuer=ISSUER, subject=f"sub-{tenant}", identifier="x", client="web", at=at)
    with pytest.raises(TooOften):
        attempted(issuer=ISSUER, subject=f"sub-{tenant}", identifier="x", client="web", at=at)
