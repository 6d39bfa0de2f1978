"""Rules of tenants, of the organisation and of settings."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from lyceum.kernel.errors import DomainError
from lyceum.kernel.ids import new_id
from lyceum.kernel.setting_catalogue import LONGEST_TEXT, SETTINGS, Setting, SettingInvalid, Type, catalogue
from lyceum.tenancy.errors import ColoursTooClose, TenantNameReserved, UnitInUse, UnitMisplaced
from lyceum.tenancy.model.organisation import Tree, Unit, UnitKind
from lyceum.tenancy.model.tenant import Branding, Tenant, contrast

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NAME = {"en": "Unit"}


def tenant(slug: str = "acme", **about: Any) -> Tenant:
    return Tenant.found(
        slug,
        name={"en": "Acme"},
        language="en",
        self_registration=True,
        administrator=new_id(),
        at=NOON,
        about=about,
    )


# Ratios of black and white and of #777777 and white are those of WCAG's own examples.
@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1.0)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_colours_in_which_text_cannot_be_read_are_refused() -> None:
    tenant(branding=Branding(primary="#767676", on_primary="#ffffff"))
    with pytest.raises(ColoursTooClose):
        tenant(branding=Branding(primary="#777777", on_primary="#ffffff"))


def test_the_fallback_language_is_one_of_its_languages() -> None:
    assert tenant(languages=("th",)).languages == ("en", "th")
    assert tenant().languages == ("en",)
    assert tenant(languages=("th", "en", "th")).languages == ("en", "th")


@pytest.mark.parametrize("slug", ["tenants", "me", "xn--acme-9na", "ab--c"])
def test_words_of_the_api_and_encoded_alphabets_are_no_slugs(slug: str) -> None:
    with pytest.raises(TenantNameReserved):
        tenant(slug)


# ── the organisation ──────────────────────────────────────────────────────────────────────────────────────────────────


def tree(*units: Unit) -> Tree:
    return Tree({unit.id: unit for unit in units})


COMPANY = Unit(new_id(), UnitKind.COMPANY, NAME, None)
DIVISION = Unit(new_id(), UnitKind.DIVISION, NAME, COMPANY.id)
TEAM = Unit(new_id(), UnitKind.TEAM, NAME, DIVISION.id)


def test_a_unit_belongs_below_a_higher_one() -> None:
    found = tree(COMPANY, DIVISION, TEAM)
    assert found.path(TEAM.id) == (COMPANY.id, DIVISION.id, TEAM.id)
    assert [unit.id for unit in found.below(None)] == [COMPANY.id, DIVISION.id, TEAM.id]
    assert [unit.id for unit in found.below(DIVISION.id)] == [DIVISION.id, TEAM.id]
    for child, parent in ((COMPANY, TEAM), (DIVISION, DIVISION), (DIVISION, TEAM), (TEAM, TEAM)):
        with pytest.raises(UnitMisplaced):
            found.changed(child.id, parent=parent.id)


def test_what_others_stand_below_is_not_archived() -> None:
    found = tree(COMPANY, DIVISION)
    with pytest.raises(UnitInUse):
        found.archived(COMPANY.id)
    found = found.archived(DIVISION.id).archived(COMPANY.id)
    with pytest.raises(UnitMisplaced):
        found.added(Unit(new_id(), UnitKind.TEAM, NAME, DIVISION.id))


class Organisations(RuleBasedStateMachine):
    """Whatever is added, moved and archived, in whatever order: a forest, at most four deep."""

    units = Bundle("units")

    def __init__(self) -> None:
        super().__init__()
        self.tree = Tree({})

    @rule(target=units, kind=st.sampled_from(UnitKind), parent=st.none() | units)
    def add(self, kind: UnitKind, parent: str | None) -> str:
        unit = Unit(new_id(), kind, NAME, parent if parent in self.tree.units else None)
        self.attempt(lambda: self.tree.added(unit))
        return unit.id

    @rule(unit=units, parent=units)
    def move(self, unit: str, parent: str) -> None:
        self.attempt(lambda: self.tree.changed(unit, parent=parent))

    @rule(unit=units)
    def archive(self, unit: str) -> None:
        self.attempt(lambda: self.tree.archived(unit))

    def attempt(self, change: Any) -> None:
        try:
            self.tree = change()
        except DomainError:
            return

    @invariant()
    def every_unit_hangs_on_a_root(self) -> None:
        listed = [unit.id for unit in self.tree.below(None)]
        assert sorted(listed) == sorted(self.tree.units)
        assert all(len(self.tree.path(id)) <= len(UnitKind) for id in self.tree.units)


TestOrganisations = Organisations.TestCase


# ── settings ──────────────────────────────────────────────────────────────────────────────────────────────────────────

KINDS = {
    Type.FLAG: Setting("a", "flag", Type.FLAG, "", default=False),
    Type.NUMBER: Setting("a", "number", Type.NUMBER, "", default=5, least=1, most=9),
    Type.TEXT: Setting("a", "text", Type.TEXT, "", default="x"),
    Type.CHOICE: Setting("a", "choice", Type.CHOICE, "", default="red", choices=("red", "blue")),
    Type.SECRET: Setting("a", "secret", Type.SECRET, "", default=None),
}


@pytest.mark.parametrize(
    ("type", "good", "bad"),
    [
        (Type.FLAG, [True, False], [1, 0, "true", ""]),
        (Type.NUMBER, [1, 9], [0, 10, -1, "5", True]),
        (Type.TEXT, ["a", "ก" * LONGEST_TEXT], ["", "a" * (LONGEST_TEXT + 1), "a\nb", "\x00", 5, False]),
        (Type.CHOICE, ["red", "blue"], ["green", "", 1, True]),
        (Type.SECRET, ["s3cret"], ["", "a\r\nHeader: x", 5]),
    ],
)
def test_a_value_is_of_its_settings_type(type: Type, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        assert KINDS[type].checked(value) == value
    for value in bad:
        with pytest.raises(SettingInvalid):
            KINDS[type].checked(value)


@given(st.booleans() | st.integers() | st.text(max_size=20))
def test_at_most_one_kind_of_type_takes_a_value(value: bool | int | str) -> None:
    def takes(setting: Setting) -> bool:
        try:
            setting.checked(value)
        except SettingInvalid:
            return False
        return True

    found = {type for type, setting in KINDS.items() if takes(setting)}
    assert found <= {Type.FLAG} or found <= {Type.NUMBER} or found <= {Type.TEXT, Type.CHOICE, Type.SECRET}


def test_the_catalogue_refuses_a_name_twice_and_a_wrong_default() -> None:
    with pytest.raises(ValueError, match="two settings"):
        catalogue(KINDS[Type.FLAG], KINDS[Type.FLAG])
    with pytest.raises(SettingInvalid):
        catalogue(Setting("a", "b", Type.NUMBER, "", default="five"))
    assert all(name == setting.name and setting.summary for name, setting in SETTINGS.items())
