"""Roles of a school's own: what is refused, what is inherited, and that nobody gives what they do not have."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.identity.errors import (
    GrantedAndDenied,
    PermissionNotHeld,
    RoleCycle,
    RoleExists,
    RoleInUse,
    RoleNotFound,
    RoleTooDeep,
    SystemRole,
    TooManyRoles,
    UnknownRole,
)
from lyceum.identity.model.role import MOST_ROLES, OwnRole, Roles, lost_by, spoken_of
from lyceum.kernel.errors import DomainError
from lyceum.kernel.permissions import ROLE_GRANTS
from lyceum.kernel.rights import MAX_DEPTH, RoleRule, granted_by

NAME = {"en": "Proctor"}
SOME = sorted(ROLE_GRANTS["instructor"])[:4]


def own(
    slug: str, parent: str | None = None, *, grants: tuple[str, ...] = (), denials: tuple[str, ...] = ()
) -> OwnRole:
    return OwnRole(slug, NAME, parent=parent, grants=frozenset(grants), denials=frozenset(denials))


def roles(*some: OwnRole) -> Roles:
    return Roles({role.slug: role for role in some})


def all_of(_permission: str) -> bool:
    return True


def none_of(_permission: str) -> bool:
    return False


def test_a_role_says_only_what_it_says() -> None:
    plain = OwnRole("proctor", NAME)
    assert (plain.description, plain.parent, plain.revision, plain.changed_at) == ({}, None, 1, None)
    assert plain.rule == RoleRule(None, frozenset(), frozenset())
    said = own("proctor", "learner", grants=("a",), denials=("b",))
    assert said.rule == RoleRule("learner", frozenset({"a"}), frozenset({"b"}))
    assert Roles().by_slug == {}
    assert roles(said).book == {"proctor": said.rule}


def test_only_a_schools_own_roles_are_its_own() -> None:
    one = own("proctor")
    assert roles(one).get("proctor") is one
    for slug, error in (("learner", SystemRole), ("nobody", RoleNotFound)):
        with pytest.raises(error) as refusal:
            roles(one).get(slug)
        assert refusal.value.facts == {"role": slug}


@pytest.mark.parametrize(("slug", "known"), [("proctor", True), ("learner", True), ("operator", False), ("x", False)])
def test_members_are_given_a_schools_roles_and_the_systems_and_none_of_the_platforms(slug: str, known: bool) -> None:
    if known:
        roles(own("proctor")).check_known(slug)
    else:
        with pytest.raises(UnknownRole) as refusal:
            roles(own("proctor")).check_known(slug)
        assert refusal.value.facts == {"role": slug}


def test_a_new_role_is_added_as_it_is() -> None:
    one, two = own("proctor", grants=(SOME[0],)), own("invigilator", "proctor")
    assert roles(one).defined(two, holds=all_of) == roles(one, two)
    assert Roles().defined(one, holds=all_of) == roles(one)


@pytest.mark.parametrize("slug", ["proctor", "learner"])
def test_a_name_is_taken_once(slug: str) -> None:
    with pytest.raises(RoleExists) as refusal:
        roles(own("proctor")).defined(own(slug), holds=all_of)
    assert refusal.value.facts == {"role": slug}


def test_a_school_has_at_most_fifty_roles() -> None:
    most = [own(f"r{number}") for number in range(MOST_ROLES)]
    assert len(roles(*most[:-1]).defined(most[-1], holds=all_of).by_slug) == MOST_ROLES == 50
    with pytest.raises(TooManyRoles) as refusal:
        roles(*most).defined(own("more"), holds=all_of)
    assert refusal.value.facts == {"limit": "50"}


def test_a_changed_role_is_one_revision_more_than_the_one_kept() -> None:
    before = roles(replace(own("proctor"), revision=4), own("other"))
    after = before.redefined(replace(own("proctor", grants=(SOME[0],)), revision=1), holds=all_of)
    assert after.by_slug == {
        "proctor": replace(own("proctor", grants=(SOME[0],)), revision=5),
        "other": own("other"),
    }
    for slug, error in (("learner", SystemRole), ("nobody", RoleNotFound)):
        with pytest.raises(error):
            before.redefined(own(slug), holds=all_of)


def test_a_role_that_another_inherits_from_is_not_removed() -> None:
    """Source: RULES S2-1."""
    both = roles(own("proctor"), own("invigilator", "proctor"))
    with pytest.raises(RoleInUse) as refusal:
        both.removed("proctor")
    assert refusal.value.facts == {"role": "invigilator"}
    assert both.removed("invigilator") == roles(own("proctor"))
    for slug, error in (("learner", SystemRole), ("nobody", RoleNotFound)):
        with pytest.raises(error):
            both.removed(slug)


def test_heirs_are_all_that_inherit_and_the_role_itself() -> None:
    found = roles(own("a"), own("b", "a"), own("c", "b"), own("d"), own("e", "learner"))
    assert found.heirs("a") == {"a", "b", "c"}
    assert found.heirs("c") == {"c"}
    assert found.heirs("learner") == {"learner", "e"}


def test_nothing_is_granted_and_denied_at_once() -> None:
    both = own("proctor", grants=(SOME[1], SOME[0]), denials=(SOME[0], SOME[1], SOME[2]))
    for change in (Roles().defined, roles(own("proctor")).redefined):
        with pytest.raises(GrantedAndDenied) as refusal:
            change(both, holds=all_of)
        assert refusal.value.facts == {"permission": SOME[0]}


@pytest.mark.parametrize("parent", ["nobody", "operator"])
def test_a_role_inherits_from_one_that_there_is(parent: str) -> None:
    with pytest.raises(UnknownRole) as refusal:
        Roles().defined(own("proctor", parent), holds=all_of)
    assert refusal.value.facts == {"role": parent}


def test_no_role_inherits_from_itself() -> None:
    with pytest.raises(RoleCycle) as refusal:
        Roles().defined(own("a", "a"), holds=all_of)
    assert refusal.value.facts == {"role": "a"}
    with pytest.raises(RoleCycle):
        roles(own("a"), own("b", "a"), own("c", "b")).redefined(own("a", "c"), holds=all_of)


def test_eight_roles_lie_above_a_role_at_most() -> None:
    chain = [own("r0")] + [own(f"r{number}", f"r{number - 1}") for number in range(1, MAX_DEPTH + 1)]
    full = roles(*chain)
    for slug in full.by_slug:
        full.check_height(slug)
    with pytest.raises(RoleTooDeep) as refusal:
        full.defined(own("more", f"r{MAX_DEPTH}"), holds=all_of)
    assert refusal.value.facts == {"limit": "8"}
    with pytest.raises(RoleTooDeep):
        full.redefined(own("r0", "learner"), holds=all_of)


def test_nobody_gives_by_a_role_what_they_do_not_have() -> None:
    def holds(permission: str) -> bool:
        return permission == SOME[0]

    assert "a" in Roles().defined(own("a", grants=(SOME[0],)), holds=holds).by_slug
    for role in (own("a", grants=(SOME[0], SOME[1])), own("a", "instructor")):
        with pytest.raises(PermissionNotHeld) as refusal:
            Roles().defined(role, holds=holds)
        assert refusal.value.facts["permission"] != SOME[0]
    with pytest.raises(PermissionNotHeld) as gained:
        Roles().defined(own("a", grants=(SOME[3], SOME[2])), holds=none_of)
    assert gained.value.facts == {"permission": SOME[2]}


def test_a_denial_less_is_given_too_and_a_denial_more_is_not() -> None:
    denying = roles(own("a", "instructor", denials=(SOME[0],)))
    with pytest.raises(PermissionNotHeld) as refusal:
        denying.redefined(own("a", "instructor"), holds=none_of)
    assert refusal.value.facts == {"permission": SOME[0]}
    stricter = own("a", "instructor", denials=(SOME[0], SOME[1]))
    assert denying.redefined(stricter, holds=none_of).by_slug["a"].revision == 2
    lifted = roles(own("a", denials=(SOME[0],)))
    with pytest.raises(PermissionNotHeld):
        lifted.redefined(own("a"), holds=none_of)


def test_what_heirs_get_is_given_by_whoever_changes_the_role_above() -> None:
    found = roles(own("a", denials=(SOME[0],)), own("b", "a"), own("c", grants=(SOME[1],)))
    with pytest.raises(PermissionNotHeld):
        found.redefined(own("a", grants=(SOME[0],)), holds=none_of)
    assert found.redefined(own("a", denials=(SOME[0], SOME[2])), holds=none_of).by_slug["a"].revision == 2
    assert found.redefined(own("c", grants=(SOME[1],)), holds=none_of).by_slug["c"].revision == 2


def test_what_a_role_speaks_of_is_granted_or_denied_by_it_or_above_it() -> None:
    found = roles(own("a", grants=(SOME[0],), denials=(SOME[1],)), own("b", "a", grants=(SOME[2],)))
    assert spoken_of("b", found.book) == set(SOME[:3])
    assert spoken_of("a", found.book) == set(SOME[:2])
    assert spoken_of("learner", found.book) == ROLE_GRANTS["learner"]


def test_a_change_takes_from_every_role_below_that_gives_less_than_before() -> None:
    before = roles(own("a", grants=(SOME[0], SOME[1])), own("b", "a"), own("c", "a", grants=(SOME[0], SOME[1])))
    assert lost_by("a", before, before) == set()
    less = before.redefined(own("a", grants=(SOME[0],)), holds=all_of)
    assert lost_by("a", before, less) == {"a", "b"}
    more = before.redefined(own("a", grants=tuple(SOME)), holds=all_of)
    assert lost_by("a", before, more) == set()
    assert lost_by("a", more, before) == {"a", "b", "c"}


def test_a_role_that_leaves_its_parent_loses_what_that_gave() -> None:
    before = roles(own("a", grants=(SOME[0],)), own("b", "a"))
    apart = before.redefined(own("b"), holds=all_of)
    assert lost_by("b", before, apart) == {"b"}
    assert lost_by("a", before, apart) == {"b"}
    assert lost_by("a", apart, before) == set()


def test_a_role_that_comes_under_one_that_gives_less_loses_by_it() -> None:
    before = roles(own("a"), own("b", "instructor"))
    under = before.redefined(own("b", "a"), holds=all_of)
    assert lost_by("a", before, under) == {"b"}


PERMISSIONS = st.frozensets(st.sampled_from(SOME))
SLUGS = st.sampled_from(["a", "b", "c"])
CHANGES = st.lists(
    st.tuples(st.booleans(), SLUGS, st.none() | SLUGS | st.just("learner"), PERMISSIONS, PERMISSIONS), max_size=8
)


def _tried(before: Roles, change: Callable[[], Roles]) -> Roles:
    try:
        return change()
    except DomainError:
        return before


@given(CHANGES, st.frozensets(st.sampled_from(SOME)))
def test_whatever_is_changed_no_role_grants_more_than_was_held_and_none_inherits_from_itself(
    changes: list[tuple[bool, str, str | None, frozenset[str], frozenset[str]]], held: frozenset[str]
) -> None:
    """Source: RULES S1-6, S1-8. Roles begin empty, so all that they give was given by somebody who held it."""
    found = Roles()
    for new, slug, parent, grants, denials in changes:
        role = OwnRole(slug, NAME, parent=parent, grants=grants, denials=denials)
        act = found.defined if new else found.redefined
        found = _tried(found, lambda act=act, role=role: act(role, holds=held.__contains__))  # type: ignore[misc]
    for slug in found.by_slug:
        assert granted_by(slug, found.book) <= held
        found.check_height(slug)
