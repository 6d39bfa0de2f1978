"""Many invitations at once: read from files and requests, one result per row, once, previewed and undone."""

import json
from pathlib import Path
from typing import Any

import pytest

from identity.invite_many import handler as invite_many
from identity.process_invitations import handler as process
from lyceum.catalog.upload import upload
from lyceum.identity.store import batches
from lyceum.kernel.access import Caller
from lyceum.kernel.aws import client
from lyceum.kernel.clock import iso, now
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from tests.http import Answer, Person
from tests.identity_school import kind
from tests.invited_school import InvitingSchool

pytestmark = pytest.mark.store
ALL = "/v1/{tenant}/invitation-batches"
COURSE = "course:01ARZ3NDEKTSV4RRFFQ69G5FAX"
SAMPLE = json.loads((Path(__file__).parents[3] / "events/identity/process_invitations.json").read_text())
BUCKET = "lists-of-invitations"
STEPS = {
    "requested": "InvitationBatchRequested",
    "running": "InvitationBatchAdvanced",
    "undoing": "InvitationBatchTakenBack",
}


class Lists(InvitingSchool):
    """A school that invites by lists."""

    def ask_for(
        self, *, by: Person | None = None, dry_run: bool = False, key: str | None = None, **body: Any
    ) -> Answer:
        query, headers = {"dry_run": "true"} if dry_run else None, {"idempotency-key": key} if key else None
        return self.ask(invite_many, f"POST {ALL}", by, body=body, query=query, headers=headers)

    def invite_all(self, *emails: str, **wish: Any) -> str:
        answer = self.ask_for(rows=[{"email": email} for email in emails], **wish)
        assert answer.status == 202, answer.text
        return self.work(answer.json["id"])

    def from_file(self, content: bytes, **wish: Any) -> str:
        answer = self.ask_for(upload=self.sent(content), **wish)
        assert answer.status == 202, answer.text
        return self.work(answer.json["id"])

    def sent(self, content: bytes | None, *, by: Person | None = None) -> str:
        who = Caller((by or self.head).id, self.tenant)
        kept, _, _ = upload(who, name="l.csv", size=99, media_type="text/csv", creation=Creation(new_id()), at=now())
        if content is not None:
            client("s3").put_object(Bucket=BUCKET, Key=kept.key, Body=content)
        return kept.id

    def work(self, batch: str, *, times: int = 2) -> str:
        """Deliver what the batch tells of itself, each event so often, until it tells nothing more."""
        for _ in range(200):
            known = batches.find(self.tenant, batch)
            name = STEPS.get(str(known.state))
            if name is None:
                return batch
            for _ in range(times):
                self.deliver(name, batch, known.step)
        raise AssertionError("it does not end")

    def deliver(self, name: str, batch: str, step: int) -> None:
        data = {"batch": batch, "step": step}
        more = {"id": new_id(), "name": name, "tenant": self.tenant, "at": iso(now()), "data": data}
        process({**SAMPLE, "detail": SAMPLE["detail"] | more}, None)

    def batch(self, id: str, **query: str) -> Answer:
        return self.ask(invite_many, f"GET {ALL}/{{batch}}", None, batch=id, query=query or None)

    def undo(self, id: str, *, by: Person | None = None) -> Answer:
        return self.ask(invite_many, f"PUT {ALL}/{{batch}}/revocation", by, batch=id)

    def outcomes(self, id: str) -> list[str]:
        return [row["outcome"] for row in self.batch(id).json["items"]]

    def waiting(self) -> list[str]:
        return sorted(one["email"] for one in self.invitations(state="pending", limit="100").json["items"])


