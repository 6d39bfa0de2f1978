"""Secrets of schools, sealed (lyceum.kernel.aead) under a key per tenant, derived from the platform's master secret.

What is sealed is bound to its place (tenant, branch, name): carried to another place, it opens no more. The master
secret can be changed with overlap: the first seals, all of them open. Keys are derived by keyed BLAKE2 (RFC 7693).
"""

import base64
import hashlib
from dataclasses import dataclass

from lyceum.kernel import aead

_NAME_BYTES = 4


class SealBroken(Exception):
    """The sealed text was changed, belongs elsewhere, or its master secret is gone."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals with the first master secret and opens with any of them."""

    masters: tuple[bytes, ...]

    def seal(self, text: str, *, tenant: str, place: str) -> str:
        """The text, sealed for this place of this tenant. Twice the same text gives two seals."""
        master = self.masters[0]
        sealed = aead.encrypt(_key(master, tenant), text.encode(), place.encode())
        return base64.b64encode(_name(master) + sealed).decode()

    def open(self, sealed: str, *, tenant: str, place: str) -> str:
        """What was sealed here. Raises SealBroken."""
        raw = base64.b64decode(sealed)
        name, text = raw[:_NAME_BYTES], raw[_NAME_BYTES:]
        for master in self.masters:
            if _name(master) == name:
                try:
                    return aead.decrypt(_key(master, tenant), text, place.encode()).decode()
                except aead.Unreadable as error:
                    raise SealBroken from error
        raise SealBroken


def sealer(secret: str) -> Sealer:
    """The sealer of a secret in Secrets Manager, by its ARN; read through Powertools, cached for five minutes."""
    from aws_lambda_powertools.utilities import parameters

    text = str(parameters.get_secret(secret, max_age=300))
    return Sealer(tuple(part.encode() for part in text.split(",") if part))


def _key(master: bytes, tenant: str) -> bytes:
    secret = hashlib.sha256(b"lyceum/settings\x1f" + master).digest()
    return hashlib.blake2b(tenant.encode(), key=secret, digest_size=aead.KEY_BYTES, person=b"lyceum/settings").digest()


def _name(master: bytes) -> bytes:
    return hashlib.sha256(b"name\x1f" + master).digest()[:_NAME_BYTES]
