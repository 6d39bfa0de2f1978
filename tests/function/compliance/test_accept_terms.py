"""Terms from draft to acceptance, and the gate in between, through the functions that people meet."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from community.notifications import handler as elsewhere
from compliance.accept_terms import handler
from compliance.manage_terms import handler as manage
from identity.join import handler as me
from lyceum.compliance.manage_terms import publish_terms, write_terms
from lyceum.compliance.store.terms import AcceptanceItem
from lyceum.identity.issue_token import token_claims
from lyceum.identity.join import join
from lyceum.identity.model.membership import Profile
from lyceum.identity.model.sign_in_identity import SignInIdentity
from lyceum.kernel import clock, sealing
from lyceum.kernel import terms as gate
from lyceum.kernel.access import Caller
from lyceum.kernel.claims import person_id
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.table import get, remembered, tenant_key
from lyceum.kernel.table.items import Key
from lyceum.tenancy.found_tenant import found_tenant
from tests.http import Answer, Person, person, request
from tests.meter import metered, units

pytestmark = pytest.mark.store
WORDS = {
    "title": {"en": "Terms of use", "th": "ข้อกำหนดการใช้งาน"},
    "text": {"en": "Be kind to each other.", "th": "มีน้ำใจต่อกัน"},
}
ACCEPT, MINE = "PUT /v1/{tenant}/me/terms/{version}", "GET /v1/{tenant}/me/terms"
NOTES = "GET /v1/{tenant}/me/notifications"


@pytest.fixture(autouse=True)
def fresh() -> None:
    gate.forget_known()
    sealing._kept.clear()


def head(tenant: str) -> Person:
    return person("Head", tenant, "administrator")


def write(tenant: str, **changed: Any) -> Answer:
    return request(manage, "POST /v1/{tenant}/terms", caller=head(tenant), body=WORDS | changed, tenant=tenant)


def publish(tenant: str, version: str, **wish: Any) -> Answer:
    route = "PUT /v1/{tenant}/terms/{version}/publication"
    return request(manage, route, caller=head(tenant), body=wish, tenant=tenant, version=version)


def enact(tenant: str, **wish: Any) -> str:
    version = str(write(tenant).json["version"])
    assert publish(tenant, version, **wish).status == 200
    return version


def ada(tenant: str) -> Person:
    return person("Ada", tenant, "learner")


def accept(tenant: str, version: str, who: Person | None = None) -> Answer:
    return request(handler, ACCEPT, caller=who or ada(tenant), tenant=tenant, version=version)


def knock(tenant: str, **claims: str) -> Answer:
    return request(elsewhere, NOTES, claims=ada(tenant).claims(**claims), tenant=tenant)


def problem(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json["type"].rsplit("/", 1)[1]


def test_without_terms_nobody_is_asked(table: str, tenant: str) -> None:
    assert knock(tenant, terms="").status == 200


def test_until_they_are_accepted_nothing_goes(table: str, tenant: str) -> None:
    version = enact(tenant)
    refused = knock(tenant, terms="")
    assert problem(refused) == (409, "terms-not-accepted")
    assert refused.json["facts"]["version"] == version == "1"
    answer = accept(tenant, version)
    assert (answer.status, answer.json["version"]) == (200, "1")
    assert knock(tenant, terms="").status == 409  # the token still says so: it is refreshed
    assert knock(tenant, terms=f"{tenant}=1").status == 200


def test_the_token_says_what_was_accepted(table: str, tenant: str) -> None:
    issuer, subject = "https://issuer.example", f"sub-{tenant}"
    who = Person(person_id(issuer, subject), f"{tenant}=learner")
    found_tenant(tenant, name={"en": "S"}, language="en", self_registration=True, administrator=who.id, at=clock.now())
    join(Caller(who.id, tenant), Profile(name="Ada"), at=clock.now())
    assert token_claims(SignInIdentity(person_id(issuer, subject)), at=clock.now())["terms"] == ""
    accept(tenant, enact(tenant), who)
    accept(tenant, enact(tenant), who)
    assert token_claims(SignInIdentity(person_id(issuer, subject)), at=clock.now())["terms"] == f"{tenant}=2"


@pytest.mark.parametrize("claims", [{}, {"terms": "*"}])
def test_a_token_that_does_not_say_is_looked_up(table: str, tenant: str, claims: dict[str, str]) -> None:
    version = enact(tenant)
    assert problem(knock(tenant, **claims)) == (409, "terms-not-accepted")
    accept(tenant, version)
    assert knock(tenant, **claims).status == 200


def test_a_new_version_asks_again_from_its_instant_on(table: str, tenant: str) -> None:
    enact(tenant)
    later = enact(tenant, effective_from=clock.iso(clock.now() + timedelta(days=30)))
    assert knock(tenant, terms=f"{tenant}=1").status == 200
    assert accept(tenant, later).status == 200  # who likes accepts ahead of time
    at = clock.now() + timedelta(days=31)
    caller = Caller(ada(tenant).id, tenant, frozenset({"learner"}))
    with pytest.raises(gate.TermsNotAccepted) as refused:
        gate.demand_acceptance({"terms": f"{tenant}=1"}, caller, at=at)
    assert refused.value.facts["version"] == "2"
    gate.demand_acceptance({"terms": f"{tenant}=2"}, caller, at=at)


@pytest.mark.parametrize("route", ["me", "mine", "terms"])
def test_what_leads_to_acceptance_works_before_it(table: str, tenant: str, route: str) -> None:
    enact(tenant)
    who = ada(tenant)
    if route == "me":
        answer = request(me, "GET /v1/{tenant}/me", claims=who.claims(terms=""), tenant=tenant)
        assert problem(answer) == (404, "member-not-found")  # past the gate; no membership was made here
    elif route == "mine":
        answer = request(handler, MINE, claims=who.claims(terms=""), tenant=tenant)
        assert (answer.status, answer.json) == (200, {"accepted": [], "waiting": ["1"]})
    else:
        answer = request(handler, "GET /v1/{tenant}/terms", tenant=tenant)
        assert [item["version"] for item in answer.json["items"]] == ["1"]
        assert answer.json["items"][0]["text"] == WORDS["text"]


def test_accepting_twice_keeps_the_first_time(table: str, tenant: str) -> None:
    version = enact(tenant)
    first, again = accept(tenant, version), accept(tenant, version)
    assert first.json == again.json
    mine = request(handler, MINE, caller=ada(tenant), tenant=tenant).json
    assert (mine["accepted"], mine["waiting"]) == ([first.json], [])


def test_accepting_at_once_is_accepting_once(table: str, tenant: str) -> None:
    version, start = enact(tenant), Barrier(4)

    def go(_: int) -> Answer:
        start.wait()
        return accept(tenant, version)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(go, range(4)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.json["accepted_at"] for answer in answers}) == 1


def test_whence_is_kept_sealed(table: str, tenant: str, sealing_origin: None) -> None:
    version, who = enact(tenant), ada(tenant)
    accept(tenant, version)
    key = Key(tenant_key(tenant, "U", who.id), f"ACCEPTED#{version}")
    item = get(AcceptanceItem, key, consistent=True)
    assert item is not None
    assert "203.0.113" not in str(item.to_wire())
    assert sealing.opener(tenant, [who.id]).open(who.id, item.whence) == "203.0.113.1\n"
    (event,) = item.events
    assert event["o"]["w"] == item.whence


def test_a_draft_is_written_anew_until_it_is_published(table: str, tenant: str) -> None:
    first = write(tenant)
    second = write(tenant, text={"en": "Be kinder."})
    assert (first.status, second.status, second.json["version"], second.json["state"]) == (201, 201, "1", "draft")
    published = publish(tenant, "1")
    assert (published.json["text"], published.json["state"]) == ({"en": "Be kinder."}, "published")
    assert publish(tenant, "1").json == published.json
    assert write(tenant).json["version"] == "2"
    assert request(handler, "GET /v1/{tenant}/terms/{version}", tenant=tenant, version="1").json == published.json


def test_managers_at_once_write_one_draft(table: str, tenant: str) -> None:
    start, manager = Barrier(4), Caller(head(tenant).id, tenant, frozenset({"administrator"}))

    def go(n: int) -> int:
        start.wait()
        try:
            draft = write_terms(manager, title=WORDS["title"], text={"en": f"Wording {n}"}, at=clock.now())
        except (Busy, ChangedInTheMeantime):
            return 0
        return draft.version.number

    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(go, range(4)))
    assert 1 in numbers <= {0, 1}
    assert publish(tenant, "1").json["text"]["en"].startswith("Wording")


def test_terms_are_not_in_effect_before_they_are_published(table: str, tenant: str) -> None:
    write(tenant)
    assert problem(publish(tenant, "1", effective_from="2020-01-01T00:00:00Z")) == (422, "effective-in-the-past")
    assert problem(publish(tenant, "7")) == (404, "terms-not-found")


def test_an_old_version_cannot_be_accepted_any_more(table: str, tenant: str) -> None:
    enact(tenant)
    enact(tenant)
    refused = accept(tenant, "1")
    assert problem(refused) == (409, "terms-superseded")
    assert refused.json["facts"]["version"] == "2"


@pytest.mark.parametrize(
    "changed", [{"title": {"en": " "}}, {"text": {}}, {"text": {"en": "x" * 60_001}}, {"author": "x"}, {"title": "x"}]
)
def test_terms_without_words_are_refused(table: str, tenant: str, changed: dict[str, Any]) -> None:
    assert write(tenant, **changed).status == 422


def test_the_gate_costs_a_request_nothing(table: str, tenant: str) -> None:
    enact(tenant)
    caller = Caller(ada(tenant).id, tenant, frozenset({"learner"}))
    gate.forget_known()
    claims = {"terms": f"{tenant}=1"}
    with metered() as first:
        gate.demand_acceptance(claims, caller, at=clock.now())
    with metered() as rest:
        for _ in range(10):
            gate.demand_acceptance(claims, caller, at=clock.now())
    assert (first.spent, rest.spent) == (units(1, read=1), units(0))


def test_after_fifty_seconds_the_gate_knows(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert knock(tenant, terms="").status == 200
    # Published by another environment.
    monkeypatch.setattr("lyceum.compliance.manage_terms.forget_known", lambda: None)
    enact(tenant)
    assert knock(tenant, terms="").status == 200
    monkeypatch.setattr(remembered, "FRESH_SECONDS", 0.0)
    assert knock(tenant, terms="").status == 409


def test_terms_of_the_platform_are_accepted_in_any_school(
    table: str, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept apart from the other tests, which share the platform."""
    apart = f"p{tenant}"
    for module in ("lyceum.kernel.terms", "lyceum.compliance.store.terms", "lyceum.compliance.manage_terms"):
        monkeypatch.setattr(f"{module}.PLATFORM", apart)
    monkeypatch.setattr("lyceum.compliance.model.terms.PLATFORM", apart)
    operator = Caller(head(tenant).id, apart, frozenset({"operator"}))
    draft = write_terms(operator, title=WORDS["title"], text=WORDS["text"], at=clock.now())
    publish_terms(operator, "platform-1", effective_from=None, at=clock.now())
    assert gate.version_name(draft.version.place, draft.version.number) == "platform-1"
    assert knock(tenant, terms="").json["facts"]["version"] == "platform-1"
    assert accept(tenant, "platform-1").status == 200
    assert knock(tenant, terms=f"{apart}=1").status == 200
    assert knock(f"{tenant}x", terms=f"{apart}=1").status == 200
