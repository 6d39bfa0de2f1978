"""Login history, failures included (RULES S3-29, X24)."""

from datetime import datetime

from lyceum.identity.model.attempt_to_sign_in import AttemptToSignIn
from lyceum.identity.store import sign_ins
from lyceum.kernel.access import Caller
from lyceum.kernel.claims import person_id
from lyceum.kernel.pages import Page


def attempted(*, issuer: str, subject: str | None, identifier: str, client: str, at: datetime) -> None:
    """Somebody wants to sign in; `subject` is None where no account has the identifier that they typed.

    2 round trips and the same writes for both, so that neither answer nor time tells which it was, nor what stands
    under the identifier. Raises TooOften.
    """
    whose = person_id(issuer, subject) if subject else sign_ins.of_nobody(identifier)
    sign_ins.count(whose, at=at)
    sign_ins.note_attempt(whose, sign_ins.as_typed(identifier), client=client, at=at)


def succeeded(*, issuer: str, subject: str, client: str, at: datetime) -> None:
    """They did. 2 round trips."""
    sign_ins.succeed(person_id(issuer, subject), client=client, at=at)


def own_sign_ins(caller: Caller, *, after: str | None, limit: int) -> Page[AttemptToSignIn]:
    """The caller's own, newest first. 1 round trip."""
    return sign_ins.of(caller.person, after=after, limit=limit)


def sign_ins_of_member(caller: Caller, person: str, *, after: str | None, limit: int) -> Page[AttemptToSignIn]:
    """A member's, newest first. 1 round trip. Raises MemberNotFound."""
    return sign_ins.of_member(caller.tenant, person, after=after, limit=limit)


def attempts_with(identifier: str, *, after: str | None, limit: int) -> Page[AttemptToSignIn]:
    """When somebody tried to sign in with this identifier, newest first; what came of it is not said.

    The same whether or not an account has it: attempts are kept for both. 1 round trip. Source: RULES X24.
    """
    return sign_ins.of(sign_ins.as_typed(identifier), after=after, limit=limit)
