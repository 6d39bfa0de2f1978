"""…/me/identities and …/members/{person}/identities: one person, several ways to sign in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from identity.identities import handler
from identity.join import handler as join
from lyceum.identity.identities import link_own
from lyceum.identity.join import join as become_member
from lyceum.identity.model.membership import Profile
from lyceum.identity.model.sign_in_identity import SignInIdentity, identity_id
from lyceum.kernel import clock, memory
from lyceum.kernel.access import Caller
from lyceum.kernel.claims import caller_from
from lyceum.kernel.clock import now
from lyceum.kernel.errors import Busy, DomainError, TokenStale
from lyceum.kernel.revocation import refuse_revoked
from tests.federated import THEIRS, SignedIn, by_password, by_provider
from tests.http import person, request
from tests.school_of_people import problem
from tests.schools import open_school

pytestmark = pytest.mark.store
JOIN = "PUT /v1/{tenant}/me/membership"


@pytest.fixture
def ada(table: str, tenant: str) -> SignedIn:
    """A learner with a password."""
    open_school(tenant)
    found = by_password(tenant, "ada")
    assert found.ask(join, JOIN, {}).status == 200
    return found.refresh()


def test_a_person_signs_in_by_two_providers(ada: SignedIn) -> None:
    google = by_provider(ada.tenant, "ada", "Google")
    assert google.person != ada.person
    linked = google.link(ada.code())
    assert (linked.status, linked.json["provider"]) == (200, "Google")
    google.refresh()
    assert google.person == ada.person
    assert google.claims["memberships"] == ada.claims["memberships"] == f"{ada.tenant}=learner"
    assert [one["id"] for one in google.identities()] == [linked.json["id"]] == [one["id"] for one in ada.identities()]


def test_an_account_with_a_password_is_linked_to_a_federated_person(table: str, tenant: str) -> None:
    open_school(tenant)
    google, native = by_provider(tenant, "bo", "Google"), by_password(tenant, "bo")
    google.ask(join, JOIN, {})
    assert native.link(google.code()).json["provider"] == "Cognito"
    assert native.refresh().person == google.person


def test_linking_twice_is_the_same_as_once(ada: SignedIn) -> None:
    google, code = by_provider(ada.tenant, "ada", "Google"), ada.code()
    first, second = google.link(code), google.link(code)
    assert first.json == second.json
    assert google.refresh().link(code).json == first.json
    assert len(ada.identities()) == 1


def test_linked_no_more_it_stands_for_itself(ada: SignedIn) -> None:
    google = by_provider(ada.tenant, "ada", "Google")
    alone, linked = google.person, google.link(ada.code()).json["id"]
    before = google.refresh().claims
    assert ada.unlink(linked).status == ada.unlink(linked).status == 204
    assert ada.identities() == []
    memory.forget()
    bearer = caller_from(before, ada.tenant, at=now())
    with pytest.raises(TokenStale):
        refuse_revoked(bearer, at=now())
    assert google.refresh().person == alone
    assert google.claims["memberships"] == ""
    assert google.link(ada.refresh().code()).status == 200  # and again


def test_a_school_says_what_its_provider_calls_a_member(ada: SignedIn) -> None:
    head, provider = person("head", ada.tenant, "administrator"), f"{ada.tenant}.okta"
    wish = {"provider": provider, "subject": f"{ada.tenant}-ada"}
    options: dict[str, Any] = {"caller": head, "tenant": ada.tenant, "person": ada.person}
    first = request(handler, f"PUT {THEIRS}", body=wish, **options)
    assert first.status == 200, first.text
    assert request(handler, f"PUT {THEIRS}", body=wish, **options).json == first.json
    okta = by_provider(ada.tenant, "ada", provider)
    assert (okta.person, okta.claims["memberships"]) == (ada.person, f"{ada.tenant}=learner")
    assert okta.claims["school"] == ada.tenant
    assert [one["id"] for one in request(handler, f"GET {THEIRS}", **options).json["items"]] == [first.json["id"]]
    gone = f"DELETE {THEIRS}/{{identity}}"
    for _ in range(2):
        assert request(handler, gone, identity=first.json["id"], **options).status == 204
    assert okta.refresh().person != ada.person


def test_the_school_sees_nothing_of_how_its_members_sign_in_elsewhere(ada: SignedIn) -> None:
    google = by_provider(ada.tenant, "ada", "Google")
    linked = google.link(ada.code()).json["id"]
    head = person("head", ada.tenant, "administrator")
    options: dict[str, Any] = {"caller": head, "tenant": ada.tenant, "person": ada.person}
    assert request(handler, f"GET {THEIRS}", **options).json["items"] == []
    answer = request(handler, f"DELETE {THEIRS}/{{identity}}", identity=linked, **options)
    assert problem(answer) == (404, "identity-not-found")
    assert google.refresh().person == ada.person


def test_a_code_is_good_for_ten_minutes_and_once(ada: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ada.code()
    google, microsoft = by_provider(ada.tenant, "ada", "Google"), by_provider(ada.tenant, "ada", "Microsoft")
    assert google.link(code).status == 200
    assert problem(microsoft.link(code)) == (403, "link-code-refused")
    old, late = ada.code(), now() + timedelta(minutes=10)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert problem(microsoft.link(old)) == (403, "link-code-refused")


def test_a_new_code_takes_the_place_of_the_old_one(ada: SignedIn) -> None:
    old, new = ada.code(), ada.code()
    google = by_provider(ada.tenant, "ada", "Google")
    assert problem(google.link(old)) == (403, "link-code-refused")
    assert google.link(new).status == 200


def attempted(act: Callable[[], object]) -> str:
    """`well`, or the name of the refusal. Use cases, for one process answers one request at a time."""
    while True:
        try:
            act()
        except Busy:
            continue
        except DomainError as refusal:
            return refusal.slug()
        return "well"


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each was told, done at the same moment."""
    together = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        together.wait()
        return attempted(act)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def linking(tenant: str, identity: SignInIdentity, code: str) -> Callable[[], object]:
    return partial(link_own, Caller(identity.id, tenant), identity, code, at=now())


