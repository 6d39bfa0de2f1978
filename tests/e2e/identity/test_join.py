"""Sign up, join, refresh: memberships come with the next token, and nobody gets in without one."""

import pytest

from tests.e2e.deployed import School, sign_up
from tools.demo.api import Api
from tools.demo.members import claims

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def test_a_membership_comes_with_the_refreshed_token(school: School) -> None:
    newcomer = sign_up(school.place, "newcomer")
    assert newcomer.api.refusal("GET", "/me") == (403, "not-a-member")
    newcomer.api.put("/me/membership", {"language": "th"})
    assert newcomer.api.refusal("GET", "/me") == (403, "token-stale")
    newcomer.api.token = newcomer.renewed()
    who = newcomer.who()
    assert (who["roles"], who["membership"]["language"]) == (["learner"], "th")
    assert claims(newcomer.tokens.access)["memberships"] == f"{school.tenant}=learner"


def test_roles_come_with_the_next_token_too(school: School) -> None:
    member = school.member("assistant")
    before = member.api.token
    school.appoint(member, "instructor", "learner")
    assert member.who()["roles"] == ["instructor", "learner"]
    stale = Api(school.place.tenant_url(), before)
    assert stale.refusal("GET", "/courses") == (403, "token-stale")


@pytest.mark.parametrize("token", [None, "not.a.token"])
def test_without_a_token_there_is_nothing_but_the_catalogue(school: School, token: str | None) -> None:
    anybody = Api(school.place.tenant_url(), token)
    assert anybody.refusal("GET", "/me")[0] == 401
    assert Api(school.place.tenant_url()).get("/catalog")["items"] is not None
