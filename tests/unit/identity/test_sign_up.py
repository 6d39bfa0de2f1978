"""Which addresses may sign up, and what the pool's letters say."""

import pytest

from lyceum.identity.errors import AddressRefused
from lyceum.identity.model.sign_up import check_address, letter


@pytest.mark.parametrize(
    "address",
    [
        "ada@school.example",
        "a@b.cd",
        "a" * 64 + "@" + "b" * 186 + ".cd",
        "ครู@โรงเรียน.ไทย",
        "ada@\u0448\u043a\u043e\u043b\u0430.com",  # each label in one script
        "ada+x.y_z@sub.school.example",
        "\u0430\u0434\u0430@school.example",
    ],
)
def test_an_address_is_taken_as_it_is(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "ada",
        "@school.example",
        "ada@school",
        "ada@school.e",
        "ada lovelace@school.example",
        "ada@@school.example",
        "ada@school.example\n",
        '"ada"@school.example',
        "a" * 65 + "@school.example",
        "a" * 64 + "@" + "b" * 187 + ".cd",
        "\uff41da@school.example",
        "ad\u0430@school.example",
        "ada@sch\u043eol.example",
        "ada@school.ex\u0430mple",
        "ada\u200b@school.example",
    ],
)
def test_what_is_no_address_or_passes_for_anothers_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        check_address(address)


KINDS = {
    "SignUp": "confirm",
    "ResendCode": "confirm",
    "UpdateUserAttribute": "confirm",
    "VerifyUserAttribute": "confirm",
    "ForgotPassword": "reset",  # pragma: allowlist secret
    "AdminCreateUser": "invite",
    "Authentication": "sign-in",
}
SUBJECTS = {
    "en": {
        "confirm": "Confirm your address",
        "reset": "Choose a new password",
        "invite": "Your account is ready",
        "sign-in": "Your sign-in code",
    },
    "th": {
        "confirm": "ยืนยันที่อยู่อีเมลของคุณ",
        "reset": "ตั้งรหัสผ่านใหม่",
        "invite": "บัญชีของคุณพร้อมใช้งาน",
        "sign-in": "รหัสเข้าสู่ระบบ",
    },
}


@pytest.mark.parametrize("trigger", KINDS)
@pytest.mark.parametrize(
    ("language", "spoken"), [("en", "en"), ("th", "th"), ("TH-th", "th"), ("de", "en"), ("", "en"), ("athens", "en")]
)
def test_a_letter_is_in_the_readers_language_and_has_the_code(trigger: str, language: str, spoken: str) -> None:
    found = letter(f"CustomMessage_{trigger}", language=language, code="{####}", user="{username}")
    assert found is not None
    subject, text = found
    assert subject == SUBJECTS[spoken][KINDS[trigger]]
    greeting, empty, said = text.split("\n")
    assert (greeting, empty) == ({"en": "Hello,", "th": "สวัสดี"}[spoken], "")
    assert said.count("{####}") == 1
    assert said.count("{username}") == (KINDS[trigger] == "invite")
    # The gateway of every word is this release's: no placeholder of ours is left over.
    assert "{code}" not in said
    assert "{user}" not in said


def test_what_the_pool_words_itself_is_left_to_it() -> None:
    assert letter("CustomMessage_Other", language="en", code="c", user="u") is None
