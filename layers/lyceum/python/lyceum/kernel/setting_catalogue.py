"""Every setting that a school can make: typed, validated, with its default. Whoever reads one names it here first.

A value stands at one of three levels, and the nearer wins: system (the default below) < tenant < branch (RULES S1-37).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lyceum.kernel.errors import Invalid, NotFound

type Value = bool | int | str

LONGEST_TEXT: Final = 2_000


class SettingLevel(StrEnum):
    """Where a value comes from."""

    SYSTEM = "system"
    TENANT = "tenant"
    BRANCH = "branch"


class Type(StrEnum):
    """What a value is."""

    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    SECRET = "secret"  # the name of a type  # pragma: allowlist secret


class SettingNotFound(NotFound):
    """No setting has this category and key."""

    title = {"en": "There is no such setting", "th": "ไม่พบการตั้งค่านี้"}


class SettingInvalid(Invalid):
    """The value is not of the setting's type, or lies outside of what the setting allows."""

    title = {"en": "This is no value for the setting", "th": "ค่านี้ใช้กับการตั้งค่านี้ไม่ได้"}


class SettingNotForBranches(Invalid):
    """The setting holds for the whole school and cannot differ between branches."""

    title = {"en": "Branches cannot have their own value", "th": "สาขากำหนดค่านี้เองไม่ได้"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What can be set."""

    category: str
    key: str
    type: Type
    summary: str
    default: Value | None
    """None: a secret or a text that nobody has set."""
    for_branches: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 2**31 - 1
    pattern: str = ""
    """What the whole of a text is like, as a regular expression; empty: any text."""

    @property
    def name(self) -> str:
        """`<category>.<key>`, unique."""
        return f"{self.category}.{self.key}"

    def checked(self, value: Value) -> Value:
        """The value, if it is one of this setting. Raises SettingInvalid."""
        if not self._fits(value):
            raise SettingInvalid(setting=self.name, type=self.type)
        return value

    def _fits(self, value: Value) -> bool:
        if self.type is Type.FLAG or isinstance(value, bool):
            return self.type is Type.FLAG and isinstance(value, bool)
        if self.type is Type.NUMBER or isinstance(value, int):
            return self.type is Type.NUMBER and isinstance(value, int) and self.least <= value <= self.most
        if self.type is Type.CHOICE:
            return value in self.choices
        if self.pattern and not re.fullmatch(self.pattern, value, re.ASCII):
            return False
        return 0 < len(value) <= LONGEST_TEXT and value.isprintable()


def catalogue(*settings: Setting) -> dict[str, Setting]:
    """Settings by name. Raises ValueError for a name twice, or a default that its own setting refuses."""
    found: dict[str, Setting] = {}
    for setting in settings:
        if setting.name in found:
            raise ValueError(f"two settings are called {setting.name}")
        if setting.default is not None:
            setting.checked(setting.default)
        found[setting.name] = setting
    return found


LIMIT_COURSES: Final = "branches.limit_courses"
SELF_REGISTRATION: Final = "branches.self_registration"
PUBLIC_CATALOGUE: Final = "catalog.public"
REFUND_DAYS: Final = "commerce.refund_days"
RETURN_PAGE: Final = "commerce.return_page"
STRIPE_ACCOUNT: Final = "commerce.stripe_account"
TAXES: Final = "commerce.taxes"
FOREIGN_ADDRESS: Final = "invitations.foreign_address"
LETTER_SCALE: Final = "grading.letter_scale"
ACCEPTANCE_PAGE: Final = "invitations.acceptance_page"
STAFF_SECOND_FACTOR: Final = "security.staff_second_factor"

_COUNTRY = r"[A-Z]{2}(?:=[0-9]{1,2}(?:\.[0-9]{1,3})?)?\+?"
_TAXES = rf"{_COUNTRY}(?: {_COUNTRY})*"

SETTINGS: Final = catalogue(
    Setting(
        "branches",
        "limit_courses",
        Type.FLAG,
        "Courses can be taken only through a branch for which they are activated.",
        default=False,
    ),
    Setting(
        "branches",
        "self_registration",
        Type.FLAG,
        "Members may register at a branch by themselves.",
        default=False,
        for_branches=True,
    ),
    Setting(
        "commerce",
        "refund_days",
        Type.NUMBER,
        "For how many days after the payment money is given back; later it takes the permission `order.refund_late`.",
        default=14,
        most=3_650,
    ),
    Setting(
        "commerce",
        "return_page",
        Type.TEXT,
        "Page of the school's own client that a hosted payment page leads back to; it gets `order=…`.",
        default=None,
        pattern=r"https://[^\s#]{1,500}",
    ),
    Setting(
        "commerce",
        "stripe_account",
        Type.TEXT,
        "The school's own Stripe account, `acct_…`, to which its buyers pay; without one they pay to the platform's.",
        default=None,
        pattern=r"acct_[A-Za-z0-9_]{1,60}",
    ),
    Setting(
        "commerce",
        "taxes",
        Type.TEXT,
        "Countries where the school takes tax, `TH DE=19 US=8.25+`: with its own rate; `+` where it comes on top.",
        default=None,
        pattern=_TAXES,
    ),
    Setting("catalog", "public", Type.FLAG, "Visitors without an account see the catalogue.", default=True),
    Setting(
        "grading",
        "letter_scale",
        Type.CHOICE,
        "Letters that new gradebooks begin with; each gradebook can have others.",
        default="none",
        choices=("none", "letters", "letters_with_signs", "half_steps", "pass_fail"),
    ),
    Setting(
        "invitations",
        "foreign_address",
        Type.FLAG,
        "An invitation may be accepted by somebody who signs in with another address than the one invited.",
        default=False,
    ),
    Setting(
        "invitations",
        "acceptance_page",
        Type.TEXT,
        "Page of the school's own client that invitations lead to, `https://…`; it gets the token as `#invitation=…`.",
        default=None,
    ),
    Setting(
        "integrations",
        "signing_secret",
        Type.SECRET,
        "Signs what the school's own systems will be sent; nothing is sent to them yet.",
        default=None,
        for_branches=True,
    ),
    Setting(
        "security",
        "staff_second_factor",
        Type.FLAG,
        "Whoever may more than a learner signs in with a one-time code as well.",
        default=False,
    ),
)


def setting_named(category: str, key: str) -> Setting:
    """The setting. Raises SettingNotFound."""
    found = SETTINGS.get(f"{category}.{key}")
    if found is None:
        raise SettingNotFound(setting=f"{category}.{key}")
    return found
