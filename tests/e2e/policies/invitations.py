"""The smallest things that use all rights of the functions that invite and let in."""

import secrets
from dataclasses import replace
from datetime import timedelta
from functools import partial

from lyceum.catalog.store.items import UploadItem
from lyceum.identity.model.invitation import Invitation, Preset
from lyceum.identity.model.invitation_batch import Batch, BatchState
from lyceum.identity.model.invitation_rows import Row, as_kept
from lyceum.identity.store import batches
from lyceum.identity.store.invitations import item_of
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from lyceum.kernel.invitation_tokens import hashed
from lyceum.kernel.table import Item, tenant_key
from tests.e2e.policies.calls import Calls, Scenario, read_everything, sample, succeed
from tools.demo.members import claims

ALL = "/v1/{tenant}/invitations"
ADDRESS = "ada@tests.example"


def _written(calls: Calls, *, left: timedelta) -> tuple[str, str]:
    """An invitation as `invite` leaves it, made by the administrator; its id and its token."""
    world, id = calls.world, new_id()
    head = claims(world.school.administrator.tokens.access)["person"]
    token, at = f"{id}.{secrets.token_urlsafe(32)}", now()
    made = Invitation(world.school.tenant, id, ADDRESS, "en", Preset(("instructor",)), at + left, head, at, at)
    _put(calls, item_of(replace(made, token_hash=hashed(token))))
    return id, token


def invite(calls: Calls) -> None:
    author, name = calls.ready["author"], "identity.invite"
    body = {"email": f"a{secrets.token_hex(6)}@tests.example"}
    made = calls.ask(name, f"POST {ALL}", author, body)
    assert made.status == 201, made.text
    read_everything(calls, name, author)
    route, at = f"PUT {ALL}/{{invitation}}/revocation", {"invitation": made.json["id"]}
    succeed(calls, name, route, author, {"reason": "over"}, at=at)


def accept(calls: Calls) -> None:
    """By somebody new, to more than a learner's place."""
    _, token = _written(calls, left=timedelta(days=1))
    known = {"email": ADDRESS, "email_verified": "true"}
    name = "identity.accept_invitation"
    succeed(calls, name, f"POST {ALL}/acceptance", new_id(), {"token": token}, claims=known, memberships="")


def expire(calls: Calls) -> None:
    """One whose time is over."""
    id, _ = _written(calls, left=-timedelta(days=1))
    event = sample("identity.expire_invitation")
    event["detail"] |= {"id": new_id(), "tenant": calls.world.school.tenant, "data": {"id": id}}
    calls.invoke("identity.expire_invitation", event)


def forget(calls: Calls) -> None:
    """Somebody whose address may stand in any of the school's invitations."""
    _written(calls, left=timedelta(days=1))
    event = sample("identity.forget_invitee")
    data = {"person": calls.ready["guest"]}
    event["detail"] |= {"id": new_id(), "tenant": calls.world.school.tenant, "data": data}
    calls.invoke("identity.forget_invitee", event)


def invite_many(calls: Calls) -> None:
    """From a file, and the undoing of a batch that has ended."""
    author, name, id = calls.ready["author"], "identity.invite_many", new_id()
    _put(
        calls,
        UploadItem(*_place(calls, id, "UPLOAD"), owner=author, name="l", size=1, media_type="t", expires_at=now()),
    )
    wish = {"upload": id}
    succeed(calls, name, "POST /v1/{tenant}/invitation-batches", author, wish)
    batch = _batch(calls, BatchState.FINISHED)
    read_everything(calls, name, author)
    succeed(calls, name, "PUT /v1/{tenant}/invitation-batches/{batch}/revocation", author, at={"batch": batch})


def process(calls: Calls) -> None:
    """A list that nobody has sent is looked for; a row of another is invited."""
    for state, event in (
        (BatchState.REQUESTED, "InvitationBatchRequested"),
        (BatchState.RUNNING, "InvitationBatchAdvanced"),
    ):
        batch = _batch(calls, state, upload=new_id() if state is BatchState.REQUESTED else "")
        told = sample("identity.process_invitations")
        told["detail"] |= {"id": new_id(), "name": event, "tenant": calls.world.school.tenant}
        told["detail"]["data"] = {"batch": batch, "step": 0}
        calls.invoke("identity.process_invitations", told)


def _batch(calls: Calls, state: BatchState, upload: str = "") -> str:
    """A batch with one row, asked for by the administrator."""
    world, id = calls.world, new_id()
    head = claims(world.school.administrator.tokens.access)["person"]
    batch = Batch(
        tenant=world.school.tenant,
        id=id,
        requester=head,
        requested_at=now(),
        preset=Preset(("learner",)),
        language="",
        expires=None,
        dry_run=False,
        upload=upload,
        state=state,
        total=1,
    )
    row = Row(1, f"a{secrets.token_hex(6)}@tests.example")
    _put(calls, batches.item_of(batch))
    _put(calls, batches.BatchRowsItem(*_place(calls, id, "ROWS#00000"), rows=[as_kept(row)]))
    return id


def _place(calls: Calls, job: str, sk: str) -> tuple[str, str]:
    return tenant_key(calls.world.school.tenant, "J", job), sk


def _put(calls: Calls, item: Item) -> None:
    item.kind, item.v, item.rev = item.KIND, item.V, 1
    stack = calls.world.school.stack
    stack.aws("dynamodb").put_item(TableName=stack.outputs["TableName"], Item=item.to_wire())


def of_invitations(calls: Calls) -> dict[str, Scenario]:
    return {
        "community.send_invitation": partial(calls.hear, "community.send_invitation", "InvitationMade"),
        "identity.accept_invitation": partial(accept, calls),
        "identity.expire_invitation": partial(expire, calls),
        "identity.forget_invitee": partial(forget, calls),
        "identity.invite": partial(invite, calls),
        "identity.invite_many": partial(invite_many, calls),
        "identity.process_invitations": partial(process, calls),
    }
