"""Two schools side by side with the same people in both, who are something else in each: nothing crosses.

Ada learns in the north and teaches in the south, Ines the other way round; both sign in with one account each.
"""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from lyceum.kernel.clock import iso, now
from lyceum.kernel.permissions import MEMBER, ROLE_GRANTS
from tests.e2e.deployed import Deployed, School
from tests.e2e.furnishing import furnish
from tests.e2e.quiet import rest
from tests.e2e.security.ids import nowhere
from tests.e2e.security.routes import Operation, operations
from tests.e2e.world import World
from tools.demo.api import Api, until
from tools.demo.members import Member, claims, mails_to
from tools.generate import scopes_by_operation

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1800)]

SLUG = "the-same-address"
WITHIN_SECONDS = 60
"""What was taken away is gone by then (docs/identity.md)."""
UNASKED = {
    "DELETE /v1/{tenant}/me/sessions",  # signs the caller out of everything
    "DELETE /v1/{tenant}/me/impersonation",
}


@dataclass
class Side:
    """One of the schools, and who is what there."""

    world: World
    people: dict[str, Member]
    """Name → the person's sign-in at this school."""

    @property
    def school(self) -> School:
        return self.world.school

    @property
    def tenant(self) -> str:
        return self.school.tenant

    def ids(self) -> dict[str, str]:
        """Ids of its things, by what they are; people with their accounts, and the course's address, are the same."""
        words = {
            "tenant",
            "person",
            "identity",
            "item",
            "learner",
            "section",
            "slug",
            "role",
            "permission",
            "template",
            "language",
            "job",
            "category",
            "key",
            "version",
        }
        named = {name: value for name, value in self.world.path().items() if name not in words and len(value) > 12}
        return {**named, "tenant": self.tenant, "upload": self.world.upload, "mark": _mark(self.school)}

    def told(self, who: str) -> list[Any]:
        """A person's notifications."""
        return list(self.people[who].api.every("/me/notifications"))

    def audit(self, **question: str) -> list[Any]:
        """Entries of the trail, as the administrator reads them."""
        return list(self.school.administrator.api.every("/audit", limit=100, **question))


@pytest.fixture(scope="module")
def sides(stack: Deployed) -> tuple[Side, Side]:
    """North and south, furnished at the same time."""
    north, south = stack.found(), stack.found()
    ines, ada = north.instructor, north.member("ada", language="en")
    south.instructor = south.enter(ada)
    south.appoint(south.instructor, "instructor")
    learns = south.enter(ines)
    with ThreadPoolExecutor(2) as both:
        worlds = list(both.map(_furnish, (north, south), (ada, learns)))
    for one in (ada, ines):
        one.api.token = one.renewed()  # tokens of now know both memberships
    found = (
        Side(worlds[0], {"ada": ada, "ines": ines}),
        Side(worlds[1], {"ada": south.instructor, "ines": learns}),
    )
    for side in found:
        rest(side.school)
    return found


def _furnish(school: School, learner: Member) -> World:
    wording = {"subject": f"{_mark(school)}!", "note": f"{_mark(school)}: $course.", "text": f"{_mark(school)}, $name."}
    school.administrator.api.put("/message-templates/enrolled/en", wording)
    learner.api.patch("/me/profile", {"name": f"{learner.name} of {_mark(school)}", "username": "the.same"})
    world = furnish(school, learner=learner)
    world.author.api.patch(f"/courses/{world.course}", {"slug": SLUG})
    world.author.api.put(f"/courses/{world.course}/publication")
    world.author.api.put(f"/attempts/{world.attempt}/grades/{world.question}", {"points": "1"})
    return world


def _mark(school: School) -> str:
    """A word that only this school's texts have."""
    return f"Mark{school.tenant[-8:]}"


