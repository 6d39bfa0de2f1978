"""Another tenant's ids in every path: whoever rules one school can do nothing to another, on no route, and learns
nothing of it: our ids are answered like those that exist nowhere, in status, body and headers, and by as many calls of
the table.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.contract.walk import every_role
from tests.e2e.deployed import Deployed, School
from tests.e2e.furnishing import furnish
from tests.e2e.quiet import rest
from tests.e2e.security.ids import Walk, cases
from tests.e2e.security.routes import Operation, operations
from tests.e2e.world import World
from tools.demo.api import Answer, Api
from tools.demo.members import claims
from tools.demo.rights import HEADER

pytestmark = [pytest.mark.e2e, pytest.mark.security, pytest.mark.timeout(1800)]

ADMINISTRATORS = (
    "{tenant}/api-keys",
    "{tenant}/api-keys/{api_key}",
    "{tenant}/branches/{branch}/courses",
    "{tenant}/branches/{branch}/members",
    "{tenant}/invitation-batches/{batch}",
    "{tenant}/invitations",
    "{tenant}/invitations/{invitation}",
    "{tenant}/members",
    "{tenant}/members/{person}",
    "{tenant}/members/{person}/assignments",
    "{tenant}/members/{person}/identities",
    "{tenant}/members/{person}/permissions",
    "{tenant}/members/{person}/sessions",
    "{tenant}/members/{person}/standing",
    "{tenant}/presence",
    "{tenant}/message-templates/{template}/{language}",
    "{tenant}/roles",
    "{tenant}/roles/{role}",
    "{tenant}/settings",
    "{tenant}/units/{unit}/members",
    "tenants/{tenant}",
)
"""What an instructor cannot read."""

OF_ANYBODY = {
    "PUT /v1/{tenant}/me/membership",  # lets people join
    "GET /v1/{tenant}/me/identities",  # the caller's own accounts, which belong to no school
    "PUT /v1/{tenant}/me/identities/code",
    "PUT /v1/{tenant}/me/identities/current",
}
"""What whoever is signed in may ask of any school; the answer is about themselves."""

RUBRIC = {
    "criteria": [{"id": "a", "title": {"en": "A"}, "levels": [{"id": "b", "title": {"en": "B"}, "points": 1}]}],
}
WORK = {"title": {"en": "Work"}, "instructions": {"en": "Write."}}

ROUNDS = 8
"""A busy machine gives some of them to processes that have only begun, which read what others remember."""

OWN = "/me"
"""Paths that mean the caller wherever they stand: another's ids in them are checked one by one."""


@pytest.fixture(scope="module")
def ours(school: School) -> World:
    return furnish(school)


@pytest.fixture(scope="module")
def theirs(stack: Deployed) -> World:
    """Another school, where everything is as in ours."""
    return furnish(stack.found())


def kept_of(world: World, other: World) -> dict[tuple[str, str], Any]:
    """Everything that the table has of the school, once all is written; the seals of the audit trail go on alone."""
    return {
        place: item
        for place, item in rest(world.school, beside=other.school).items()
        if not place[0].startswith(trail_of(world))
    }


def trail_of(world: World) -> str:
    """What keys of the audit trail begin with."""
    return f"T#{world.school.tenant}#AUDIT"


def send(api: Api, one: Operation, values: dict[str, str]) -> Answer:
    return api.send(one.method, one.at(values), one.example, expect=tuple(range(200, 600)))


def in_tenants() -> Iterator[Operation]:
    """Routes below a school that need a sign-in."""
    for one in operations():
        if one.signed_in and "{tenant}" in one.path:
            yield one


def by_key() -> Iterator[Operation]:
    """Routes below a school for programs."""
    for one in operations():
        if one.by_key and "{tenant}" in one.path:
            yield one


def test_our_paths_answer_nothing_to_them(ours: World, theirs: World) -> None:
    """All ids are ours, the tenant too: every route refuses but those of anybody."""
    api = Api(theirs.school.place.api_url, theirs.school.administrator.renewed())
    before = kept_of(ours, theirs)

    asked = [one for one in in_tenants() if str(one) not in OF_ANYBODY]
    answers = {str(one): send(api, one, ours.path()) for one in asked}

    assert len(before) > 20
    assert {name: (a.status, a.body[:200]) for name, a in answers.items() if a.status not in (403, 404, 422)} == {}
    assert {a.problem for a in answers.values() if a.status == 403} == {"not-a-member"}
    assert kept_of(ours, theirs) == before


@dataclass
class ApiInAnothersName(Api):
    """An administrator's requests in the name of somebody who teaches there."""

    grant: str = ""

    def send(self, method: str, path: str, body: Any = None, **how: Any) -> Answer:
        return super().send(method, path, body, **{**how, "headers": {HEADER: self.grant}})


def with_every_role(stack: Deployed, theirs: World) -> Api:
    return Api(theirs.school.place.api_url, every_role(theirs, stack, seconds=1_200))


def with_a_key(stack: Deployed, theirs: World) -> Api:
    return Api(theirs.school.place.api_url, theirs.secret)


