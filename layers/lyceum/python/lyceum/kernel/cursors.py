"""Cursors: opaque, signed, bound to tenant and list. A client can neither read a key out of one nor make one up."""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass

from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.secrets import secret_parts
from lyceum.kernel.settings import settings

VERSION = 1
_SIGNATURE_BYTES = 16


@dataclass(frozen=True, slots=True)
class CursorSigner:
    """Signs with the first secret and accepts all of them, so that a secret can be changed with overlap."""

    secrets: tuple[bytes, ...]

    def write(self, *, tenant: str, of: str, after: str | None) -> str | None:
        """The cursor that goes on after sort key `after` of list `of`, or None at the end."""
        if after is None:
            return None
        payload = json.dumps([VERSION, after], separators=(",", ":")).encode()
        return _text(self._signature(self.secrets[0], tenant, of, payload) + payload)

    def read(self, cursor: str | None, *, tenant: str, of: str) -> str | None:
        """The sort key to go on after. Raises InvalidCursor for anything that `write` did not make for this list."""
        if cursor is None:
            return None
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError) as error:
            raise InvalidCursor from error
        signature, payload = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        known = (self._signature(secret, tenant, of, payload) for secret in self.secrets)
        if not any(hmac.compare_digest(signature, expected) for expected in known):
            raise InvalidCursor
        version, after = json.loads(payload)
        if version not in (VERSION, VERSION - 1):
            raise InvalidCursor
        return str(after)

    @staticmethod
    def _signature(secret: bytes, tenant: str, of: str, payload: bytes) -> bytes:
        message = b"\x1f".join((tenant.encode(), of.encode(), payload))
        return hmac.digest(secret, message, hashlib.sha256)[:_SIGNATURE_BYTES]


def signer() -> CursorSigner:
    """The signer of this stack. Its secrets are read through Powertools and cached for five minutes."""
    return CursorSigner(secret_parts(settings().cursor_secret_parameter, "CURSOR"))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
