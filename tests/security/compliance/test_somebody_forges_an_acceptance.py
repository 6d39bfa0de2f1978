"""Nobody accepts for somebody else, nobody accepts what is not published, nobody walks around the gate."""

from typing import Any

import pytest

from community.notifications import handler as elsewhere
from compliance.accept_terms import handler
from compliance.manage_terms import handler as manage
from lyceum.kernel import sealing
from lyceum.kernel import terms as gate
from lyceum.kernel.table import get
from tests.http import Answer, Person, person, request

pytestmark = [pytest.mark.security, pytest.mark.store]
WORDS = {"title": {"en": "Terms"}, "text": {"en": "Be kind."}}
ACCEPT = "PUT /v1/{tenant}/me/terms/{version}"
WRITE, PUBLISH = "POST /v1/{tenant}/terms", "PUT /v1/{tenant}/terms/{version}/publication"


@pytest.fixture(autouse=True)
def fresh() -> None:
    gate.forget_known()
    sealing._kept.clear()


def write(tenant: str, caller: Person | None = None) -> Answer:
    head = caller or person("Head", tenant, "administrator")
    return request(manage, WRITE, caller=head, body=WORDS, tenant=tenant)


def publish(tenant: str, version: str = "1", caller: Person | None = None) -> Answer:
    head = caller or person("Head", tenant, "administrator")
    return request(manage, PUBLISH, caller=head, body={}, tenant=tenant, version=version)


def enact(tenant: str) -> None:
    assert write(tenant).status == 201
    assert publish(tenant).status == 200


def accepted(tenant: str, who: Person) -> set[int]:
    item = get(gate.AcceptedTermsItem, gate.accepted_key(who.id, tenant), consistent=True)
    return {int(number) for number in item.numbers} if item is not None else set()


def test_nobody_accepts_in_the_name_of_another(table: str, tenant: str) -> None:
    """There is no place to name another person: what is sent beside the token changes nothing."""
    enact(tenant)
    ada, bo = person("Ada", tenant, "learner"), person("Bo", tenant, "learner")
    forged: dict[str, Any] = {"query": {"person": ada.id}, "headers": {"X-Person": ada.id}}
    request(handler, ACCEPT, caller=bo, tenant=tenant, version="1", body={"person": ada.id}, **forged)
    assert (accepted(tenant, ada), accepted(tenant, bo)) == (set(), {1})


def test_an_impersonating_administrator_accepts_nothing(table: str, tenant: str) -> None:
    enact(tenant)
    ada, head = person("Ada", tenant, "learner"), person("Head", tenant, "administrator")
    claims = ada.claims(impersonator=head.id)
    answer = request(handler, ACCEPT, claims=claims, tenant=tenant, version="1")
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (403, "acceptance-is-personal")
    assert accepted(tenant, ada) == set()


@pytest.mark.parametrize("version", ["1", "2", "99999", "platform-9"])
def test_what_is_not_published_cannot_be_accepted(table: str, tenant: str, version: str) -> None:
    write(tenant)
    ada = person("Ada", tenant, "learner")
    answer = request(handler, ACCEPT, caller=ada, tenant=tenant, version=version)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (404, "terms-not-found")
    assert accepted(tenant, ada) == set()


@pytest.mark.parametrize("version", ["0", "-1", "01", "platform-", "1.5", "999999", "x"])
def test_a_version_that_is_none_is_refused(table: str, tenant: str, version: str) -> None:
    ada = person("Ada", tenant, "learner")
    assert request(handler, ACCEPT, caller=ada, tenant=tenant, version=version).status == 422


def test_a_draft_is_shown_to_nobody(table: str, tenant: str) -> None:
    write(tenant)
    assert request(handler, "GET /v1/{tenant}/terms/{version}", tenant=tenant, version="1").status == 404
    assert request(handler, "GET /v1/{tenant}/terms", tenant=tenant).json == {"items": []}


def test_a_member_of_another_school_accepts_none_of_ours(table: str, tenant: str) -> None:
    enact(tenant)
    stranger = person("Ada", f"{tenant}x", "learner")
    assert request(handler, ACCEPT, caller=stranger, tenant=tenant, version="1").status == 403


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_learners_and_instructors_write_no_terms(table: str, tenant: str, role: str) -> None:
    somebody = person("Ada", tenant, role)
    assert {write(tenant, somebody).status, publish(tenant, caller=somebody).status} == {403}


def test_a_school_publishes_no_terms_of_the_platform(table: str, tenant: str) -> None:
    answer = publish(tenant, "platform-1")
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (404, "terms-not-found")
    head = person("Head", tenant, "administrator")
    platform = request(manage, "POST /v1/terms", caller=head, body=WORDS)
    assert platform.status == 403


@pytest.mark.parametrize(
    "claim", ["other=1", "=1", ";;;", "{tenant}=", "{tenant}=-1", "{tenant}=x", "{tenant}=٣", "{tenant}=0"]
)
def test_a_malformed_claim_accepts_nothing(table: str, tenant: str, claim: str) -> None:
    enact(tenant)
    ada = person("Ada", tenant, "learner")
    claims = ada.claims(terms=claim.format(tenant=tenant))
    answer = request(elsewhere, "GET /v1/{tenant}/me/notifications", claims=claims, tenant=tenant)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (409, "terms-not-accepted")


def test_terms_of_another_school_do_not_open_this_one(table: str, tenant: str) -> None:
    enact(tenant)
    ada = person("Ada", tenant, "learner")
    claims = ada.claims(terms=f"{tenant}x=5")
    answer = request(elsewhere, "GET /v1/{tenant}/me/notifications", claims=claims, tenant=tenant)
    assert answer.status == 409
