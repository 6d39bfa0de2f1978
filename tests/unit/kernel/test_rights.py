"""The evaluator against a naive reference, over random role graphs, places, denials and clocks (RULES X16)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lyceum.kernel.access import Caller, Scoped, Statement, decide
from lyceum.kernel.claims import Claimed, caller_from, membership_claim
from lyceum.kernel.permissions import MEMBER, ROLE_GRANTS, Role
from lyceum.kernel.rights import MAX_DEPTH, Assignment, Override, Rights, RoleBook, RoleRule, granted_by

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PERMISSIONS = [MEMBER, "course.publish", "grade.give", "grade.view", "role.assign"]
SYSTEM = [Role.LEARNER, Role.INSTRUCTOR, Role.TEACHING_ASSISTANT]
OWN = ["head", "deputy", "marker", "guest"]
SCOPES = ["", "course:a", "course:b", "branch:n"]

instants = st.integers(-5, 5).map(lambda hours: NOON + timedelta(hours=hours))
expiries = st.none() | instants
few = st.frozensets(st.sampled_from(PERMISSIONS), max_size=3)


@st.composite
def books(draw: st.DrawFn) -> RoleBook:
    """Roles whose parents come before them: no circles, as `define_roles` keeps them."""
    book: dict[str, RoleRule] = {}
    for slug in OWN:
        parent = draw(st.none() | st.sampled_from([*SYSTEM, *book]))
        denials = draw(few)
        book[slug] = RoleRule(parent, draw(few) - denials, denials)
    return book


assignments = st.builds(
    Assignment,
    id=st.uuids().map(str),
    role=st.sampled_from([*SYSTEM, *OWN]),
    scope=st.sampled_from(SCOPES),
    expires=expiries,
)
overrides = st.builds(
    Override,
    permission=st.sampled_from(PERMISSIONS),
    allows=st.booleans(),
    scope=st.sampled_from(SCOPES),
    expires=expiries,
)
rights = st.builds(
    Rights,
    roles=st.frozensets(st.sampled_from([*SYSTEM, *OWN]), max_size=2),
    assignments=st.lists(assignments, max_size=4).map(tuple),
    overrides=st.lists(overrides, max_size=4).map(tuple),
)


def reference(rights: Rights, book: RoleBook, permission: str, scope: str, at: datetime) -> bool:
    """The rule as it is written, as slow and plain as can be: the first source that says anything decides."""

    def lasts(one: Assignment | Override) -> bool:
        return one.expires is None or at < one.expires

    here = ("", scope)
    user = {o.allows for o in rights.overrides if o.permission == permission and o.scope in here and lasts(o)}
    held = [*rights.roles, *(a.role for a in rights.assignments if a.scope in here and lasts(a))]
    belongs = bool(rights.roles) or any(lasts(a) for a in rights.assignments)
    own = {says(role, book, permission) for role in held} | ({True} if permission == MEMBER and belongs else set())
    above = {inherits(role, book, permission) for role in held}
    for source in (user, own, above):
        if source - {None}:
            return False not in source
    return False


def says(role: str, book: RoleBook, permission: str) -> bool | None:
    rule = book.get(role, RoleRule(None, ROLE_GRANTS.get(role, frozenset())))
    if permission in rule.denials:
        return False
    return True if permission in rule.grants else None


def inherits(role: str, book: RoleBook, permission: str) -> bool | None:
    parent = book[role].parent if role in book else None
    if parent is None:
        return None
    own = says(parent, book, permission)
    return inherits(parent, book, permission) if own is None else own


@settings(max_examples=300)
@given(rights, books(), st.sampled_from(PERMISSIONS), st.sampled_from(SCOPES), instants)
def test_the_evaluator_decides_as_the_reference(
    said: Rights, book: RoleBook, permission: str, scope: str, at: datetime
) -> None:
    found = decide(said.statements(book), permission, at=at, scope=scope).allowed
    assert found is reference(said, book, permission, scope, at)


@settings(max_examples=300)
@given(rights, books(), st.sampled_from(PERMISSIONS), st.sampled_from(SCOPES), instants, st.integers(0, 6))
def test_a_token_with_at_most_one_read_decides_as_the_reference(
    said: Rights, book: RoleBook, permission: str, scope: str, issued: datetime, hours_later: int
) -> None:
    at = issued + timedelta(hours=hours_later)
    claim = membership_claim({"acme": Claimed.of(said, book, at=issued)}) if said != Rights() else ""
    reads: list[bool] = []

    def read(_person: str, _tenant: str, fresh: bool) -> tuple[frozenset[str], list[Statement]]:
        reads.append(fresh)
        return said.roles, said.statements(book)

    claims = {"sub": "s", "iss": "i", "token_use": "access", "memberships": claim}
    caller = caller_from(claims, "acme", at=at, rights_of=read)
    assert caller.may(permission, at=at, scope=scope) is reference(said, book, permission, scope, at)
    caller.may(permission, at=at, scope=scope)
    assert len(reads) <= 1
    standing = caller.stated is None
    if standing and scope == "":
        assert reads == []


@given(rights, books(), st.sampled_from(PERMISSIONS), instants)
def test_whoever_may_in_one_place_may_somewhere(said: Rights, book: RoleBook, permission: str, at: datetime) -> None:
    claim = membership_claim({"acme": Claimed.of(said, book, at=at)}) if said != Rights() else ""
    claims = {"sub": "s", "iss": "i", "token_use": "access", "memberships": claim}
    told = said.roles, said.statements(book)
    caller = caller_from(claims, "acme", at=at, rights_of=lambda *_: told)
    anywhere = any(reference(said, book, permission, scope, at) for scope in SCOPES)
    assert caller.may_somewhere(permission, at=at) or not anywhere


def test_a_circle_that_should_not_be_ends() -> None:
    book = {"a": RoleRule("b", frozenset({"grade.give"})), "b": RoleRule("a", frozenset({"grade.view"}))}
    assert granted_by("a", book) == {"grade.give", "grade.view"}


def test_what_lies_too_high_is_not_looked_at() -> None:
    chain = {f"r{n}": RoleRule(f"r{n + 1}") for n in range(MAX_DEPTH + 1)}
    book = {**chain, f"r{MAX_DEPTH + 1}": RoleRule(None, frozenset({"grade.give"}))}
    assert granted_by("r1", book) == {"grade.give"}
    assert granted_by("r0", book) == frozenset()


@pytest.mark.parametrize(
    ("kind", "reads_where_allowed", "reads_where_not"),
    [(Scoped.NOTHING, 0, 0), (Scoped.GRANTS, 0, 1), (Scoped.DENIALS, 1, 1)],
)
def test_the_table_is_read_only_where_it_could_change_the_answer(
    kind: Scoped, reads_where_allowed: int, reads_where_not: int
) -> None:
    for permission, expected in (("grade.give", reads_where_allowed), ("role.define", reads_where_not)):
        reads: list[int] = []
        caller = Caller("p", "acme", frozenset({"instructor"}), scoped=kind, read=lambda r=reads: r.append(1) or [])  # type: ignore[misc]
        caller.may(permission, at=NOON, scope="course:a")
        assert len(reads) == expected
        caller.may(permission, at=NOON)
        assert len(reads) == expected
