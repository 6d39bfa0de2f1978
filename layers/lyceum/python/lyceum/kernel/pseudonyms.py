"""Names for what must be found again and never be read: keyed hashes of what somebody typed (RULES X24)."""

import hashlib
import hmac

from lyceum.kernel.cursors import signer

_BYTES = 16


def pseudonym(kind: str, text: str) -> str:
    """32 hexadecimal digits that only this stack can make of the text. Spaces around it and case do not count."""
    message = f"{kind}\x1f{text.strip().casefold()}".encode()
    return hmac.digest(signer().secrets[0], message, hashlib.sha256)[:_BYTES].hex()
