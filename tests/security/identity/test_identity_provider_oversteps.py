"""Somebody who runs an identity provider, or has an account at one, reaches for what is another's."""

from typing import Any

import pytest

from identity.accept_invitation import handler as accept
from identity.identities import handler
from identity.join import handler as join
from identity.profile import handler as profile
from tests.federated import OWN, THEIRS, SignedIn, by_password, by_provider
from tests.http import person, request
from tests.identity_school import School, kind
from tests.invited_school import InvitingSchool, inviting
from tests.school_of_people import problem
from tests.schools import open_school

pytestmark = [pytest.mark.store, pytest.mark.security]
__all__ = ["inviting"]
JOIN = "PUT /v1/{tenant}/me/membership"


@pytest.fixture
def ada(table: str, tenant: str) -> SignedIn:
    """A learner of two schools."""
    found = by_password(tenant, "ada")
    for slug in (tenant, f"{tenant}b"):
        open_school(slug)
        assert found.ask(join, JOIN, {}, tenant=slug).status == 200
    return found.refresh()


def linked_by(ada: SignedIn, school: str, provider: str) -> SignedIn:
    """Ada, as a school's own provider calls her."""
    wish = {"provider": provider, "subject": f"{ada.tenant}-ada"}
    head = person("head", school, "administrator")
    answer = request(handler, f"PUT {THEIRS}", caller=head, tenant=school, person=ada.person, body=wish)
    assert answer.status == 200, answer.text
    return by_provider(ada.tenant, "ada", provider)


def test_by_vouching_for_a_member_of_another_school(ada: SignedIn) -> None:
    other = f"{ada.tenant}b"
    forged = linked_by(ada, ada.tenant, f"{ada.tenant}.okta")
    assert forged.person == ada.person
    assert forged.claims["memberships"] == f"{ada.tenant}=learner"
    mine = "GET /v1/{tenant}/me/profile"
    assert forged.ask(profile, mine).status == 200
    assert problem(forged.ask(profile, mine, tenant=other)) == (403, "sign-in-for-another-school")
    assert problem(forged.ask(join, JOIN, {}, tenant=other)) == (403, "sign-in-for-another-school")
    assert problem(forged.ask(accept, "POST /v1/{tenant}/invitations/acceptance", {"token": "x"}, tenant=other)) == (
        403,
        "sign-in-for-another-school",
    )


def test_by_a_schools_provider_as_an_operator_of_the_platform(table: str, tenant: str) -> None:
    from tenancy.onboard_tenant import handler as onboard

    open_school(tenant)
    forged = by_provider(tenant, "ada", f"{tenant}.okta")
    forged.claims["memberships"] = "*=operator"
    answer = request(onboard, "GET /v1/tenants", claims=forged.claims)
    assert problem(answer) == (403, "sign-in-for-another-school")


def test_by_having_the_same_address(ada: SignedIn) -> None:
    for provider in ("Google", "Microsoft", f"{ada.tenant}.okta"):
        forged = by_provider(ada.tenant, "mallory", provider)
        forged.attributes |= {"email": "ada@example.com", "email_verified": "true"}
        assert forged.refresh().person != ada.person
        assert forged.claims["memberships"] == ""


def test_by_anothers_provider(ada: SignedIn) -> None:
    head = person("head", ada.tenant, "administrator")
    for provider in (f"{ada.tenant}b.okta", "Google", "Cognito", f"x{ada.tenant}.okta", ".okta"):
        wish = {"provider": provider, "subject": "mallory"}
        answer = request(handler, f"PUT {THEIRS}", caller=head, tenant=ada.tenant, person=ada.person, body=wish)
        assert kind(answer) == (403, "provider-not-yours")