def test_two_sign_ins_with_one_code_at_once(ada: SignedIn) -> None:
    for number in range(5):
        code = ada.code()
        others = [SignInIdentity(identity_id(name, f"{ada.tenant}{number}"), name) for name in ("Google", "Microsoft")]
        told = at_once(*(linking(ada.tenant, one, code) for one in others))
        assert sorted(told) == ["link-code-refused", "well"]
    assert len(ada.identities()) == 5


def test_one_sign_in_with_two_codes_at_once(ada: SignedIn) -> None:
    for number in range(5):
        bo, google = by_password(ada.tenant, f"bo{number}"), by_provider(ada.tenant, f"bo{number}", "Google")
        identity = SignInIdentity(google.person, "Google")
        told = at_once(*(linking(ada.tenant, identity, code) for code in (ada.code(), bo.code())))
        assert sorted(told) == ["identity-in-use", "well"]
        assert google.refresh().person in {ada.person, bo.person}
        theirs = ada if google.person == ada.person else bo
        assert identity.id in {one["id"] for one in theirs.identities()}


def test_joining_and_being_linked_at_once(ada: SignedIn) -> None:
    """Either the sign-in has a membership of its own and stays what it is, or it is linked and joins nothing alone."""
    tenant = ada.tenant
    for number in range(5):
        google = by_provider(tenant, f"ada{number}", "Google")
        identity = SignInIdentity(google.person, "Google")
        joins = partial(become_member, Caller(google.person, tenant), Profile(name="Ada"), at=now())
        told = at_once(joins, linking(tenant, identity, ada.code()))
        assert told in (["well", "identity-in-use"], ["token-stale", "well"])
        google.refresh()
        assert google.claims["memberships"] == f"{tenant}=learner"
        assert (google.person == ada.person) is (told[1] == "well")


def test_no_more_than_ten(ada: SignedIn) -> None:
    head = person("head", ada.tenant, "administrator")
    for number in range(11):
        wish = {"provider": f"{ada.tenant}.okta", "subject": f"{ada.tenant}-{number}"}
        answer = request(handler, f"PUT {THEIRS}", caller=head, tenant=ada.tenant, person=ada.person, body=wish)
        expected = (200, "") if number < 10 else (409, "too-many-identities")
        assert (answer.status, problem(answer)[1] if answer.status != 200 else "") == expected


def test_who_is_no_member_is_linked_to_nothing(ada: SignedIn) -> None:
    head, stranger = person("head", ada.tenant, "administrator"), person("stranger", ada.tenant)
    wish = {"provider": f"{ada.tenant}.okta", "subject": "x"}
    answer = request(handler, f"PUT {THEIRS}", caller=head, tenant=ada.tenant, person=stranger.id, body=wish)
    assert problem(answer) == (404, "member-not-found")
