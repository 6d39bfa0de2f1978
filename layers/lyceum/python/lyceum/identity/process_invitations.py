"""A batch of invitations, a hundred rows at a time: each step tells the next, and a repeated step changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from lyceum.identity.errors import AlreadyInvited, ListUnreadable
from lyceum.identity.events import (
    InvitationBatchAdvanced,
    InvitationBatchFailed,
    InvitationBatchFinished,
    InvitationBatchTakenBack,
    InvitationBatchUndone,
)
from lyceum.identity.invite import Wish, demand_wish, invitation_from
from lyceum.identity.inviting import as_of_now
from lyceum.identity.model.invitation import InvitationState, Preset
from lyceum.identity.model.invitation_batch import Batch, BatchState
from lyceum.identity.model.invitation_rows import Row, RowOutcome, counted, rows_of, with_outcome
from lyceum.identity.model.role import Roles
from lyceum.identity.store import batches, invitations, memberships, roles
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.directory import AddressItem
from lyceum.kernel.errors import Busy, ChangedInTheMeantime, Conflict, Forbidden, Invalid
from lyceum.kernel.events import Event
from lyceum.kernel.ids import derived_id
from lyceum.kernel.mail_addresses import EmailAddress, canonical
from lyceum.kernel.rights import Assignment
from lyceum.kernel.text import LanguageTag

_ADDRESS, _LANGUAGE = TypeAdapter(EmailAddress), TypeAdapter(LanguageTag)
_PLACE: TypeAdapter[str] = TypeAdapter(
    Annotated[str, StringConstraints(pattern=r"^(branch|course|class):[0-9A-Za-z-]{1,40}$")]
)


def read_list(tenant: str, id: str, *, at: datetime) -> None:
    """Read the list and begin; a list that cannot be read ends the batch. Repeats change nothing.

    Raises InvitationBatchNotFound, Busy. 3 round trips and 1 per hundred rows.
    """
    batch = batches.find(tenant, id)
    if batch.state is not BatchState.REQUESTED:
        return
    after = replace(batch, state=BatchState.RUNNING)
    told: Event = InvitationBatchAdvanced(batch=id, step=0)
    if batch.upload:
        try:
            rows = rows_of(batches.file_of(batch))
        except ListUnreadable as refusal:
            reason = refusal.facts["reason"]
            after = replace(batch, state=BatchState.FAILED, reason=reason)
            told = InvitationBatchFailed(batch=id, requester=batch.requester, reason=reason)
        else:
            batches.keep_rows(batch, rows, at=at)
            after = replace(after, total=len(rows), counts=counted(rows))
    _advance(batch, after, told, at=at)


def invite_rows(tenant: str, id: str, step: int, *, at: datetime) -> None:
    """Invite the rows of one step, with the rights that the requester has now; repeats change nothing.

    Raises InvitationBatchNotFound, Busy. 4 round trips, and 1 for each row that is invited.
    """
    batch = batches.find(tenant, id)
    if batch.state is not BatchState.RUNNING or batch.step != step:
        return
    (before,) = batches.rows(batch, step) or [[]]
    requester, known = as_of_now(tenant, batch.requester), roles.read(tenant)[0]
    places = invitations.addresses(tenant, [row.email for row in before])
    rows = [
        row if row.outcome is not RowOutcome.WAITING else _invited(batch, row, place, requester, known, at)
        for row, place in zip(before, places, strict=True)
    ]
    after = replace(batches.recounted(batch, before, rows), step=step + 1)
    told: Event = InvitationBatchAdvanced(batch=id, step=step + 1)
    if after.step >= batch.steps:
        after = replace(after, state=BatchState.FINISHED)
        told = InvitationBatchFinished(
            batch=id,
            requester=batch.requester,
            dry_run=batch.dry_run,
            total=batch.total,
            invited=after.counts.get(RowOutcome.INVITED, 0),
        )
    _advance(batch, after, told, rows=rows, at=at)


def take_rows_back(tenant: str, id: str, step: int, *, at: datetime) -> None:
    """Revoke what still waits of the rows of one step, and name who has become a member; repeats change nothing.

    Raises InvitationBatchNotFound, Busy. 4 round trips, and 1 for each row that is revoked or was accepted.
    """
    batch = batches.find(tenant, id)
    if batch.state is not BatchState.UNDOING or batch.step != step:
        return
    (before,) = batches.rows(batch, step) or [[]]
    made = [row.invitation for row in before if row.outcome is RowOutcome.INVITED and row.invitation]
    kept = invitations.find_all(tenant, made)
    rows = [_taken_back(batch, row, kept.get(row.invitation), at) for row in before]
    after = replace(batches.recounted(batch, before, rows), step=step + 1)
    told: Event = InvitationBatchTakenBack(batch=id, step=step + 1)
    if after.step >= batch.steps:
        after = replace(after, state=BatchState.UNDONE)
        revoked = after.counts.get(RowOutcome.REVOKED, 0)
        told = InvitationBatchUndone(batch=id, requester=batch.requester, revoked=revoked)
    _advance(batch, after, told, rows=rows, at=at)


def _advance(before: Batch, after: Batch, told: Event, *, rows: Sequence[Row] | None = None, at: datetime) -> None:
    try:
        batches.advance(before, after, told, rows=rows, at=at)
    except ChangedInTheMeantime:
        # Another delivery of the same event has done this step.
        return


def _invited(batch: Batch, row: Row, place: AddressItem | None, requester: Caller, known: Roles, at: datetime) -> Row:
    id = derived_id("invitation-batch", batch.tenant, batch.id, canonical(row.email))
    if place is not None and place.person:
        return with_outcome(row, RowOutcome.ALREADY_MEMBER)
    if place is not None and place.invitation not in (None, id) and at < place.until:
        return with_outcome(row, RowOutcome.ALREADY_INVITED)
    try:
        wish = _wish(batch, row)
        demand_wish(requester, wish, known, at=at)
        made = invitation_from(requester, wish, id, at=at)
        if not batch.dry_run:
            invitations.add(made, Creation(id))
    except AlreadyInvited:
        return with_outcome(row, RowOutcome.ALREADY_INVITED)
    except ValidationError:
        return with_outcome(row, RowOutcome.REFUSED, reason="invalid-request")
    except (Forbidden, Invalid, Conflict) as refusal:
        return with_outcome(row, RowOutcome.REFUSED, reason=type(refusal).slug())
    return with_outcome(row, RowOutcome.INVITED, invitation="" if batch.dry_run else id)


def _wish(batch: Batch, row: Row) -> Wish:
    """What the row says, else what the batch says. Raises pydantic's ValidationError."""
    address = _ADDRESS.validate_python(row.email)
    language = _LANGUAGE.validate_python(row.language) if row.language else batch.language
    preset = batch.preset
    if row.role or row.scope:
        scope = _PLACE.validate_python(row.scope) if row.scope else ""
        named = tuple(sorted(set(row.role.replace("|", " ").replace(",", " ").split()))) or batch.preset.roles
        preset = Preset((), tuple(Assignment("", role, scope) for role in named)) if scope else Preset(named)
    return Wish(address, language, preset, batch.expires, batch=batch.id)


def _taken_back(batch: Batch, row: Row, kept: invitations.Kept | None, at: datetime) -> Row:
    if row.outcome is not RowOutcome.INVITED or kept is None:
        return row
    invitation = kept.invitation
    if invitation.state_at(at) is InvitationState.PENDING:
        try:
            invitations.revoke(kept, reason=f"batch {batch.id}", actor=batch.requester, at=at)
        except ChangedInTheMeantime as changed:
            raise Busy("Somebody accepts or changes it at this moment.") from changed
        return with_outcome(row, RowOutcome.REVOKED)
    if invitation.state is InvitationState.REVOKED:
        return with_outcome(row, RowOutcome.REVOKED)
    if invitation.state is InvitationState.ACCEPTED:
        found = memberships.find(batch.tenant, invitation.accepted_by) if invitation.began_membership else None
        outcome = RowOutcome.MEMBER_REMAINS if found is not None and found[1] == 1 else RowOutcome.ACCEPTED
        return with_outcome(row, outcome, person=invitation.accepted_by)
    return row