def test_one_account_is_one_person_with_a_membership_in_each(sides: tuple[Side, Side]) -> None:
    north, south = sides
    for who, roles in {"ada": ("learner", "instructor"), "ines": ("instructor", "learner")}.items():
        views = [side.people[who].who() for side in sides]
        assert views[0]["person"] == views[1]["person"]
        assert [view["roles"] for view in views] == [[roles[0]], [roles[1]]]
        assert [view["membership"]["tenant"] for view in views] == [north.tenant, south.tenant]
        token = sides[0].people[who].renewed()
        said = {
            tenant: part.split(",")[0]
            for tenant, _, part in (one.partition("=") for one in claims(token)["memberships"].split(";"))
        }
        assert said == {north.tenant: roles[0], south.tenant: roles[1]}


def test_names_and_usernames_are_each_schools_own(sides: tuple[Side, Side]) -> None:
    north, south = sides
    assert [north.people["ada"].who()["membership"]["name"], south.people["ines"].who()["membership"]["name"]] == [
        f"Ada of {_mark(north.school)}",
        f"Instructor of {_mark(south.school)}",
    ]
    assert _mark(north.school) not in json.dumps(south.people["ada"].api.get("/me/profile"))
    for side, who in zip(sides, ("ada", "ines"), strict=True):
        assert side.people[who].api.get("/me/profile")["username"] == "the.same"


def test_rights_are_those_of_the_school_that_is_asked(sides: tuple[Side, Side]) -> None:
    """Every permission, asked for by both people with one and the same token in both schools."""
    roles = {("ada", 0): "learner", ("ada", 1): "instructor", ("ines", 0): "instructor", ("ines", 1): "learner"}
    tokens = {who: sides[0].people[who].renewed() for who in ("ada", "ines")}
    nobodys = nowhere(sides[0].world.path())

    wrong, asked = {}, list(_asked())
    assert len(asked) > 25
    for one in asked:
        for (who, number), role in roles.items():
            api = Api(sides[number].school.place.api_url, tokens[who])
            path = one.at({**nobodys, "tenant": sides[number].tenant})
            body = {"nothing": "of this"} if one.method in ("PUT", "POST", "PATCH") else None
            answer = api.send(one.method, path, body, expect=tuple(range(200, 500)))
            denied = (answer.status, answer.problem) == (403, "permission-denied") if answer.status >= 400 else False
            if denied == (one.permission in ROLE_GRANTS[role] | {MEMBER}):
                wrong[f"{one} by {who} as {role}"] = answer.status, answer.problem
    assert wrong == {}


def _asked() -> Iterator[Operation]:
    """For each permission an operation that asks for it, in the whole school or in a place that the path names."""
    scopes, seen = scopes_by_operation(), set[str]()
    for one in operations():
        in_school = one.signed_in and one.path.startswith("/v1/{tenant}") and str(one) not in UNASKED
        told_by_the_path = not scopes.get(one.id, "").endswith(":?")
        if in_school and told_by_the_path and one.permission not in {"", "signed-in", *seen}:
            seen.add(one.permission)
            yield one


def test_catalogues_have_their_own_courses_at_the_same_address(sides: tuple[Side, Side]) -> None:
    for side in sides:
        anybody = Api(side.school.place.tenant_url())
        assert anybody.get(f"/catalog/{SLUG}")["id"] == side.world.course
        own = {side.world.course, side.world.goods}
        assert {course["id"] for course in anybody.every("/catalog")} == own
        for member in side.people.values():
            assert {course["id"] for course in member.api.every("/me/catalog")} <= own


def test_grades_and_places_are_each_schools_own(sides: tuple[Side, Side]) -> None:
    for side, learner, teacher in zip(sides, ("ada", "ines"), ("ines", "ada"), strict=True):
        person = claims(side.people[learner].tokens.access)["person"]
        book = list(side.people[teacher].api.every(f"/courses/{side.world.course}/gradebook"))
        assert [row["learner"] for row in book] == [person]
        assert [grade["course"] for grade in side.people[learner].api.every("/me/grades")] == [side.world.course]
        assert [place["course"] for place in side.people[learner].api.every("/me/enrollments")] == [side.world.course]
        for of in ("/me/grades", "/me/enrollments"):
            assert list(side.people[teacher].api.every(of)) == []


