"""The membership claim, and the caller that a token describes."""

from datetime import UTC, datetime, timedelta

import pytest

from lyceum.kernel.access import Scoped, Source, Statement
from lyceum.kernel.claims import Claimed, caller_from, membership_claim, memberships, person_id
from lyceum.kernel.errors import NotAMember, TokenRefused
from lyceum.kernel.permissions import PERMISSIONS

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
P = "course.publish"


def said(*roles: str) -> Claimed:
    return Claimed(roles=frozenset(roles))


def test_memberships_come_back_from_the_claim() -> None:
    roles = {"acme": said("instructor", "learner"), "beta": said("learner")}
    claim = membership_claim(roles)
    assert claim == "acme=instructor,learner;beta=learner"
    assert memberships(claim) == roles


def test_everything_that_is_said_comes_back_from_the_claim() -> None:
    most = Claimed(
        roles=frozenset({"learner", "head_of_year"}),
        granted=frozenset({"grade.give"}),
        denied=frozenset({P}),
        scoped=Scoped.DENIALS,
        until=NOON,
    )
    claim = membership_claim({"acme": most, "beta": Claimed(scoped=Scoped.GRANTS)})
    assert claim == f"acme=head_of_year,learner,+grade.give,-course.publish,~d,@{int(NOON.timestamp())};beta=~g"
    assert memberships(claim) == {"acme": most, "beta": Claimed(scoped=Scoped.GRANTS)}


def test_a_claim_that_would_be_too_long_is_a_star_and_keeps_the_platforms_roles() -> None:
    many = {f"tenant-{n}": said("learner") for n in range(200)}
    assert membership_claim(many) == "*"
    assert membership_claim({**many, "*": said("operator")}) == "*;*=operator"
    assert caller_from(claims(memberships="*;*=operator"), "*").roles == {"operator"}


def test_one_schools_part_that_would_be_too_long_asks_for_itself_alone() -> None:
    everything = Claimed(granted=frozenset(PERMISSIONS))
    assert membership_claim({"acme": everything, "beta": said("learner")}) == "acme=*;beta=learner"


@pytest.mark.parametrize("claim", ["", ";;;", "acme", "=learner", "acme;beta"])
def test_malformed_claims_give_nothing(claim: str) -> None:
    assert memberships(claim) == {}


@pytest.mark.parametrize("part", ["@soon", "@-5", "@99999999999999999999", "~x", "+", "-", ",,,", "@"])
def test_malformed_parts_of_a_school_give_nothing(part: str) -> None:
    caller = caller_from(claims(memberships=f"acme={part}"), "acme", at=NOON)
    assert not any(caller.may(permission, at=NOON) for permission in PERMISSIONS)


def claims(**changed: str) -> dict[str, str]:
    return {"sub": "s", "iss": "i", "token_use": "access", "client_id": "web", "iat": "1700000000"} | changed


def test_the_caller_is_who_the_token_says() -> None:
    caller = caller_from(claims(person="P", memberships="acme=learner"), "acme")
    assert (caller.person, set(caller.roles)) == ("P", {"learner"})
    assert caller.issued_at == datetime.fromtimestamp(1700000000, UTC)


def test_a_person_without_a_claim_is_derived_from_issuer_and_subject() -> None:
    caller = caller_from(claims(memberships=""), "acme")
    assert caller.person == person_id("i", "s") != person_id("other", "s")


def test_a_star_asks_for_the_roles() -> None:
    told = frozenset({"instructor"}), (Statement(P, Source.ROLE_GRANT, allows=True),)
    for claim in ("*", "acme=*;beta=learner", f"acme=learner,@{int(NOON.timestamp())}"):
        caller = caller_from(claims(person="P", memberships=claim), "acme", at=NOON, rights_of=lambda *_: told)
        assert caller.roles == {"instructor"}
        assert caller.may(P, at=NOON)


def test_a_role_of_another_tenant_is_none_here() -> None:
    caller = caller_from(claims(memberships="beta=administrator"), "acme")
    with pytest.raises(NotAMember):
        caller.demand(P, at=NOON)


@pytest.mark.parametrize(
    "changed", [{"token_use": "refresh"}, {"token_use": ""}, {"sub": ""}, {"client_id": "foreign"}]
)
def test_other_tokens_are_refused(changed: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from lyceum.kernel.settings import settings

    monkeypatch.setenv("CLIENT_IDS", "web,mobile")
    settings.cache_clear()
    caller_from(claims(), "acme")
    with pytest.raises(TokenRefused):
        caller_from(claims(**changed), "acme")
    monkeypatch.delenv("CLIENT_IDS")
    settings.cache_clear()


def test_an_issuer_that_knows_no_memberships_has_them_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from lyceum.kernel.settings import settings

    monkeypatch.setenv("CLIENT_IDS", "lyceum-web")
    monkeypatch.setenv("ISSUER", "https://login.example/realms/school")
    settings.cache_clear()
    told = frozenset({"instructor"}), (Statement(P, Source.ROLE_GRANT, allows=True),)
    standard = {"iss": "https://login.example/realms/school", "sub": "u1", "iat": "1795348800"}
    for audience in ({"aud": "lyceum-web"}, {"aud": "[account lyceum-web]"}, {"client_id": "lyceum-web"}):
        caller = caller_from({**standard, **audience}, "acme", at=NOON, rights_of=lambda *_: told)
        assert caller.person == person_id(standard["iss"], "u1")
        assert caller.may(P, at=NOON)
    with pytest.raises(TokenRefused):
        caller_from({**standard, "aud": "another-app"}, "acme")
    monkeypatch.undo()
    settings.cache_clear()


def test_a_users_pool_must_say_what_kind_of_token_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from lyceum.kernel.settings import settings

    monkeypatch.setenv("ISSUER", "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool")
    settings.cache_clear()
    without = {name: value for name, value in claims().items() if name != "token_use"}
    with pytest.raises(TokenRefused):
        caller_from(without, "acme")
    monkeypatch.undo()
    settings.cache_clear()


def test_when_memberships_were_read_counts_more_than_when_the_token_was_issued() -> None:
    read_at = NOON - timedelta(milliseconds=1)
    caller = caller_from(claims(memberships_at=str(int(read_at.timestamp() * 1000))), "acme")
    assert caller.issued_at == read_at
