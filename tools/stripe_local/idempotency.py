"""Idempotency keys: the same key and request get the same answer; another request with it is an error.

Source: docs.stripe.com/api/idempotent_requests. What was answered is kept from the moment that the operation began,
whether it went well, was refused or failed; a request that was malformed keeps nothing.
"""

import hashlib
import json
from typing import Any

from tools.stripe_local.books import Books
from tools.stripe_local.failures import Refusal

MOST_AGE = 24 * 60 * 60
"""Seconds for which an answer is kept at least."""


def fingerprint(method: str, path: str, params: dict[str, Any]) -> str:
    """What tells one request from another."""
    text = json.dumps([method, path, params], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def earlier(books: Books, account: str, key: str, print_: str) -> tuple[int, Any] | None:
    """What was answered to this key before. Raises Refusal where it was another request, or one is at work."""
    kept = books.answered.get(f"{account} {key}")
    if kept is None or books.now() - kept["at"] > MOST_AGE:
        return None
    if kept["print"] != print_:
        raise Refusal(
            400,
            f"Keys for idempotent requests can only be used with the same parameters they were first used with. Try "
            f"using a key other than '{key}' if you meant to execute a different request.",
            kind="idempotency_error",
        )
    return kept["status"], kept["body"]


def remember(books: Books, account: str, key: str, print_: str, status: int, body: Any) -> None:
    """Keep an answer."""
    frozen = json.loads(json.dumps(body))
    books.answered[f"{account} {key}"] = {"print": print_, "status": status, "body": frozen, "at": books.now()}
    books.dirty = True
