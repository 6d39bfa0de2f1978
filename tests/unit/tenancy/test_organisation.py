"""Units of a school: what a tree takes, and what its refusals say."""

from dataclasses import replace

import pytest

from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.tenancy.errors import TooManyUnits, UnitInUse, UnitMisplaced, UnitNotFound
from lyceum.tenancy.model.organisation import MOST_UNITS, Tree, Unit, UnitKind

NAME = {"en": "Unit"}
COMPANY = Unit("u1", UnitKind.COMPANY, NAME, None)
DIVISION = Unit("u2", UnitKind.DIVISION, NAME, "u1")
TEAM = Unit("u3", UnitKind.TEAM, NAME, "u2")
TREE = Tree({unit.id: unit for unit in (COMPANY, DIVISION, TEAM)})


def test_a_unit_stands_until_it_is_archived_and_a_tree_begins_at_revision_nothing() -> None:
    assert Unit("u1", UnitKind.COMPANY, NAME, None, archived=False) == COMPANY
    assert Tree({}).rev == 0
    assert [kind.rank for kind in UnitKind] == [0, 1, 2, 3]


def test_what_is_not_there_is_named() -> None:
    for act in (TREE.unit, TREE.path, TREE.changed, TREE.archived, lambda id: list(TREE.below(id))):
        with pytest.raises(UnitNotFound) as refusal:
            act("nowhere")
        assert refusal.value.facts == {"unit": "nowhere"}
    assert TREE.unit("u2") is DIVISION


def test_the_same_unit_again_changes_nothing_and_another_under_its_id_is_refused() -> None:
    assert TREE.added(TEAM) is TREE
    with pytest.raises(IdempotencyKeyReused):
        TREE.added(replace(TEAM, name={"en": "Other"}))
    fourth = Unit("u4", UnitKind.TEAM, NAME, None)
    assert TREE.added(fourth).units == {**TREE.units, "u4": fourth}


def test_a_school_has_at_most_a_thousand_units() -> None:
    full = Tree({f"u{number}": Unit(f"u{number}", UnitKind.TEAM, NAME, None) for number in range(MOST_UNITS - 1)})
    full = full.added(Unit("last", UnitKind.TEAM, NAME, None))
    assert len(full.units) == MOST_UNITS == 1_000
    with pytest.raises(TooManyUnits) as refusal:
        full.added(Unit("more", UnitKind.TEAM, NAME, None))
    assert refusal.value.facts == {"most": "1000"}


def test_a_change_says_what_it_changes_and_the_rest_stays() -> None:
    other = Unit("u5", UnitKind.COMPANY, NAME, None)
    tree = replace(TREE, rev=7).added(other)
    assert tree.changed("u2", name={"en": "New"}).unit("u2") == replace(DIVISION, name={"en": "New"})
    moved = tree.changed("u2", parent="u5")
    assert moved.unit("u2") == replace(DIVISION, parent="u5")
    assert (moved.path("u3"), moved.rev) == (("u5", "u2", "u3"), 7)
    assert tree.changed("u2").units == tree.units


def test_a_misplaced_unit_is_told_with_what_it_was_to_stand_below() -> None:
    for unit in (Unit("n", UnitKind.DIVISION, NAME, "u2"), Unit("n", UnitKind.COMPANY, NAME, "u2")):
        with pytest.raises(UnitMisplaced) as refusal:
            TREE.added(unit)
        assert refusal.value.facts == {"unit": str(unit.kind), "parent": "division"}


def test_what_was_given_up_takes_nothing_new_and_keeps_what_was_given_up_with_it() -> None:
    with pytest.raises(UnitInUse) as refusal:
        TREE.archived("u2")
    assert refusal.value.facts == {"unit": "u2"}
    given_up = TREE.archived("u3").archived("u2")
    assert given_up.unit("u2") == replace(DIVISION, archived=True)
    with pytest.raises(UnitMisplaced):
        given_up.added(Unit("n", UnitKind.TEAM, NAME, "u2"))
    assert given_up.changed("u3", name={"en": "Old"}).unit("u3") == replace(TEAM, name={"en": "Old"}, archived=True)
    assert given_up.added(Unit("n", UnitKind.TEAM, NAME, "u1")).path("n") == ("u1", "n")


def test_units_come_in_the_order_of_their_making() -> None:
    tree = Tree({id: Unit(id, UnitKind.TEAM, NAME, None) for id in ("u9", "u7", "u8")})
    assert [unit.id for unit in tree.children(None)] == ["u7", "u8", "u9"]
    assert tree.children("u7") == []
