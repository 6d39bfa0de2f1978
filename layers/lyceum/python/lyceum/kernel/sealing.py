"""Values sealed under a person's key (lyceum.kernel.aead), and opened while the key is there.

Only functions with the sealing layer import it. A sealed value is text: `~1.` and the base64 of nonce and ciphertext;
tenant and person are authenticated with it, so it opens for nobody else.
"""

import base64
import binascii
import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lyceum.kernel import aead, clock, observe, person_keys
from lyceum.kernel.events import SEALED
from lyceum.kernel.secrets import secret_parts
from lyceum.kernel.settings import settings

_KEPT_SECONDS = 50.0
_kept: dict[tuple[str, str], tuple[float, bytes | None]] = {}


def seal(tenant: str, person: str, text: str) -> str | None:
    """The text under the person's key, which is made where there is none; None for a person who was erased.

    1 round trip for a person who is new to this process, 2 for one who is new at all.
    """
    key = _key_of(tenant, person)
    if key is None:
        return None
    return SEALED + _encrypt(key, text.encode(), _about(tenant, person))


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens what was sealed for some people."""

    tenant: str
    keys: Mapping[str, bytes]

    def open(self, person: str, sealed: str) -> str | None:
        """The text; None where the key was erased, or the value was sealed for somebody else."""
        key = self.keys.get(person)
        if key is None or not sealed.startswith(SEALED):
            return None
        plain = _decrypt(key, sealed.removeprefix(SEALED), _about(self.tenant, person))
        return plain.decode() if plain is not None else None


def opener(tenant: str, people: Iterable[str]) -> Opener:
    """Opens what was sealed for these people. Keys are read anew each time: an erased one opens nothing more."""
    wrapped = person_keys.find_all(tenant, people)
    keys = {person: key for person, each in wrapped.items() if (key := _unwrap(each, _about(tenant, person)))}
    return Opener(tenant, keys)


def _key_of(tenant: str, person: str) -> bytes | None:
    place = (tenant, person)
    until, key = _kept.get(place, (0.0, None))
    if time.monotonic() < until:
        return key
    item = person_keys.find(tenant, person)
    if item is None:
        fresh = _wrap(aead.new_key(), _about(tenant, person))
        wrapped = person_keys.add(tenant, person, fresh, at=clock.now())
    else:
        wrapped = item.wrapped
    key = _unwrap(wrapped, _about(tenant, person)) if wrapped else None
    if len(_kept) > 1000:
        _kept.clear()
    _kept[place] = (time.monotonic() + _KEPT_SECONDS, key)
    return key


def _about(tenant: str, person: str) -> bytes:
    return f"{tenant}\n{person}".encode()


def _wrapping_keys() -> list[bytes]:
    """The first wraps, all of them unwrap: the secret can be changed with overlap."""
    return [hashlib.sha256(b"lyceum:person-keys:" + part).digest() for part in secret_parts(_parameter(), "PERSON")]


def _parameter() -> str:
    return settings().person_secret_parameter


def _wrap(key: bytes, about: bytes) -> bytes:
    return aead.encrypt(_wrapping_keys()[0], key, about)


def _unwrap(wrapped: bytes, about: bytes) -> bytes | None:
    for wrapping in _wrapping_keys():
        try:
            return aead.decrypt(wrapping, wrapped, about)
        except aead.Unreadable:
            continue
    observe.count("PersonKeyUnreadable")
    observe.logger().error("a person's key was wrapped by a secret that is gone")
    return None


def _encrypt(key: bytes, plain: bytes, about: bytes) -> str:
    return base64.urlsafe_b64encode(aead.encrypt(key, plain, about)).decode().rstrip("=")


def _decrypt(key: bytes, sealed: str, about: bytes) -> bytes | None:
    try:
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        return aead.decrypt(key, raw, about)
    except (aead.Unreadable, binascii.Error):
        return None
