"""By what somebody signs in: the pool's own account, or an identity provider's (FEATURES ID5).

A provider of one school is called `<slug>.<name>`: what it says of people counts in that school alone. Google and
Microsoft are the platform's. A person may have several; which, they or their school have said: an e-mail address that
is the same links nothing.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from lyceum.kernel.ids import derived_id

POOL: Final = "Cognito"
"""The provider of accounts with a password of the pool's own."""
CODE_LIVES: Final = timedelta(minutes=10)
MOST: Final = 10
"""Linked identities of a person."""
CODE_BYTES: Final = 20
_CODE: Final = re.compile(r"([0-9A-HJKMNP-TV-Z]{26})\.[A-Za-z0-9_-]{27}")


@dataclass(frozen=True, slots=True)
class SignInIdentity:
    """One way to sign in."""

    id: str
    provider: str = POOL

    @property
    def school(self) -> str:
        """The one school that it counts in; empty for everywhere."""
        return school_of(self.provider)


@dataclass(frozen=True, slots=True)
class LinkedIdentity:
    """An identity of a person beside their first one."""

    id: str
    provider: str
    linked_at: datetime
    linked_by: str


@dataclass(frozen=True, slots=True)
class LinkCode:
    """What a person shows, signed in otherwise, to say that both are they."""

    code: str
    expires: datetime


def school_of(provider: str) -> str:
    """The school whose provider it is; empty for the platform's."""
    school, dot, _ = provider.partition(".")
    return school if dot else ""


def identity_id(provider: str, subject: str) -> str:
    """Of what a provider calls somebody. Only the hash is kept: schools call people by their addresses."""
    return derived_id("identity", provider, subject)


def identity_of(attributes: Mapping[str, Any], *, own: str) -> SignInIdentity:
    """From the attributes that the pool hands to its triggers: `identities` is there for federated accounts.
    `own`: the person that issuer and subject make, for all others.

    Raises ValueError where `identities` is there and says nothing: better no token than one of somebody else.
    """
    said = attributes.get("identities")
    if not said:
        return SignInIdentity(own)
    known = json.loads(said) if isinstance(said, str) else said
    whole = [one for one in known if one.get("providerName") and one.get("userId")]
    if len(whole) != 1:
        # Several are what AdminLinkProviderForUser makes: nobody could tell which provider vouches for this sign-in.
        raise ValueError("an account of the pool has one provider")
    provider = str(whole[0]["providerName"])
    return SignInIdentity(identity_id(provider, str(whole[0]["userId"])), provider)


def new_code(person: str, secret: str, at: datetime) -> LinkCode:
    """A code for a person: their id and `CODE_BYTES` random bytes, as URL-safe base64."""
    return LinkCode(f"{person}.{secret}", at + CODE_LIVES)


def person_of(code: str) -> str:
    """Whose code it says it is; empty for what is no code."""
    found = _CODE.fullmatch(code)
    return found.group(1) if found else ""


def hashed(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()
