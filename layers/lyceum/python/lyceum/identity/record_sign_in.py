"""Login history, failures included (RULES S3-29, X24)."""

from datetime import datetime

from lyceum.identity.model.attempt_to_sign_in import AttemptToSignIn
from lyceum.identity.store import sign_ins
from lyceum.kernel.access import Caller
from lyceum.kernel.claims import person_id
from lyceum.kernel.pages import Page


def attempted(*, issuer: str, subject: str | None, identifier: str, client: str, at: datetime) -> None:
    """Somebody wants to sign in; `subject` is None where no account has the identifier that they typed.

    2 round trips for both, so that neither answer nor time tells which it was. Raises TooOften.
    """
    whose = person_id(issuer, subject) if subject else sign_ins.of_nobody(identifier)
    sign_ins.count(whose, at=at)
    sign_ins.note(whose, client=client, succeeded=False, at=at)


def succeeded(*, issuer: str, subject: str, client: str, at: datetime) -> None:
    """They did. 2 round trips."""
    sign_ins.succeed(person_id(issuer, subject), client=client, at=at)


def own_sign_ins(caller: Caller, *, after: str | None, limit: int) -> Page[AttemptToSignIn]:
    """The caller's own, newest first. 1 round trip."""
    return sign_ins.of(caller.person, after=after, limit=limit)
