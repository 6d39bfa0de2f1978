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
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import Conflict
from lyceum.kernel.ids import new_id
from lyceum.kernel.limits import TooOften
from lyceum.kernel.table import transaction
from tests.http import Answer, Person, person, request
from tests.meter import metered

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/identity/record_sign_in.json").read_text(encoding="utf-8"))
SAMPLE_CLIENT = SAMPLE["callerContext"]["clientId"]
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example"


def put(item: MemberItem) -> None:
    with transaction(tenant="x", at=now()) as write:
        write.put(item, when=MemberItem.absent(), otherwise=Conflict())


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
    whose = store.as_typed(f"eve-{tenant}@EXAMPLE.com")
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


def typed(identifier: str, **query: str) -> Answer:
    operator = Person(new_id(), "*=operator")
    return request(sign_ins, "GET /v1/sign-ins", caller=operator, query={"identifier": identifier, **query})


def auditor(tenant: str) -> Person:
    return person("otto", tenant, "auditor")


def test_staff_read_what_came_of_a_members_attempts(table: str, tenant: str) -> None:
    ada = person_id(ISSUER, f"sub-{tenant}")
    key = member_key(tenant, ada)
    put(MemberItem(key.pk, key.sk, person=ada, status="active"))
    at = now()
    for minutes in (40, 30, 20):
        attempted(
            issuer=ISSUER, subject=f"sub-{tenant}", identifier="x", client="web", at=at - timedelta(minutes=minutes)
        )
    route = "GET /v1/{tenant}/members/{person}/sign-ins"
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        query = {"limit": "2", **cursor}
        answer = request(sign_ins, route, caller=auditor(tenant), tenant=tenant, person=ada, query=query)
        assert answer.status == 200, answer.text
        seen += [one["outcome"] for one in answer.json["items"]]
        if answer.json["next_cursor"] is None:
            break
        cursor = {"cursor": answer.json["next_cursor"]}
    assert seen == ["failed"] * 3
    for nobody in (new_id(), person("of another school", new_id()).id):
        answer = request(sign_ins, route, caller=auditor(tenant), tenant=tenant, person=nobody)
        assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (404, "member-not-found")


def test_operators_read_attempts_with_what_was_typed_whoever_has_it(table: str, tenant: str) -> None:
    nobodys, somebodys = f"eve-{tenant}@example.com", f"ada-{tenant}@example.com"
    handler(trigger(tenant, "PreAuthentication", unknown=nobodys.upper()), None)
    known = trigger(tenant, "PreAuthentication")
    known["request"]["userAttributes"]["email"] = somebodys
    handler(known, None)
    handler(trigger(tenant, "PostAuthentication"), None)
    answers = [typed(one) for one in (nobodys, somebodys)]
    assert [(one.status, len(one.json["items"])) for one in answers] == [(200, 1), (200, 1)]
    # Neither what is said nor what is left out tells which of the two has an account.
    assert [one.json["items"][0] | {"at": ""} for one in answers] == [{"at": "", "client": SAMPLE_CLIENT}] * 2
    assert typed(f"nobody-{tenant}@example.com").json == {"items": [], "next_cursor": None}
    assert "RateLimit-Limit" in answers[0].headers


def test_a_page_of_one_identifier_goes_on_with_no_other(table: str, tenant: str) -> None:
    for _ in range(2):
        handler(trigger(tenant, "PreAuthentication", unknown=f"eve-{tenant}"), None)
    first = typed(f"eve-{tenant}", limit="1").json
    rest = typed(f"eve-{tenant}", limit="1", cursor=first["next_cursor"])
    assert (len(first["items"]), len(rest.json["items"])) == (1, 1)
    other = typed(f"bob-{tenant}", cursor=first["next_cursor"])
    assert (other.status, other.json["type"].rsplit("/", 1)[1]) == (422, "invalid-cursor")
