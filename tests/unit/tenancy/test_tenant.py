"""A school: what its founders say, what is taken as an address, a telephone number or a colour, and what differs."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from lyceum.kernel.ids import new_id
from lyceum.kernel.text import LocalizedText
from lyceum.kernel.time_zones import UnknownTimeZone
from lyceum.tenancy.errors import ColoursTooClose, TenantNameReserved
from lyceum.tenancy.model.branch import Branch, BranchState
from lyceum.tenancy.model.tenant import Branding, Contact, Tenant, TenantState, contrast

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HEAD = new_id()


def tenant(slug: str = "acme", **about: Any) -> Tenant:
    return Tenant.found(
        slug, name={"en": "Acme"}, language="en", self_registration=True, administrator=HEAD, at=NOON, about=about
    )


def test_a_school_begins_pending_with_what_its_founders_said() -> None:
    assert tenant() == Tenant(
        slug="acme",
        name={"en": "Acme"},
        language="en",
        self_registration=True,
        administrator=HEAD,
        founded_at=NOON,
        state=TenantState.PENDING,
        languages=("en",),
        time_zone="UTC",
        contact=Contact(),
        branding=Branding(),
        reason=None,
        rev=0,
    )
    plain = Tenant.found("acme", name={}, language="th", self_registration=False, administrator=HEAD, at=NOON)
    assert (plain.languages, plain.self_registration) == (("th",), False)
    assert tenant(time_zone="Asia/Bangkok").time_zone == "Asia/Bangkok"


@pytest.mark.parametrize("slug", ["tenants", "me", "xn--acme", "ab--c"])
def test_a_refused_name_is_told(slug: str) -> None:
    with pytest.raises(TenantNameReserved) as refusal:
        tenant(slug)
    assert refusal.value.facts == {"tenant": slug}


@pytest.mark.parametrize("slug", ["acme", "a--b", "abc--d", "tenants2"])
def test_other_names_are_free(slug: str) -> None:
    assert tenant(slug).slug == slug


def test_colours_that_are_just_far_enough_apart_are_taken_and_others_told_how_far_they_are() -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    with pytest.raises(ColoursTooClose) as refusal:
        Branding(primary="#777777", on_primary="#ffffff").checked()
    assert refusal.value.facts == {"contrast": "4.48", "least": "4.5"}
    near = Branding(primary="#767676", on_primary="#ffffff")
    assert near.checked() is near
    assert Branding().checked() == Branding(logo_url=None, primary="#1f4e79", on_primary="#ffffff")


# The channels' weights and the bend of the curve are WCAG's: ratios against black by its own definition.
@pytest.mark.parametrize(
    ("colour", "ratio"),
    [
        ("#ff0000", 5.252),
        ("#00ff00", 15.304),
        ("#0000ff", 2.444),
        ("#0a0a0a", 1.060705),
        ("#0b0b0b", 1.066931),
        ("#808080", 5.317213),
    ],
)
def test_the_contrast_of_single_channels_is_that_of_wcag(colour: str, ratio: float) -> None:
    assert contrast("#000000", colour) == pytest.approx(ratio, rel=1e-4)


CONTACT = {
    "email": "office@school.example",
    "phone": "+66 (0)2-123.45/6",
    "website": "https://school.example/a?b=c",
    "address": ("1 Road", "Bangkok"),
}


def test_a_school_is_reached_by_what_it_says_and_by_nothing_else() -> None:
    assert Contact() == Contact(email=None, phone=None, website=None, address=(), opening_hours=None)
    full = Contact.model_validate(CONTACT | {"opening_hours": {"en": "9 to 5"}})
    assert full.opening_hours == LocalizedText({"en": "9 to 5"})
    assert full.model_dump(exclude={"opening_hours"}) == CONTACT


@pytest.mark.parametrize("model", [Contact(), Branding()], ids=["contact", "branding"])
def test_what_is_not_known_is_refused_and_what_is_there_does_not_change(model: BaseModel) -> None:
    with pytest.raises(ValidationError):
        type(model).model_validate({"fax": "1"})
    for field in type(model).model_fields:
        with pytest.raises(ValidationError):
            setattr(model, field, getattr(model, field))


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        (
            "email",
            ["a@b.c", "ครู@โรงเรียน.ไทย", "a" * 247 + "@bcd.ef"],
            [
                "a" * 249 + "@bc.de",
                "a",
                "a@b",
                "@b.c",
                "a b@c.d",
                "a@b c.d",
                "a@@b.c",
                "a@b.c d",
                "a@b.c\n",
                "a\x01@b.c",
            ],
        ),
        (
            "phone",
            ["123", "+123", "1" + "2" * 30, "0(1)2./- 3"],
            ["12", "+12", "1" + "2" * 31, "(1)23", "++123", "12a3", "123\n", ""],
        ),
        (
            "website",
            ["https://a", "https://a.b/c?d#e", "https://A.bZ-9.Y0", "https://Q-a", "https://" + "a" * 492],
            [
                *("https://" + "a" * 493, "http://a", "HTTPS://a", "https://", "https:///a", "https://:80/"),
                *(
                    "https://me@a",
                    "https://me:pw@a",  # pragma: allowlist secret
                    "https://a b",
                    "https://ก",
                    "https://a\n",
                    "//a",
                    "x https://a",
                ),
            ],
        ),
        (
            "address",
            [[], ["a"], ["ก" * 200] * 6],
            [["a"] * 7, [""], ["a" * 201], ["a\nb"], ["a\x00"], ["a\x7f"], ["\x1f"]],
        ),
    ],
)
def test_how_a_school_is_reached_is_spelled_as_it_can_be_used(field: str, good: list[Any], bad: list[Any]) -> None:
    for value in good:
        Contact.model_validate({field: value})
    for value in bad:
        with pytest.raises(ValidationError):
            Contact.model_validate({field: value})


@pytest.mark.parametrize("field", ["primary", "on_primary"])
def test_a_colour_is_six_hexadecimal_digits(field: str) -> None:
    for value in ("#000000", "#09afAF"):
        Branding.model_validate({field: value})
    for value in ("#00000", "#0000000", "000000", "#00000g", "red", "#000000\n"):
        with pytest.raises(ValidationError):
            Branding.model_validate({field: value})


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Asia", "A", "", "../etc/passwd"])
def test_a_time_zone_is_one_that_there_is(zone: str) -> None:
    with pytest.raises(UnknownTimeZone) as refused:
        tenant().changed({"time_zone": zone})

    assert refused.value.facts == {"zone": zone}


OTHER: dict[str, Any] = {
    "name": {"en": "Other"},
    "language": "th",
    "languages": ("en", "th"),
    "time_zone": "Asia/Bangkok",
    "contact": Contact(phone="123"),
    "branding": Branding(primary="#000000"),
    "self_registration": False,
}


@given(st.sets(st.sampled_from(sorted(OTHER))))
def test_what_differs_is_named_in_a_fixed_order(fields: set[str]) -> None:
    other = replace(tenant(), **{name: OTHER[name] for name in fields})
    assert other.differences(tenant()) == tuple(name for name in OTHER if name in fields)
    assert tenant().differences(other) == other.differences(tenant())
    assert tenant().wishes_the_same(other) is (not fields)


def test_the_same_words_of_another_administrator_are_another_wish() -> None:
    assert not tenant().wishes_the_same(replace(tenant(), administrator=new_id()))
    later = replace(tenant(), state=TenantState.FAILED, reason="x", rev=3)
    assert later.differences(tenant()) == ()
    assert tenant().wishes_the_same(later)


def test_a_branch_opens_without_anything_more_said() -> None:
    opened = Branch("acme", HEAD, {"en": "North"}, NOON)
    assert (opened.contact, opened.state, opened.rev) == (Contact(), BranchState.OPEN, 1)
