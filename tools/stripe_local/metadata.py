"""Metadata: text by name, at most 50 names; an empty text takes a name away."""

from typing import Any

from tools.stripe_local.failures import wrong

MOST_KEYS, LONGEST_KEY, LONGEST_VALUE = 50, 40, 500


def merged(kept: dict[str, str], sent: Any) -> dict[str, str]:
    """What is kept with what was sent. Raises Refusal (400) past Stripe's limits."""
    if sent == "":
        return {}
    found = {name: value for name, value in {**kept, **(sent or {})}.items() if value != ""}
    if len(found) > MOST_KEYS:
        raise wrong("metadata", f"Metadata can have up to {MOST_KEYS} keys.")
    for name, value in found.items():
        if len(name) > LONGEST_KEY or len(value) > LONGEST_VALUE:
            raise wrong("metadata", "Metadata keys have up to 40 characters, values up to 500.")
    return found
