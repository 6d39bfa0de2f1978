"""Signing up: which addresses may, and in which language the pool writes."""

from lyceum.identity.model.sign_up import Letter, check_address, letter


def admit(address: str) -> None:
    """Let somebody sign up with this address. Source: RULES S1-1, S3-1. Raises AddressRefused."""
    check_address(address)


def worded(trigger: str, *, language: str, code: str, user: str) -> Letter | None:
    """The pool's letter in the reader's language, or None where the pool words it itself."""
    return letter(trigger, language=language, code=code, user=user)
