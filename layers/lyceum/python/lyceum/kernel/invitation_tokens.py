"""Tokens of invitations: never kept, never told, made anew by whoever needs one.

A token is an HMAC-SHA256 (256 bits) over tenant, invitation and its number of delivery, under a secret that identity,
which checks it, and community, which mails it, can read. The invitation keeps its hash alone (FEATURES TE5).
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator

from lyceum.kernel.secrets import secret_parts
from lyceum.kernel.settings import settings

_TOKEN = re.compile(r"([0-9A-HJKMNP-TV-Z]{26})\.([A-Za-z0-9_-]{43})")
_PURPOSE = "invitation"


def new_token(tenant: str, invitation: str, delivery: int) -> str:
    """The token of one delivery, under the current secret: `<invitation>.<43 characters>`."""
    return next(_candidates(tenant, invitation, delivery))


def token_for(hashed_token: str, tenant: str, invitation: str, delivery: int) -> str | None:
    """The token that has this hash, under whichever part of the secret made it; None where that is gone, or where the
    invitation was delivered once more since.
    """
    made = _candidates(tenant, invitation, delivery)
    return next((token for token in made if is_token(token, hashed_token)), None)


def invitation_of(token: str) -> str | None:
    """Id of the invitation that a token says it is of; None for what is no token."""
    found = _TOKEN.fullmatch(token)
    return found.group(1) if found else None


def hashed(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash does."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(token: str, hashed_token: str) -> bool:
    """Whether the hash is of this token; takes as long for a near miss as for any other."""
    return hmac.compare_digest(hashed(token), hashed_token)


def _candidates(tenant: str, invitation: str, delivery: int) -> Iterator[str]:
    message = "\x1f".join((_PURPOSE, tenant, invitation, str(delivery))).encode()
    for secret in secret_parts(settings().invitation_secret, "INVITATION"):
        mac = base64.urlsafe_b64encode(hmac.digest(secret, message, hashlib.sha256)).decode().rstrip("=")
        yield f"{invitation}.{mac}"
