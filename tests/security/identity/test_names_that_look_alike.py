"""Somebody takes a name or an address that reads as another's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.profile import handler
from identity.sign_up import handler as sign_up
from lyceum.identity.errors import AddressRefused
from lyceum.identity.model.lookalikes import folded, skeletons
from tests.school_of_people import SchoolOfPeople, problem

pytestmark = pytest.mark.security
ROUTE = "PATCH /v1/{tenant}/me/profile"


@pytest.mark.store
@pytest.mark.parametrize("other", ["PAYPAL", "PayPal", "paypaI", "paypa1"])
def test_a_username_by_case_and_by_letters_of_one_alphabet(table: str, tenant: str, other: str) -> None:
    school = SchoolOfPeople.founded(tenant, "ada", "eve")
    assert school.ask(handler, ROUTE, "ada", {"username": "paypal"}).status == 200
    assert problem(school.ask(handler, ROUTE, "eve", {"username": other})) == (409, "username-taken")


@pytest.mark.store
@pytest.mark.parametrize(
    "name",
    ["pаypal", "аdmin", "admin", "AdmIn", "support", "Adm1n", "r00t", "5ystem", "5upp0rt", "adm1n1str4t0r", "r.o-o_t"],
)
def test_a_username_of_mixed_alphabets_or_of_somebody_in_charge(table: str, tenant: str, name: str) -> None:
    school = SchoolOfPeople.founded(tenant, "eve")
    assert problem(school.ask(handler, ROUTE, "eve", {"username": name})) == (422, "username-refused")


@pytest.mark.parametrize(
    "address",
    ["аda@example.com", "ada@exаmple.com", "ａda@example.com", "ada\u200b@example.com", "ada@ex\u00adample.com"],
)
def test_an_address_that_reads_as_anothers(address: str) -> None:
    event = {"triggerSource": "PreSignUp_SignUp", "request": {"userAttributes": {"email": address}}, "response": {}}
    with pytest.raises(AddressRefused):
        sign_up(event, None)


@pytest.mark.parametrize(
    "pair", [("аdmin", "admin"), ("ADMIN", "admin"), ("rnodern", "modern"), ("O0", "00"), ("paypaI", "paypal")]
)
def test_what_reads_alike_has_a_skeleton_in_common(pair: tuple[str, str]) -> None:
    assert skeletons(pair[0]) & skeletons(pair[1])


@pytest.mark.parametrize("pair", [("ada", "bo"), ("สมชาย", "สมหญิง"), ("ada.l", "ada-l")])
def test_what_reads_otherwise_has_none_in_common(pair: tuple[str, str]) -> None:
    assert not skeletons(pair[0]) & skeletons(pair[1])


@given(st.text(max_size=20))
def test_case_never_makes_another_name(text: str) -> None:
    assert folded(text.upper().lower()) == folded(folded(text.upper().lower()))
    assert skeletons(folded(text)) & skeletons(text)
