"""One event is one notification and one mail: in the reader's language, under races, faults and crashes."""

import threading
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from lyceum.community import mail, store
from lyceum.community.delivery import Told
from lyceum.community.errors import MailIsBeingSent
from lyceum.community.model import CLAIM, KEPT, Kind, MailState, Occasion, Wording
from lyceum.community.notify import notify
from lyceum.kernel.clock import now
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from tests.meter import metered
from tests.store.community.schools import (
    ASSESSMENT,
    ASSIGNMENT,
    COURSE,
    School,
    found,
    mails_to,
    raw_note,
    verify_sender,
)

pytestmark = pytest.mark.store


@pytest.fixture
def school(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> School:
    monkeypatch.setenv("MAIL_FROM", "school@example.org")
    settings.cache_clear()
    verify_sender()
    return found(tenant)


@pytest.fixture
def ses(monkeypatch: pytest.MonkeyPatch) -> "Ses":
    fake = Ses()
    monkeypatch.setattr(mail, "client", lambda _: fake)
    return fake


class Ses:
    """SES that takes what it gets, except that it raises what `faults` holds first."""

    def __init__(self) -> None:
        self.faults: list[Exception] = []
        self.sent: list[str] = []

    def send_email(self, **message: Any) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.sent += message["Destination"]["ToAddresses"]


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "SendEmail")


def event(school: School) -> Told:
    return Told(school.tenant, new_id(), now())


def enrolled(person: str) -> Occasion:
    return Occasion(Kind.ENROLLED, person, {"course": COURSE})


def test_a_learner_reads_it_in_the_app_and_by_mail(emulator: str, school: School) -> None:
    ada, told = school.add("ada", "th"), event(school)
    notify(told, enrolled(ada), at=told.at)
    (sent,) = mails_to(emulator, school.address("ada"))
    assert sent["Subject"] == "ยินดีต้อนรับสู่ การทอผ้า"
    assert "เรียน คุณAda" in sent["BodyText"]
    assert "มุมอ่าน" in sent["BodyText"]
    assert '<html lang="th">' in sent["BodyHtml"]
    assert sent["Source"] == "school@example.org"
    (note,) = store.of_person(school.tenant, ada, after=None, limit=10, at=told.at).items
    assert (note.id, note.kind, note.read_at) == (told.id, "enrolled", None)
    assert note.subject == {"en": "Welcome to Weaving", "th": "ยินดีต้อนรับสู่ การทอผ้า"}
    assert note.about == {"course": COURSE}


def test_the_app_keeps_no_name_and_no_address(school: School, ses: Ses) -> None:
    told = event(school)
    notify(told, enrolled(school.add("zebedee")), at=told.at)
    kept = str(raw_note(school.tenant, school.person("zebedee"), told.id)).lower()
    assert "zebedee" not in kept


@pytest.mark.parametrize(
    ("member", "tenant_language", "subject"),
    [
        (None, "th", "ยินดีต้อนรับสู่ การทอผ้า"),
        ("de", "th", "ยินดีต้อนรับสู่ การทอผ้า"),
        ("en-GB", "th", "Welcome to Weaving"),
        ("de", "fr", "Welcome to Weaving"),
    ],
)
def test_the_schools_language_stands_in_for_the_readers(
    emulator: str, school: School, member: str | None, tenant_language: str, subject: str
) -> None:
    school = found(f"{school.tenant}-2", language=tenant_language)
    told = event(school)
    notify(told, enrolled(school.add("bo", member)), at=told.at)
    assert [sent["Subject"] for sent in mails_to(emulator, school.address("bo"))] == [subject]