def in_anothers_name(stack: Deployed, theirs: World) -> Api:
    head = theirs.school.administrator
    teacher = claims(theirs.author.tokens.access)["person"]
    why = {"reason": "Looks what else there is", "minutes": 60}
    grant = head.api.post(f"/members/{teacher}/impersonation", why)["grant"]
    acting = ApiInAnothersName(theirs.school.place.api_url, head.renewed(), grant=grant)
    assert acting.send("GET", f"/v1/{theirs.school.tenant}/me").json["person"] == teacher
    return acting


CALLERS: dict[str, tuple[Callable[[Deployed, World], Api], Callable[[], Iterator[Operation]], int]] = {
    "with every role": (with_every_role, in_tenants, 100),
    "with a key": (with_a_key, by_key, 3),
    "in another's name": (in_anothers_name, in_tenants, 100),
}
"""Who asks → how, which routes, and the least number of cases."""


@pytest.mark.parametrize(
    "caller", [pytest.param(one, marks=[pytest.mark.slow] if one == "in another's name" else []) for one in CALLERS]
)
def test_our_ids_are_answered_as_if_they_existed_nowhere(
    stack: Deployed, ours: World, theirs: World, caller: str
) -> None:
    """Their tenant, our ids, all at once and one by one beside ids of theirs."""
    made, routes, least = CALLERS[caller]
    api = made(stack, theirs)
    before, began = kept_of(ours, theirs), time.time()

    walk = Walk(api, theirs.path(), ours.path())
    for case in cases(routes(), walk.own, walk.others):
        walk.ask(case)
    logged = stack.requests(began)
    for _ in range(ROUNDS):
        # Now and then a function reads again what it remembers for a while: asked again, the fewest calls count.
        for name in walk.unequal_calls(logged):
            walk.ask_again(name)
        logged = stack.requests(began)

    assert len(walk.seen) > least
    assert (walk.answered(), walk.unequal_answers(), walk.unequal_calls(logged)) == ({}, {}, {})
    assert kept_of(ours, theirs) == before


def test_our_ids_in_their_bodies_find_nothing(ours: World, theirs: World) -> None:
    """A course or an upload of ours, named in a body."""
    api = Api(theirs.school.place.tenant_url(), theirs.school.administrator.renewed())
    wishes = [
        ("/reports", {"kind": "course_progress", "course": ours.course, "format": "json"}),
        ("/imports", {"format": "olx", "upload": ours.upload}),
        ("/imports", {"format": "olx", "upload": ours.upload, "course": ours.course}),
        ("/rubrics", {"title": {"en": "Ours"}, "course": ours.course, "rubric": RUBRIC}),
        (f"/courses/{theirs.course}/assignments", {**WORK, "copied_rubric": ours.rubric}),
    ]

    answers = [api.refusal("POST", path, body) for path, body in wishes]

    assert [status for status, _ in answers] == [404] * len(wishes)


def test_the_ids_are_good(ours: World) -> None:
    """The counterpart: with the same ids our own people get answers."""
    author, learner = ours.author, ours.learner
    values = ours.path()
    found = {
        str(one): Api(ours.school.place.api_url, (learner if OWN in one.path else author).renewed())
        .send("GET", one.at(values), expect=(200, 403, 404))
        .status
        for one in in_tenants()
        if one.method == "GET"
    }

    assert {name for name, status in found.items() if status != 200} == {
        "GET /v1/{tenant}/audit",  # the administrator's, like all of the trail
        "GET /v1/{tenant}/audit/exports/{export}",
        "GET /v1/{tenant}/audit/objects/{object}",
        "GET /v1/{tenant}/members/{person}/sign-ins",  # as is how people sign in
        "GET /v1/{tenant}/data-requests",  # and what they ask about their data
        "GET /v1/{tenant}/members/{person}/data-requests/{data_request}",
        "GET /v1/{tenant}/orders",  # the finance office's
        "GET /v1/{tenant}/orders/{order}",  # and the buyer's
        "GET /v1/{tenant}/orders/{order}/refunds",
        "GET /v1/{tenant}/courses/{course}/prices",
        "GET /v1/{tenant}/coupons",
        "GET /v1/{tenant}/coupons/{coupon}",
        "GET /v1/{tenant}/promotions",
        "GET /v1/{tenant}/assessments/{assessment}/regrades/{regrade}",  # one of the exercise, not of the essay
        "GET /v1/{tenant}/peer-reviews/{peer_review}",  # the reviewer's own, in their partition
        "GET /v1/{tenant}/webhooks",  # the administrator's
        "GET /v1/{tenant}/reconciliations",
        "GET /v1/{tenant}/reconciliations/{reconciliation}",
        "GET /v1/{tenant}/assignments/{course_assignment}",  # a learner's view
        "GET /v1/{tenant}/courses/{course}/lessons/{lesson}",  # an author previews drafts elsewhere
        "GET /v1/{tenant}/courses/{course}/outline",
        *(f"GET /v1/{path}" for path in ADMINISTRATORS),
    }
