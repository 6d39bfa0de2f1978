"""The letter of an invitation: once, to the address, with a token that lies nowhere else."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from lyceum.community import store
from lyceum.community.delivery import Told
from lyceum.community.errors import InvitationTokenLost, UnknownVariable
from lyceum.community.model import Kind, Wording
from lyceum.community.send_invitation import send_invitation
from lyceum.identity.invite import Wish, invite, revoke_invitation, send_again
from lyceum.identity.model.invitation import Invitation, Preset
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from lyceum.kernel.invitation_tokens import new_token
from lyceum.kernel.setting_catalogue import ACCEPTANCE_PAGE
from lyceum.kernel.settings import settings
from lyceum.kernel.table.remembered import forget
from lyceum.kernel.walk import partition
from lyceum.tenancy.settings import Place, set_value
from tests.meter import metered, units
from tests.schools import open_school
from tests.store.community.schools import mails_to, verify_sender

pytestmark = pytest.mark.store


@dataclass
class Letterbox:
    emulator: str
    head: Caller
    made: Invitation

    def send(self, delivery: int = 1, told: Told | None = None, **later: float) -> None:
        told = told or Told(self.head.tenant, new_id(), now())
        send_invitation(told, self.made.id, delivery, at=told.at + timedelta(**later))

    def texts(self) -> list[str]:
        return [sent["BodyText"] for sent in mails_to(self.emulator, self.made.address)]

    def token(self, delivery: int = 1) -> str:
        return new_token(self.head.tenant, self.made.id, delivery)


@pytest.fixture
def box(emulator: str, table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> Letterbox:
    monkeypatch.setenv("MAIL_FROM", "school@example.org")
    settings.cache_clear()
    memory.forget()
    verify_sender()
    head = Caller(open_school(tenant, name={"en": "Nook", "th": "มุมอ่าน"}).id, tenant, frozenset({"administrator"}))
    wish = Wish(f"ada.{tenant}@example.com", "th", Preset(("learner",)))
    return Letterbox(emulator, head, invite(head, wish, creation=Creation(new_id()), at=now()))


def test_it_brings_the_token_in_the_readers_language_once(box: Letterbox) -> None:
    told = Told(box.head.tenant, new_id(), now())
    with metered() as spent:
        box.send(told=told)
    assert spent.spent == units(4, 2, read=3)
    box.send(told=told)
    (text,) = box.texts()
    assert box.token() in text
    assert "มุมอ่าน" in text


def test_the_token_lies_in_no_item(box: Letterbox) -> None:
    box.send()
    kept = str(list(partition(f"T#{box.head.tenant}#I#{box.made.id}")))
    assert "NOTE#" in kept
    assert box.token().partition(".")[2] not in kept
    assert box.made.address not in kept.partition("NOTE#")[2].partition("'kind'")[0]


def test_a_delivery_that_was_overtaken_is_not_sent(box: Letterbox) -> None:
    send_again(box.head, box.made.id, creation=Creation(new_id()), at=now() + timedelta(minutes=2))
    box.send(1)
    assert box.texts() == []
    box.send(2)
    assert box.token(2) in box.texts()[0]


def test_what_was_taken_back_or_is_over_is_not_sent(box: Letterbox) -> None:
    box.send(days=15)
    revoke_invitation(box.head, box.made.id, reason="No", at=now())
    box.send()
    assert box.texts() == []


def test_a_page_of_the_schools_gets_it_where_no_server_sees_it(box: Letterbox) -> None:
    category, _, key = ACCEPTANCE_PAGE.partition(".")
    set_value(box.head, Place(category, key), "https://nook.example/join", expected=None, at=now())
    forget()
    box.send()
    assert f"https://nook.example/join#invitation={box.token()}" in box.texts()[0]


@pytest.mark.parametrize("page", ["http://nook.example", "javascript:alert(1)", "https://nook.example/#x"])
def test_a_page_that_could_leak_it_does_not_get_it(box: Letterbox, page: str) -> None:
    category, _, key = ACCEPTANCE_PAGE.partition(".")
    set_value(box.head, Place(category, key), page, expected=None, at=now())
    forget()
    box.send()
    assert page not in box.texts()[0]


def test_the_secret_rotates_with_overlap(box: Letterbox, monkeypatch: pytest.MonkeyPatch) -> None:
    old = box.token()
    monkeypatch.setattr("lyceum.kernel.invitation_tokens.secret_parts", lambda *_: (b"new", b"unsigned-in-tests"))
    box.send()
    assert old in box.texts()[0]
    monkeypatch.setattr("lyceum.kernel.invitation_tokens.secret_parts", lambda *_: (b"new",))
    with pytest.raises(InvitationTokenLost):
        box.send()


def test_a_school_words_it_itself(box: Letterbox) -> None:
    wording = Wording("Join $school", "Until $expires", "Come: $link")
    store.override(box.head.tenant, Kind.INVITATION, "th", wording, version=1, author="a", at=now())
    box.send()
    assert box.texts() == [f"Come: {box.token()}"]


@pytest.mark.parametrize("wording", [Wording("$link", "x", "x"), Wording("x", "$link", "x")])
def test_the_token_may_stand_in_the_letter_alone(wording: Wording) -> None:
    with pytest.raises(UnknownVariable):
        wording.checked(Kind.INVITATION)
    Wording("x", "x", "$link").checked(Kind.INVITATION)