def test_a_result_says_points_as_people_write_them(emulator: str, school: School) -> None:
    figures = {"points": Decimal("7.50"), "maximum": Decimal(10), "percent": Decimal("75.00")}
    told = event(school)
    about = {"course": COURSE, "assessment": ASSESSMENT}
    notify(told, Occasion(Kind.RESULT_READY, school.add("ada"), about, figures), at=told.at)
    (sent,) = mails_to(emulator, school.address("ada"))
    assert "Final test, Weaving: 7.5 of 10 points, which is 75 %" in sent["BodyText"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "graded and returned: Essay in Weaving, 17.5 of 20 points, which is 87.5 %"),
        ("th", "ตรวจและส่งคืนแล้ว: เรียงความ ในหลักสูตร การทอผ้า คุณได้ 17.5 จาก 20 คะแนน คิดเป็น 87.5 %"),
    ],
)
def test_returned_work_is_told_with_its_points(emulator: str, school: School, language: str, said: str) -> None:
    figures = {"points": Decimal("17.50"), "maximum": Decimal(20), "percent": Decimal("87.50")}
    about, told = {"course": COURSE, "assignment": ASSIGNMENT, "submission": "x"}, event(school)
    notify(told, Occasion(Kind.WORK_RETURNED, school.add("ada", language), about, figures), at=told.at)
    (sent,) = mails_to(emulator, school.address("ada"))
    assert said in sent["BodyText"]


def test_a_school_says_it_in_its_own_words(emulator: str, school: School) -> None:
    wording = Wording("Hurra, $name", "<b>$course</b>", "Hello $name & welcome to <i>$course</i>")
    store.override(school.tenant, Kind.ENROLLED, "en", wording, version=1, author="a", at=now())
    told = event(school)
    notify(told, enrolled(school.add("ada")), at=told.at)
    (sent,) = mails_to(emulator, school.address("ada"))
    assert sent["Subject"] == "Hurra, Ada"
    assert "Hello Ada &amp; welcome to &lt;i&gt;Weaving&lt;/i&gt;" in sent["BodyHtml"]


def test_who_has_no_address_finds_it_in_the_app_alone(school: School, ses: Ses) -> None:
    told = event(school)
    notify(told, enrolled(school.add("ada", address=False)), at=told.at)
    assert ses.sent == []
    note = raw_note(school.tenant, school.person("ada"), told.id)
    assert note is not None
    assert note["m"] == "none"


def test_who_is_no_member_is_not_written_to(school: School, ses: Ses) -> None:
    told = event(school)
    notify(told, enrolled(school.person("nobody")), at=told.at)
    assert ses.sent == []
    assert raw_note(school.tenant, school.person("nobody"), told.id) is None


def test_it_expires_after_90_days_and_a_replay_then_tells_nothing(school: School, ses: Ses) -> None:
    ada, told = school.add("ada"), event(school)
    notify(told, enrolled(ada), at=told.at + KEPT)
    assert raw_note(school.tenant, ada, told.id) is None
    notify(told, enrolled(ada), at=told.at)
    note = raw_note(school.tenant, ada, told.id)
    assert note is not None
    assert int(note["ttl"]) == int((told.at + timedelta(days=90)).timestamp())
    assert store.of_person(school.tenant, ada, after=None, limit=10, at=told.at + KEPT).items == []


def asked(person: str, once: str, **codes: str) -> Occasion:
    about = {"course": COURSE, "assignment": ASSIGNMENT, "peer_review": new_id()}
    return Occasion(Kind.PEER_REVIEW_ASKED, person, about, codes=codes, once=once)


@pytest.mark.parametrize(
    ("language", "codes", "said"),
    [
        ("en", {"due": "2026-12-01 17:00 UTC"}, "handed in for Essay in Weaving.\n\nUntil when: 2026-12-01 17:00 UTC."),
        ("en", {}, "Until when: no date is set."),
        (
            "th",
            {"due": "2026-12-01 17:00 UTC"},
            "สำหรับ เรียงความ ในหลักสูตร การทอผ้า\n\nกำหนดส่งการประเมิน: 2026-12-01 17:00 UTC",
        ),
        ("th", {}, "กำหนดส่งการประเมิน: ไม่ได้กำหนดวัน"),
    ],
)
def test_a_reviewer_reads_of_what_and_until_when(
    emulator: str, school: School, language: str, codes: dict[str, str], said: str
) -> None:
    told = event(school)
    notify(told, asked(school.add("ada", language), new_id(), **codes), at=told.at)
    (sent,) = mails_to(emulator, school.address("ada"))
    assert said in sent["BodyText"]


