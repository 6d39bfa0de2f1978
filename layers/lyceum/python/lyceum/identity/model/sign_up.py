"""Who may sign up, and what the pool's letters say."""

import re
import unicodedata

from lyceum.identity.errors import AddressRefused
from lyceum.identity.model.lookalikes import mixes_scripts

_ADDRESS = re.compile(r"[^\s@\"(),:;<>\[\\\]]{1,64}@[^\s@\"(),:;<>\[\\\]]+\.[^\s@\"(),:;<>\[\\\]]{2,}")
_MOST = 254


def check_address(address: str) -> None:
    """Raises AddressRefused for what is no address, or for one that passes for another's.

    Compatibility forms (`ａda@…`) and letters of one alphabet among those of another would give a second account that
    reads as the first. The pool itself compares without case.
    """
    plain = len(address) <= _MOST and _ADDRESS.fullmatch(address) is not None
    if not plain or unicodedata.normalize("NFKC", address) != address or not address.isprintable():
        raise AddressRefused
    local, _, domain = address.rpartition("@")
    if any(mixes_scripts(part) for part in (local, *domain.split("."))):
        raise AddressRefused


type Letter = tuple[str, str]
"""Subject and text."""

_GREETING = {"en": "Hello,", "th": "สวัสดี"}
_WORDS: dict[str, dict[str, Letter]] = {
    "en": {
        "confirm": ("Confirm your address", "Your confirmation code is {code}. It is valid for 24 hours."),
        "reset": (
            "Choose a new password",
            "Your code for a new password is {code}. If you did not ask for it, do nothing: your password stays.",
        ),
        "invite": (
            "Your account is ready",
            "Sign in as {user} with the temporary password {code} and choose your own.",
        ),
        "sign-in": ("Your sign-in code", "Your sign-in code is {code}. Nobody will ever ask you for it."),
    },
    "th": {
        "confirm": ("ยืนยันที่อยู่อีเมลของคุณ", "รหัสยืนยันของคุณคือ {code} ใช้ได้ภายใน 24 ชั่วโมง"),
        "reset": (
            "ตั้งรหัสผ่านใหม่",
            "รหัสสำหรับตั้งรหัสผ่านใหม่คือ {code} หากคุณไม่ได้เป็นผู้ขอ ไม่ต้องดำเนินการใด ๆ รหัสผ่านเดิมยังใช้ได้",
        ),
        "invite": ("บัญชีของคุณพร้อมใช้งาน", "เข้าสู่ระบบด้วย {user} และรหัสผ่านชั่วคราว {code} แล้วตั้งรหัสผ่านของคุณเอง"),
        "sign-in": ("รหัสเข้าสู่ระบบ", "รหัสเข้าสู่ระบบของคุณคือ {code} เจ้าหน้าที่จะไม่ขอรหัสนี้จากคุณ"),
    },
}
_KINDS = {
    "CustomMessage_SignUp": "confirm",
    "CustomMessage_ResendCode": "confirm",
    "CustomMessage_UpdateUserAttribute": "confirm",
    "CustomMessage_VerifyUserAttribute": "confirm",
    "CustomMessage_ForgotPassword": "reset",  # pragma: allowlist secret
    "CustomMessage_AdminCreateUser": "invite",
    "CustomMessage_Authentication": "sign-in",
}


def letter(trigger: str, *, language: str, code: str, user: str) -> Letter | None:
    """Subject and text of a letter in the reader's language; None for a kind that the pool words itself.

    `code` and `user` are the pool's placeholders. Nothing that a person typed stands in it: it cannot carry a link.
    """
    kind = _KINDS.get(trigger)
    if kind is None:
        return None
    spoken = "th" if language.lower().startswith("th") else "en"
    subject, text = _WORDS[spoken][kind]
    return subject, f"{_GREETING[spoken]}\n\n{text.format(code=code, user=user)}"