def test_everybody_is_told_by_the_school_where_it_happened(sides: tuple[Side, Side]) -> None:
    for side, other, learner in zip(sides, reversed(sides), ("ada", "ines"), strict=True):
        told = side.told(learner)
        enrolled = [note for note in told if note["kind"] == "enrolled"]
        assert [_mark(side.school) in note["subject"] for note in enrolled] == [True]
        assert _mark(other.school) not in json.dumps(told)
        assert "enrolled" not in {note["kind"] for note in other.told(learner)}
        letters = mails_to(side.school.place, side.people[learner].person.email)
        assert sum(mail["Subject"] == f"{_mark(side.school)}!" for mail in letters) == 1
        assert not any(_mark(other.school) in mail["BodyText"] for mail in letters)


def test_nothing_of_the_other_school_is_in_any_answer(sides: tuple[Side, Side]) -> None:
    """Every operation that reads, for each of its people and the administrator; the audit trail, too."""
    for side, other in (sides, sides[::-1]):
        foreign, read, found = other.ids(), 0, {}
        callers = {**side.people, "head": side.school.administrator}
        for one in operations():
            if one.method != "GET" or not one.path.startswith("/v1/{tenant}") or one.by_key:
                continue
            for who, member in callers.items():
                api = Api(side.school.place.api_url, member.api.token, refresh=member.renewed)
                answer = api.send("GET", one.at(side.world.path()), expect=tuple(range(200, 500)))
                read += answer.status == 200
                text = answer.body.decode()
                names = [name for name, value in foreign.items() if value in text]
                if names:
                    found[f"{one} by {who}"] = names
        assert read > 60
        assert found == {}


def test_the_audit_trail_of_each_school_has_its_own_entries_alone(sides: tuple[Side, Side]) -> None:
    today, people = iso(now())[:10], [claims(sides[0].people[who].tokens.access)["person"] for who in ("ada", "ines")]
    trails = [side.audit(day=today) for side in sides]
    assert all(len(trail) > 20 for trail in trails)
    assert not {entry["id"] for entry in trails[0]} & {entry["id"] for entry in trails[1]}
    for side, other in (sides, sides[::-1]):
        for person in people:
            of_person = side.audit(person=person)
            assert of_person
            assert {entry["id"] for entry in of_person} <= {entry["id"] for entry in side.audit(day=today)}
            assert not [name for name, value in other.ids().items() if value in json.dumps(of_person)]


def test_what_is_taken_away_in_one_school_stays_in_the_other(sides: tuple[Side, Side]) -> None:
    """Within a minute, by tokens of before: shut out here, no role there; the other school lets them in throughout."""
    north, south = sides
    ada, ines = (claims(north.people[who].tokens.access)["person"] for who in ("ada", "ines"))
    tokens = {(who, side.tenant): side.people[who].renewed() for side in sides for who in ("ada", "ines")}

    def ask(who: str, side: Side) -> tuple[int, str]:
        return Api(side.school.place.tenant_url(), tokens[who, side.tenant]).refusal("GET", "/me/enrollments")

    assert {ask(who, side)[0] for who in ("ada", "ines") for side in sides} == {200}
    began = time.monotonic()
    north.school.administrator.api.put(f"/members/{ada}/ban", {"reason": "Noise"})
    south.school.administrator.api.put(f"/members/{ines}/roles", {"roles": []})

    def gone() -> bool:
        assert ask("ada", south) == ask("ines", north) == (200, "")
        return ask("ada", north)[0] != 200 and ask("ines", south)[0] != 200

    until(gone, what="what was taken away is gone", seconds=WITHIN_SECONDS)
    took = time.monotonic() - began
    assert took <= WITHIN_SECONDS
    assert ask("ada", north) == (401, "token-revoked")
    for side, who in ((south, "ada"), (north, "ines")):
        side.people[who].api.token = side.people[who].renewed()
        assert side.people[who].who()["tenant"] == side.tenant
    assert f"{north.tenant}=" not in claims(south.people["ada"].renewed())["memberships"]