def waits(owner: str, day: str) -> Occasion:
    """As GradeStillAwaited is heard."""
    about = {"course": COURSE, "assessment": ASSESSMENT}
    return Occasion(Kind.GRADES_WAIT, owner, about, once=day, else_administrator=True)


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "Final test waits to be graded"), ("th", "Final test รอการตรวจให้คะแนน")]
)
def test_a_grader_reads_what_waits_once_a_day(emulator: str, school: School, language: str, subject: str) -> None:
    owner, day = school.add("ada", language), new_id()
    for _ in range(5):  # five essays of one day
        told = event(school)
        notify(told, waits(owner, day), at=told.at)
    assert [sent["Subject"] for sent in mails_to(emulator, school.address("ada"))] == [subject]


def test_where_who_made_the_course_has_left_the_administrator_hears(school: School, ses: Ses) -> None:
    day, told = new_id(), event(school)
    notify(told, waits(school.person("gone"), day), at=told.at)
    assert ses.sent == [], "a school without one"
    school.administered_by(school.add("head"))
    with metered() as cost:
        notify(told, waits(school.person("gone"), day), at=told.at)
    assert (cost.round_trips, cost.write_units, cost.index_units) == (5, 2, 0)
    assert cost.read_units <= 10
    for owner in (school.person("gone"), ""):
        notify(told, waits(owner, day), at=told.at)
    assert ses.sent == [school.address("head")]
    assert raw_note(school.tenant, school.person("gone"), day) is None


def test_what_it_costs(school: School, ses: Ses) -> None:
    ada, told = school.add("ada"), event(school)
    with metered() as cost:
        notify(told, enrolled(ada), at=told.at)
    assert sorted(cost.operations) == ["BatchGetItem", "PutItem", "Query", "UpdateItem"]
    assert (cost.round_trips, cost.write_units, cost.index_units) == (3, 2, 0)
    assert cost.read_units <= 5


# ── once ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_event_again_says_nothing(school: School, ses: Ses) -> None:
    ada, told = school.add("ada"), event(school)
    for _ in range(3):
        notify(told, enrolled(ada), at=now())
    assert ses.sent == [school.address("ada")]


