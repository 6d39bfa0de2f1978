"""Secrets of schools, sealed: AES-256-GCM under a key per tenant, derived from the platform's master secret.

What is sealed is bound to its place (tenant, branch, name): carried to another place, it opens no more. The master
secret can be changed with overlap: the first seals, all of them open (NIST SP 800-38D; RFC 5869).
"""

import base64
import hashlib
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
_NAME_BYTES = 4


class SealBroken(Exception):
    """The sealed text was changed, belongs elsewhere, or its master secret is gone."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals with the first master secret and opens with any of them."""

    masters: tuple[bytes, ...]

    def seal(self, text: str, *, tenant: str, place: str) -> str:
        """The text, sealed for this place of this tenant. Twice the same text gives two seals."""
        master, nonce = self.masters[0], os.urandom(_NONCE_BYTES)
        sealed = AESGCM(_key(master, tenant)).encrypt(nonce, text.encode(), place.encode())
        return base64.b64encode(_name(master) + nonce + sealed).decode()

    def open(self, sealed: str, *, tenant: str, place: str) -> str:
        """What was sealed here. Raises SealBroken."""
        raw = base64.b64decode(sealed)
        name, nonce, text = raw[:_NAME_BYTES], raw[_NAME_BYTES : _NAME_BYTES + _NONCE_BYTES], raw[_NAME_BYTES:]
        for master in self.masters:
            if _name(master) == name:
                try:
                    opened = AESGCM(_key(master, tenant)).decrypt(nonce, text[_NONCE_BYTES:], place.encode())
                except InvalidTag as error:
                    raise SealBroken from error
                return opened.decode()
        raise SealBroken


def sealer(secret: str) -> Sealer:
    """The sealer of a secret in Secrets Manager, by its ARN; read through Powertools, cached for five minutes."""
    from aws_lambda_powertools.utilities import parameters

    text = str(parameters.get_secret(secret, max_age=300))
    return Sealer(tuple(part.encode() for part in text.split(",") if part))


def _key(master: bytes, tenant: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"lyceum/settings/{tenant}".encode()).derive(master)


def _name(master: bytes) -> bytes:
    return hashlib.sha256(b"name\x1f" + master).digest()[:_NAME_BYTES]
