"""Files by which an author would reach what is not theirs: others' uploads, courses, banks, schools."""

import pytest

from lyceum.kernel.aws import client
from lyceum.kernel.settings import settings
from tests.assets import brought, sent
from tests.authoring import make_course
from tests.function.assessment.client import Client
from tests.http import person

pytestmark = [pytest.mark.store, pytest.mark.security, pytest.mark.usefixtures("files")]


def bank_of(client: Client) -> str:
    return str(client.bank("POST ", {"title": {"en": "Bank"}}).json["id"])


def kept(tenant: str) -> int:
    return int(client("s3").list_objects_v2(Bucket=settings().content, Prefix=f"assets/{tenant}/")["KeyCount"])


def test_a_colleagues_upload_is_none(table: str, tenant: str) -> None:
    ada, eve = person("ada", tenant, "instructor"), person("eve", tenant, "instructor")
    course, upload = make_course(eve, tenant), sent(ada, tenant)
    assert brought(eve, tenant, upload, "a.png", course=course).status == 404
    assert brought(eve, tenant, upload, "a.png", bank=bank_of(Client(eve, tenant))).status == 404
    assert kept(tenant) == 0


def test_another_schools_upload_course_and_bank_are_none(table: str, tenant: str) -> None:
    other = f"{tenant}x"
    ada, there = person("ada", tenant, "instructor"), person("ada", other, "instructor", "administrator")
    course, bank, upload = make_course(ada, tenant), bank_of(Client(ada, tenant)), sent(ada, tenant)
    own = sent(there, other)
    for place in ({"course": course}, {"bank": bank}):
        assert brought(there, tenant, upload, "a.png", **place).status == 403
        assert brought(there, other, upload, "a.png", **place).status == 404
        assert brought(there, other, own, "a.png", **place).status == 404
    assert kept(tenant) == 0
    assert brought(ada, tenant, upload, "a.png", bank=bank).status == 200
    theirs = Client(there, other)
    media = [{"kind": "image", "source": "/static/a.png"}]
    question = {"id": "q", "kind": "essay", "stem": {"text": {"en": "Why?"}}, "media": media}
    shown = {"question": question, "key": {"kind": "essay"}}
    refused = theirs.bank("POST /{bank}/questions", {"content": shown}, bank=bank_of(theirs))
    assert (refused.status, refused.json["detail"]) == (422, "a.png")


def test_a_colleagues_bank_takes_no_file(table: str, tenant: str) -> None:
    ada, eve = Client(person("ada", tenant, "instructor"), tenant), person("eve", tenant, "instructor")
    private = bank_of(ada)
    shared = ada.bank("POST ", {"title": {"en": "Bank"}, "sharing": "school"}).json["id"]
    upload = sent(eve, tenant)
    assert brought(eve, tenant, upload, "a.png", bank=private).status == 404
    assert brought(eve, tenant, upload, "a.png", bank=shared).status == 403
    head = person("head", tenant, "administrator", "instructor")
    assert brought(head, tenant, sent(head, tenant), "a.png", bank=private).status == 200
    assert ada.bank("PATCH /{bank}", {"retired": True}, bank=private).status == 200
    assert brought(ada.person, tenant, sent(ada.person, tenant), "b.png", bank=private).status == 409


@pytest.mark.parametrize("roles", [("learner",), ()], ids=["learner", "nobody"])
def test_who_is_no_author_brings_nothing(table: str, tenant: str, roles: tuple[str, ...]) -> None:
    ada, bob = person("ada", tenant, "instructor"), person("bob", tenant, *roles)
    course, bank, upload = make_course(ada, tenant), bank_of(Client(ada, tenant)), sent(ada, tenant)
    for place in ({"course": course}, {"bank": bank}):
        assert brought(bob, tenant, upload, "a.png", **place).status == 403
    assert kept(tenant) == 0
