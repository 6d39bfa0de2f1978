"""The pool's triggers before an account is made and before a letter is sent."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from identity.sign_up import handler
from lyceum.identity.errors import AddressRefused

SAMPLE = json.loads(Path("events/identity/sign_up.json").read_text(encoding="utf-8"))
KINDS = ["SignUp", "ResendCode", "ForgotPassword", "UpdateUserAttribute", "VerifyUserAttribute", "Authentication"]


def trigger(source: str, request: dict[str, Any], user: str = "") -> Any:
    return copy.deepcopy(SAMPLE) | {"triggerSource": source, "request": request, "response": {}, "userName": user}


@pytest.mark.parametrize("source", ["PreSignUp_SignUp", "PreSignUp_ExternalProvider", "PreSignUp_AdminCreateUser"])
def test_an_address_may_sign_up(source: str) -> None:
    for address in ("ada@example.com", "ada.l+school@mail.example.co.th", "สมชาย@ตัวอย่าง.ไทย"):
        event = trigger(source, {"userAttributes": {"email": address}})
        assert handler(event, None) == event


@pytest.mark.parametrize("source", ["PreSignUp_SignUp", "PreSignUp_ExternalProvider"])
def test_an_account_has_an_address(source: str) -> None:
    with pytest.raises(AddressRefused):
        handler(trigger(source, {"userAttributes": {}}, user="ada@example.com"), None)


@pytest.mark.parametrize("address", ["", "ada", "ada@", "@example.com", "a b@example.com", "ada@example", "a@b@c.de"])
def test_what_is_no_address_may_not(address: str) -> None:
    with pytest.raises(AddressRefused):
        handler(trigger("PreSignUp_SignUp", {"userAttributes": {"email": address}}), None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("wanted", "greeting"), [("th", "สวัสดี"), ("th-TH", "สวัสดี"), ("en", "Hello"), ("de", "Hello")])
def test_letters_are_in_the_readers_language(kind: str, wanted: str, greeting: str) -> None:
    for request in ({"userAttributes": {"locale": wanted}}, {"clientMetadata": {"language": wanted}}):
        answer = handler(trigger(f"CustomMessage_{kind}", {**request, "codeParameter": "{####}"}), None)["response"]
        assert answer["emailMessage"].startswith(greeting)
        assert "{####}" in answer["emailMessage"]
        assert 0 < len(answer["emailSubject"]) <= 140


def test_an_invited_account_hears_its_name_and_password() -> None:
    parameters = {"codeParameter": "{####}", "usernameParameter": "{username}", "userAttributes": {}}
    answer = handler(trigger("CustomMessage_AdminCreateUser", parameters), None)["response"]
    assert "{####}" in answer["emailMessage"]
    assert "{username}" in answer["emailMessage"]


def test_a_kind_that_the_pool_words_itself() -> None:
    assert handler(trigger("CustomMessage_AccountTakeOverNotification", {}), None)["response"] == {}
