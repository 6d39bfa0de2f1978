"""Names that pass for others, a school's own fields, and what a change of a profile says."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.identity.errors import (
    FieldChoicesMisplaced,
    FieldDefinedTwice,
    FieldInvalid,
    FieldNotYours,
    FieldRequired,
    FieldUnknown,
    UsernameRefused,
)
from lyceum.identity.model.lookalikes import folded, mixes_scripts, skeletons
from lyceum.identity.model.person_profile import (
    Contact,
    PersonName,
    PersonProfile,
    check_username,
    username_claims,
)
from lyceum.identity.model.profile_field import (
    MOST_TEXT,
    FieldKind,
    Party,
    ProfileField,
    changed_values,
    checked_fields,
    missing_fields,
)
from lyceum.kernel.time_zones import UnknownTimeZone


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("admin", "Admin"),
        ("\u0430dmin", "Admin"),  # CYRILLIC SMALL LETTER A
        ("paypaI", "paypal"),
        ("PAYPAL", "paypal"),
        ("paypa1", "paypal"),
        ("\uff41da", "ada"),  # FULLWIDTH LATIN SMALL LETTER A
        ("\u043e\u0440\u0430", "opa"),  # all Cyrillic
        ("modern", "modem"),
        ("stra\u00dfe", "strasse"),
        ("0ada", "Oada"),
    ],
)
def test_names_that_read_the_same_have_a_skeleton_in_common(one: str, other: str) -> None:
    assert skeletons(one) & skeletons(other)
    assert username_claims(one) & username_claims(other)


@pytest.mark.parametrize(("one", "other"), [("ada", "bob"), ("ada", "adam"), ("somchai", "สมชาย"), ("tim", "tlm")])
def test_other_names_have_none(one: str, other: str) -> None:
    assert not skeletons(one) & skeletons(other)


@given(st.text(max_size=12))
def test_folding_twice_is_folding_once_and_case_makes_no_other_name(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert 1 <= len(skeletons(text)) <= 2
    assert skeletons(text) == skeletons(text)


def test_folding_takes_case_and_width_away() -> None:
    assert folded("\uff21DA") == "ada"
    assert folded("\u01c4") == "d\u017e"  # a letter that NFKC takes apart only after folding


def test_letters_of_another_script_within_a_word_are_noticed() -> None:
    assert mixes_scripts("p\u0430ypal")
    for plain in ("paypal", "สมชาย", "\u0430\u0434\u0430", "ada99", ""):
        assert not mixes_scripts(plain)


@pytest.mark.parametrize("name", ["p\u0430ypal", "\uff41da", "admin", "ADMINISTRATOR", "root", "support", "system"])
def test_a_username_passes_for_nobody_else(name: str) -> None:
    with pytest.raises(UsernameRefused):
        check_username(name)


@pytest.mark.parametrize(
    "name",
    [
        "r00t",
        "Adm1n",
        "@dmin",
        "4dmin",
        "syst3m",
        "sys7em",
        "5ystem",
        "$ystem",
        "s.y-s_t.e.m",
        "4dm1n1str4t0r",
        "supp0r7",
    ],
)
def test_digits_for_letters_and_signs_between_them_hide_nobody(name: str) -> None:
    with pytest.raises(UsernameRefused):
        check_username(name)


@pytest.mark.parametrize("name", ["ada", "Ada", "สมชาย", "ada.lovelace", "rooted", "administer", "adminX", "r2t", "10"])
def test_other_usernames_are_free(name: str) -> None:
    check_username(name)
    assert PersonProfile("p").changed(username=name)[1] == ("username",)


def test_no_username_claims_nothing() -> None:
    assert username_claims("") == frozenset()


def test_a_profile_says_nothing_that_nobody_wrote() -> None:
    assert PersonProfile("p") == PersonProfile(
        person="p",
        name="",
        email="",
        language="",
        status="active",
        roles=frozenset(),
        names={},
        prefix="",
        username="",
        bio="",
        skills=(),
        supervisor="",
        emergency_contact=None,
        time_zone="",
        values={},
        rev=0,
        member_rev=0,
    )
    assert (PersonName("Ada").family, Contact("Bob", "1").relation) == ("", "")


def test_a_change_names_what_differs_in_order() -> None:
    before = PersonProfile("p", bio="x", name="Ada", username="ada")
    after, names = before.changed(time_zone="UTC", bio="y", name="Ada", username="")
    assert after == replace(before, time_zone="UTC", bio="y", username="")
    assert names == ("bio", "time_zone", "username")
    with pytest.raises(UsernameRefused):
        before.changed(username="root")
    with pytest.raises(UnknownTimeZone):
        before.changed(time_zone="Mars/Olympus")


def test_a_profile_is_seen_as_its_fields_say() -> None:
    fields = [field("open"), field("closed", seen_by=Party.STAFF), field("staff", roles=frozenset({"instructor"}))]
    whole = PersonProfile(
        "p", roles=frozenset({"learner"}), values={"open": "1", "closed": "2", "staff": "3", "old": "4"}
    )
    assert whole.seen(fields, Party.OWNER) == replace(whole, values={"open": "1"})
    assert whole.seen(fields, Party.STAFF) == replace(whole, values={"open": "1", "closed": "2"})


# ── a school's own fields ─────────────────────────────────────────────────────────────────────────────────────────────


def field(key: str, kind: FieldKind = FieldKind.TEXT, **more: Any) -> ProfileField:
    return ProfileField(key, kind, {"en": key}, **more)


def test_a_field_is_everybodys_and_asks_for_nothing_unless_it_says_so() -> None:
    plain = field("a")
    assert plain == field(
        "a", choices=(), required=False, roles=frozenset(), seen_by=Party.OWNER, edited_by=Party.OWNER
    )
    assert plain.belongs_to([])
    assert plain.belongs_to(["learner"])


@pytest.mark.parametrize(
    ("roles", "has"), [((), False), (("learner",), True), (("x",), False), (("x", "learner"), True)]
)
def test_a_field_of_a_role_belongs_to_who_has_it(roles: tuple[str, ...], has: bool) -> None:
    assert field("a", roles=frozenset({"learner", "instructor"})).belongs_to(roles) is has


@pytest.mark.parametrize("seen_by", Party)
@pytest.mark.parametrize("edited_by", Party)
def test_nobody_changes_what_they_do_not_see(seen_by: Party, edited_by: Party) -> None:
    one = field("a", seen_by=seen_by, edited_by=edited_by)
    assert (one.seen(Party.STAFF), one.edited(Party.STAFF)) == (True, True)
    assert one.seen(Party.OWNER) is (seen_by is Party.OWNER)
    assert one.edited(Party.OWNER) is (seen_by is Party.OWNER and edited_by is Party.OWNER)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            FieldKind.TEXT,
            [("a", "a"), (" a ", " a "), ("x" * MOST_TEXT, "x" * MOST_TEXT)],
            ["", " \n", "x" * 1001, True],
        ),
        (
            FieldKind.NUMBER,
            [("1", "1"), ("-1.50", "-1.50"), ("1e3", "1000"), ("1E-3", "0.001"), ("1e30", "1" + "0" * 30)],
            ["", "x", "NaN", "Infinity", "1e31", "1e-31", "1" * 32, True],
        ),
        (
            FieldKind.DATE,
            [("2026-02-28", "2026-02-28"), ("20260228", "2026-02-28")],
            ["2026-02-30", "", "28.2.2026", True],
        ),
        (FieldKind.CHOICE, [("red", "red"), ("blue", "blue")], ["green", "", True]),
        (FieldKind.BOOLEAN, [(True, True), (False, False)], ["true", ""]),
    ],
)
def test_a_value_is_read_as_its_field_says(kind: FieldKind, good: list[Any], bad: list[Any]) -> None:
    one = field("a", kind, choices=("red", "blue"))
    for given_, kept in good:
        assert one.read(given_) == kept
    for given_ in bad:
        with pytest.raises(FieldInvalid) as refusal:
            one.read(given_)
        assert refusal.value.facts == {"field": "a"}


FIELDS = [
    field("size"),
    field("level", edited_by=Party.STAFF),
    field("secret", seen_by=Party.STAFF),
    field("must", required=True),
    field("badge", required=True, roles=frozenset({"instructor"})),
    field("file", required=True, edited_by=Party.STAFF),
]
KEPT: dict[str, str | bool] = {"must": "m", "secret": "s", "old": "o"}


def values(wish: dict[str, Any], *, party: Party = Party.OWNER, kept: dict[str, str | bool] | None = None) -> Any:
    return changed_values(FIELDS, ["learner"], KEPT if kept is None else kept, wish, party=party)


def test_a_change_keeps_what_it_does_not_name() -> None:
    assert values({}) == KEPT
    assert values({"size": "L"}) == KEPT | {"size": "L"}
    assert values({"size": None}, kept=KEPT | {"size": "L"}) == KEPT
    assert values({"size": None}) == KEPT
    assert values({"level": "1", "file": "f", "secret": "t"}, party=Party.STAFF) == KEPT | {
        "level": "1",
        "file": "f",
        "secret": "t",
    }


@pytest.mark.parametrize(
    ("wish", "error", "named"),
    [
        ({"nothing": "x"}, FieldUnknown, "nothing"),
        ({"secret": "x"}, FieldUnknown, "secret"),
        ({"badge": "x"}, FieldUnknown, "badge"),
        ({"level": "x"}, FieldNotYours, "level"),
        ({"size": " "}, FieldInvalid, "size"),
        ({"must": None}, FieldRequired, "must"),
    ],
)
def test_a_refused_change_names_its_field(wish: dict[str, Any], error: type[Exception], named: str) -> None:
    with pytest.raises(error) as refusal:
        values(wish)
    assert refusal.value.facts == {"field": named}  # type: ignore[attr-defined]


def test_only_what_somebody_could_give_is_missed() -> None:
    def missed(roles: list[str], kept: dict[str, str | bool], party: Party) -> list[str]:
        return missing_fields(FIELDS, iter(roles), kept, party=party)

    assert missed(["learner"], {}, Party.OWNER) == ["must"]
    assert missed(["instructor"], {"must": "m"}, Party.OWNER) == ["badge"]
    assert missed(["instructor"], {}, Party.STAFF) == ["must", "badge", "file"]
    with pytest.raises(FieldRequired):
        values({}, party=Party.STAFF)


@pytest.mark.parametrize("kind", FieldKind)
def test_a_choice_and_nothing_else_has_choices(kind: FieldKind) -> None:
    with_choices, without = field("a", kind, choices=("x",)), field("a", kind)
    good, bad = (with_choices, without) if kind is FieldKind.CHOICE else (without, with_choices)
    other = field("b")
    assert checked_fields([other, good]) == [other, good]
    with pytest.raises(FieldChoicesMisplaced) as refusal:
        checked_fields([other, bad])
    assert refusal.value.facts == {"field": "a"}


def test_each_field_has_a_key_of_its_own() -> None:
    assert checked_fields([]) == []
    with pytest.raises(FieldDefinedTwice):
        checked_fields([field("a"), field("b"), field("a", FieldKind.DATE)])