def test_by_linking_an_administrator_to_ones_own_account_at_the_provider(table: str, tenant: str) -> None:
    school = School(tenant)
    manager = school.member("eve")
    for permission in ("member.manage", "member.view"):
        assert school.override(manager.id, permission, True).status == 200
    wish = {"provider": f"{tenant}.okta", "subject": "eve"}
    by = school.signed_in(manager)
    assert kind(school.ask(handler, f"PUT {THEIRS}", by, body=wish, person=school.head.id)) == (
        403,
        "may-not-impersonate",
    )
    richer = school.member("ines", "instructor")
    assert kind(school.ask(handler, f"PUT {THEIRS}", by, body=wish, person=richer.id)) == (403, "may-not-impersonate")
    assert kind(school.ask(handler, f"PUT {THEIRS}", by, body=wish, person=by.id)) == (403, "not-yourself")


def test_by_linking_without_the_right(ada: SignedIn) -> None:
    eve = person("eve", ada.tenant, "learner")
    options: dict[str, Any] = {"caller": eve, "tenant": ada.tenant, "person": ada.person}
    wish = {"provider": f"{ada.tenant}.okta", "subject": "eve"}
    assert kind(request(handler, f"PUT {THEIRS}", body=wish, **options)) == (403, "permission-denied")
    assert kind(request(handler, f"GET {THEIRS}", **options)) == (403, "permission-denied")
    gone = request(handler, f"DELETE {THEIRS}/{{identity}}", identity=ada.person, **options)
    assert kind(gone) == (403, "permission-denied")


def test_by_taking_a_sign_in_that_is_somebodys(ada: SignedIn) -> None:
    google = by_provider(ada.tenant, "ada", "Google")
    google.link(ada.code())
    eve = by_password(ada.tenant, "eve")
    eve.ask(join, JOIN, {})
    code = eve.refresh().code()
    assert kind(google.link(code)) == (409, "identity-in-use")  # with a token from before it was linked
    assert kind(google.refresh().link(code)) == (409, "identity-in-use")
    assert kind(ada.link(code)) == (409, "identity-in-use")
    assert google.refresh().person == ada.person


def test_by_guessing_a_code(ada: SignedIn) -> None:
    eve = by_provider(ada.tenant, "eve", "Google")
    real = ada.code()
    for guess in (ada.person, f"{ada.person}.", f"{ada.person}.{'A' * 27}", real[:-1], real.swapcase(), "x"):
        assert kind(eve.link(guess)) == (403, "link-code-refused")
    assert eve.refresh().person != ada.person


def test_by_turning_ones_code_on_oneself(ada: SignedIn) -> None:
    assert kind(ada.link(ada.code())) == (409, "identity-in-use")


def test_by_making_a_ring(table: str, tenant: str) -> None:
    one, other = by_provider(tenant, "one", "Google"), by_provider(tenant, "other", "Google")
    first, second = one.code(), other.code()
    assert other.link(first).status == 200
    assert kind(one.link(second)) == (409, "identity-in-use")
    assert one.refresh().person == other.refresh().person


def test_by_unlinking_what_is_anothers(ada: SignedIn) -> None:
    google = by_provider(ada.tenant, "ada", "Google")
    linked = google.link(ada.code()).json["id"]
    eve = by_password(ada.tenant, "eve")
    assert kind(eve.unlink(linked)) == (404, "identity-not-found")
    assert google.refresh().person == ada.person


def test_by_acting_as_a_member(ada: SignedIn) -> None:
    answer = request(
        handler, f"PUT {OWN}/code", claims=ada.claims, tenant=ada.tenant, headers={"Lyceum-Impersonation": "x" * 26}
    )
    assert kind(answer) == (403, "in-person-only")


def test_by_an_address_that_the_schools_provider_made_up(inviting: InvitingSchool) -> None:
    """An invitation to another school's learner: its token is needed, and the provider counts in its own school."""
    elsewhere = f"{inviting.tenant}b"
    open_school(elsewhere)
    forged = by_provider(elsewhere, "mallory", f"{elsewhere}.okta")
    forged.attributes |= {"email": "ada@example.com", "email_verified": "true"}
    token = inviting.token(inviting.invited())
    answer = forged.refresh().ask(
        accept, "POST /v1/{tenant}/invitations/acceptance", {"token": token}, tenant=inviting.tenant
    )
    assert kind(answer) == (403, "sign-in-for-another-school")