def test_five_deliveries_at_once_are_one_notification_and_one_mail(emulator: str, school: School) -> None:
    ada, told = school.add("ada"), event(school)
    barrier, answers = threading.Barrier(5), list[str]()

    def deliver() -> None:
        barrier.wait()
        try:
            notify(told, enrolled(ada), at=now())
        except MailIsBeingSent:
            answers.append("repeat")
        else:
            answers.append("done")

    threads = [threading.Thread(target=deliver) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 5
    assert "done" in answers
    notify(told, enrolled(ada), at=now())
    assert len(mails_to(emulator, school.address("ada"))) == 1
    assert len(store.of_person(school.tenant, ada, after=None, limit=10, at=now()).items) == 1


def test_several_events_of_one_occasion_are_told_once_to_each_person(school: School, ses: Ses) -> None:
    ada, bo, once = school.add("ada"), school.add("bo"), new_id()
    first, second = event(school), event(school)
    for told, person in ((first, ada), (second, ada), (event(school), bo), (second, ada), (first, ada)):
        notify(told, asked(person, once), at=told.at)
    assert ses.sent == [school.address("ada"), school.address("bo")]
    (note,) = store.of_person(school.tenant, ada, after=None, limit=10, at=first.at).items
    assert note.id == once
    notify(event(school), asked(ada, new_id()), at=first.at)
    assert ses.sent[2:] == [school.address("ada")], "the next round is another occasion"


def test_an_event_leaves_a_mail_to_the_one_that_took_it_on(
    school: School, ses: Ses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others of the occasion neither wait for it, nor take it over: its own next delivery makes it good."""
    ada, once, first = school.add("ada"), new_id(), event(school)
    ses.faults = [refused("TooManyRequestsException")]
    with pytest.raises(Busy):
        notify(first, asked(ada, once), at=first.at)
    notify(event(school), asked(ada, once), at=first.at + CLAIM * 2)
    assert ses.sent == []
    notify(first, asked(ada, once), at=first.at + CLAIM * 2)
    assert ses.sent == [school.address("ada")]


def test_of_many_events_of_one_occasion_at_once_none_has_to_be_repeated(emulator: str, school: School) -> None:
    ada, once, barrier = school.add("ada"), new_id(), threading.Barrier(5)
    failed = list[Exception]()

    def deliver() -> None:
        told = event(school)
        barrier.wait()
        try:
            notify(told, asked(ada, once), at=told.at)
        except Exception as error:  # noqa: BLE001 - whatever one says in its thread, this test tells
            failed.append(error)

    threads = [threading.Thread(target=deliver) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(mails_to(emulator, school.address("ada"))) == 1


# ── faults ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fault",
    [refused("TooManyRequestsException"), ReadTimeoutError(endpoint_url="https://email")],
    ids=["429", "timeout"],
)
def test_what_ses_does_not_take_now_is_sent_at_the_next_delivery(school: School, ses: Ses, fault: Exception) -> None:
    ada, told = school.add("ada"), event(school)
    ses.faults = [fault]
    with pytest.raises(Busy):
        notify(told, enrolled(ada), at=told.at)
    assert ses.sent == []
    notify(told, enrolled(ada), at=told.at + timedelta(seconds=1))
    notify(told, enrolled(ada), at=told.at + timedelta(seconds=2))
    assert ses.sent == [school.address("ada")]


def test_an_address_that_ses_refuses_is_not_tried_again(school: School, ses: Ses) -> None:
    ada, told = school.add("ada"), event(school)
    ses.faults = [refused("MessageRejected")]
    notify(told, enrolled(ada), at=told.at)
    notify(told, enrolled(ada), at=told.at + CLAIM * 2)
    note = raw_note(school.tenant, ada, told.id)
    assert ses.sent == []
    assert note is not None
    assert (note["m"], note["me"]) == ("refused", "MessageRejected")


class Crash(BaseException):
    """The process ends here."""


def died(school: School, told: Told, person: str, monkeypatch: pytest.MonkeyPatch, *, where: str) -> None:
    def crash(*_: object, **__: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(f"lyceum.community.delivery.{where}", crash)
        with pytest.raises(Crash):
            notify(told, enrolled(person), at=told.at)


def test_a_crash_before_sending_is_made_good_after_the_claims_time(
    school: School, ses: Ses, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, told = school.add("ada"), event(school)
    died(school, told, ada, monkeypatch, where="send")
    with pytest.raises(MailIsBeingSent):
        notify(told, enrolled(ada), at=told.at + CLAIM - timedelta(seconds=1))
    assert ses.sent == []
    notify(told, enrolled(ada), at=told.at + CLAIM)
    assert ses.sent == [school.address("ada")]


def test_of_two_that_take_over_one_sends(school: School, ses: Ses, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, told = school.add("ada"), event(school)
    died(school, told, ada, monkeypatch, where="send")
    later: datetime = told.at + CLAIM
    notify(told, enrolled(ada), at=later)
    stale = store.of_person(school.tenant, ada, after=None, limit=1, at=later).items[0]
    with pytest.raises(MailIsBeingSent):
        store.take_over(stale, since=told.at, claimed_at=later)
    assert ses.sent == [school.address("ada")]


def test_who_lost_the_claim_settles_nothing(school: School, ses: Ses) -> None:
    ada, told = school.add("ada"), event(school)
    notify(told, enrolled(ada), at=told.at)
    (kept,) = store.of_person(school.tenant, ada, after=None, limit=1, at=told.at).items
    store.settle(kept, MailState.WAITING, claimed_at=told.at)
    note = raw_note(school.tenant, ada, told.id)
    assert note is not None
    assert note["m"] == "sent"