@pytest.fixture
def lists(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> Lists:
    monkeypatch.setenv("UPLOADS", BUCKET)
    settings.cache_clear()
    client("s3").create_bucket(Bucket=BUCKET)
    return Lists(tenant)


def test_each_row_has_its_result(lists: Lists) -> None:
    lists.invited("waiting@example.com")
    lists.accept(lists.token(lists.invited("here@example.com")), by=lists.outsider("h"), email="here@example.com")
    emails = [
        "a@example.com",
        "A@example.com",
        "waiting@example.com",
        "here@example.com",
        "no address",
        "b@example.com",
    ]
    id = lists.invite_all(*emails)
    said = lists.batch(id).json
    assert [row["outcome"] for row in said["items"]] == [
        *("invited", "duplicate", "already_invited", "already_member", "refused", "invited")
    ]
    assert (said["items"][4]["reason"], said["state"], said["total"]) == ("invalid-request", "finished", 6)
    assert said["counts"]["invited"] == 2
    assert lists.waiting() == ["a@example.com", "b@example.com", "waiting@example.com"]
    made = lists.invitation(said["items"][0]["invitation"]).json
    assert (made["email"], made["batch"], made["roles"]) == ("a@example.com", id, ["learner"])


def test_a_preview_changes_nothing(lists: Lists) -> None:
    id = lists.invite_all("a@example.com", "nonsense", dry_run=True)
    assert lists.outcomes(id) == ["invited", "refused"]
    assert lists.batch(id).json["items"][0]["invitation"] is None
    assert lists.waiting() == []


def test_the_same_list_again_changes_nothing(lists: Lists) -> None:
    lists.invite_all("a@example.com", "b@example.com")
    before = lists.invitations().json
    again = lists.invite_all("b@example.com", "a@example.com")
    assert lists.outcomes(again) == ["already_invited"] * 2
    assert lists.invitations().json == before


def test_a_repeat_by_its_key_is_one_batch(lists: Lists) -> None:
    rows = [{"email": "a@example.com"}]
    first, second = (lists.ask_for(rows=rows, key="key-00001") for _ in range(2))
    assert first.json["id"] == second.json["id"]
    assert kind(lists.ask_for(rows=rows, key="key-00001", dry_run=True)) == (422, "idempotency-key-reused")


@pytest.mark.parametrize(
    "text",
    [
        "email,language,role,scope\na@example.com,th,,\nb@example.com,,teaching_assistant,{course}\n",
        "\ufeffE-Mail;Language;Role;Scope;Note\r\na@example.com;th;;;x\r\n\r\nb@example.com;;teaching_assistant;{course};\r\n",
        'อีเมล\tภาษา\tบทบาท\tขอบเขต\n"a@example.com"\tth\t\t\nb@example.com\t\tteaching_assistant\t{course}',
    ],
    ids=["commas", "semicolons and a mark", "Thai and tabulators"],
)
def test_files_as_spreadsheets_write_them(lists: Lists, text: str) -> None:
    id = lists.from_file(text.format(course=COURSE).encode())
    first, second = (lists.invitation(row["invitation"]).json for row in lists.batch(id).json["items"])
    assert (first["email"], first["language"], first["roles"]) == ("a@example.com", "th", ["learner"])
    assert (second["email"], second["roles"]) == ("b@example.com", [])
    assert second["assignments"] == [{"role": "teaching_assistant", "scope": COURSE, "expires": None}]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"email\n\xff\xfe@example.com\n", "not_utf8"),
        (b"name\nAda\n", "no_email_column"),
        (b"", "empty"),
        (b"email\n", "empty"),
        (b'email\n"a@example.com\n', "not_csv"),
        (b"email\n" + b"a@example.com\n" * 5_001, "too_many_rows"),
        (b"email\n" + b"a" * (2 * 1024 * 1024), "too_large"),
        (None, "not_sent"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_file_that_cannot_be_read_invites_nobody(lists: Lists, content: bytes | None, reason: str) -> None:
    asked = lists.ask_for(upload=lists.sent(content)).json["id"]
    said = lists.batch(lists.work(asked)).json
    assert (said["state"], said["reason"], said["items"]) == ("failed", reason, [])
    assert lists.waiting() == []


def test_many_rows_go_by_the_hundred_and_page_by_page(lists: Lists) -> None:
    rows = "\n".join(f"p{number}@example.com" for number in range(250))
    id = lists.from_file(f"email\n{rows}\n".encode(), dry_run=True)
    seen, cursor = [], None
    while True:
        page = lists.batch(id, limit="70", **({"cursor": cursor} if cursor else {})).json
        seen += [row["row"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == list(range(1, 251))
    assert page["counts"] == {"invited": 250}


def test_a_step_that_died_before_it_was_written_down_goes_on(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = lists.ask_for(rows=[{"email": f"p{number}@example.com"} for number in range(3)]).json["id"]
    lists.deliver("InvitationBatchRequested", asked, 0)
    with monkeypatch.context() as patch:
        patch.setattr(batches, "advance", dies)
        with pytest.raises(Busy):
            lists.deliver("InvitationBatchAdvanced", asked, 0)
    assert len(lists.waiting()) == 3
    assert lists.outcomes(lists.work(asked)) == ["invited"] * 3
    assert len(lists.invitations().json["items"]) == 3


def dies(*_: Any, **__: Any) -> None:
    raise Busy("It died here.")


def test_undone_it_revokes_what_waits_and_names_who_came(lists: Lists) -> None:
    bob = lists.member("bob")
    id = lists.invite_all(*(f"{name}@example.com" for name in ("new", "changed", "bob", "waits", "gone")), "x")
    made = [row["invitation"] for row in lists.batch(id).json["items"]]
    people = {"new": lists.outsider("new"), "changed": lists.outsider("changed"), "bob": bob}
    for invitation, (name, person) in zip(made, people.items(), strict=False):
        assert lists.accept(lists.token(invitation), by=person, email=f"{name}@example.com").status == 200
    lists.set_roles(people["changed"].id, "learner", "support")
    lists.withdraw(made[4])
    assert lists.undo(id).status == 202
    lists.work(id)
    assert lists.undo(id).json["state"] == "undone"
    rows = lists.batch(id).json["items"]
    assert [row["outcome"] for row in rows] == [
        *("member_remains", "accepted", "accepted", "revoked", "revoked", "refused")
    ]
    assert [row["person"] for row in rows[:3]] == [person.id for person in people.values()]
    assert lists.waiting() == []
    assert lists.signed_in(people["new"]).memberships == f"{lists.tenant}=learner"
    assert lists.outcomes(lists.invite_all("waits@example.com")) == ["invited"]


def test_what_still_runs_is_not_undone(lists: Lists) -> None:
    asked = lists.ask_for(rows=[{"email": "a@example.com"}]).json["id"]
    assert kind(lists.undo(asked)) == (409, "batch-running")
    lists.work(asked)
    assert lists.undo(asked).status == 202


def test_a_row_gives_no_more_than_the_requester_could(lists: Lists) -> None:
    lists.define("clerk", grants=["invitation.manage", "role.assign"])
    clerk = lists.member("clerk", "clerk", "learner")
    rows = [{"email": f"p{n}@example.com", "role": role} for n, role in enumerate(["administrator", "operator", "x y"])]
    rows.append({"email": "q@example.com", "role": "learner", "scope": "elsewhere"})
    id = lists.work(lists.ask_for(rows=rows, by=clerk).json["id"])
    reasons = [row["reason"] for row in lists.batch(id).json["items"]]
    assert reasons == ["permission-not-held", "unknown-role", "unknown-role", "invalid-request"]
    assert kind(lists.ask_for(rows=rows, roles=["instructor"], by=clerk)) == (403, "permission-not-held")


def test_a_requester_who_lost_the_right_meanwhile_invites_nobody(lists: Lists) -> None:
    helper = lists.member("helper", "support")
    asked = lists.ask_for(rows=[{"email": "a@example.com"}], by=helper).json["id"]
    lists.set_roles(helper.id, "learner")
    lists.work(asked)
    assert [row["reason"] for row in lists.batch(asked).json["items"]] == ["permission-denied"]
    assert lists.waiting() == []


def test_a_file_of_somebody_else_is_not_there(lists: Lists) -> None:
    other = lists.member("other", "administrator")
    foreign = lists.ask_for(upload=lists.sent(b"email\na@example.com", by=other))
    nowhere = lists.ask_for(upload="01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert kind(foreign) == kind(nowhere) == (404, "invitation-list-not-found")


def test_either_a_file_or_rows(lists: Lists) -> None:
    assert kind(lists.ask_for()) == (422, "invitation-source-unclear")
    both = lists.ask_for(rows=[{"email": "a@example.com"}], upload="01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert kind(both) == (422, "invitation-source-unclear")
    assert kind(lists.ask_for(rows=[{"email": "a@example.com", "outcome": "invited"}])) == (422, "invalid-request")
    assert kind(lists.batch("01ARZ3NDEKTSV4RRFFQ69G5FAV")) == (404, "invitation-batch-not-found")


def test_a_learner_does_none_of_it(lists: Lists) -> None:
    eve, id = lists.member("eve"), lists.invite_all("a@example.com")
    assert kind(lists.ask_for(rows=[{"email": "b@example.com"}], by=eve)) == (403, "permission-denied")
    assert kind(lists.undo(id, by=eve)) == (403, "permission-denied")
