"""A school with people, courses and assessments as the other contexts keep them, and the mail that reached somebody."""

import contextlib
import json
import urllib.request
from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from lyceum.kernel import settings as kernel_settings
from lyceum.kernel.aws import client
from lyceum.kernel.clock import now
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.ids import derived_id
from lyceum.kernel.table import Item, Key, tenant_key, transaction
from lyceum.kernel.table.items import RawMapAttribute

COURSE = derived_id("community", "course")
ASSESSMENT = derived_id("community", "assessment")
ASSIGNMENT = derived_id("community", "assignment")


class NamedItem(Item):
    KIND = "sample"

    name = RawMapAttribute(attr_name="n", null=True)
    title = RawMapAttribute(attr_name="ti", null=True)
    language = UnicodeAttribute(attr_name="l", null=True)
    administrator = UnicodeAttribute(attr_name="a", null=True)


@dataclass(frozen=True)
class School:
    tenant: str

    def person(self, name: str) -> str:
        return derived_id("community", self.tenant, name)

    def address(self, name: str) -> str:
        return f"{name}.{self.tenant}@example.com"

    def administered_by(self, person: str) -> None:
        """Whoever founded it, as its record says."""
        with transaction(tenant=self.tenant, at=now()) as write:
            write.update(NamedItem, Key(tenant_key(self.tenant), "TENANT"), [NamedItem.administrator.set(person)])

    def add(self, name: str, language: str | None = None, *, address: bool = True) -> str:
        key = member_key(self.tenant, self.person(name))
        member = MemberItem(
            key.pk,
            key.sk,
            person=self.person(name),
            name=name.title(),
            email=self.address(name) if address else None,
            language=language,
            roles={"learner": "2026-11-22T12:00:00.000Z"},
            joined_at=now(),
            changed_at=now(),
        )
        _put(self.tenant, member)
        return self.person(name)


def found(tenant: str, *, language: str = "en") -> School:
    """A school that is called Nook, with one course, one assessment and one assignment."""
    _put(tenant, NamedItem(tenant_key(tenant), "TENANT", name={"en": "Nook", "th": "มุมอ่าน"}, language=language))
    _put(tenant, NamedItem(tenant_key(tenant, "C", COURSE), "OFFER", title={"en": "Weaving", "th": "การทอผ้า"}))
    _put(tenant, NamedItem(tenant_key(tenant, "A", ASSESSMENT), "ASSESSMENT", title={"en": "Final test"}))
    place = tenant_key(tenant, "ASSIGNMENT", ASSIGNMENT)
    _put(tenant, NamedItem(place, "ASSIGNMENT", title={"en": "Essay", "th": "เรียงความ"}))
    return School(tenant)


def verify_sender() -> None:
    """SES sends for an identity that has proven to be ours."""
    ses = client("sesv2")
    with contextlib.suppress(ses.exceptions.AlreadyExistsException):
        ses.create_email_identity(EmailIdentity="example.org")


def _put(tenant: str, item: Item) -> None:
    with transaction(tenant=tenant, at=now()) as write:
        write.put(item, when=Item.absent(), otherwise=lambda _: None)


def raw_note(tenant: str, person: str, event: str) -> dict[str, Any] | None:
    """A notification as it lies in the table, plain."""
    from lyceum.kernel.table.client import dynamodb

    key = Key(tenant_key(tenant, "U", person), f"NOTE#{event}")
    answer = dynamodb().get_item(
        TableName=kernel_settings.settings().table,
        Key={"PK": {"S": key.pk}, "SK": {"S": key.sk}},
        ConsistentRead=True,
    )
    item: dict[str, Any] | None = answer.get("Item")
    return {name: next(iter(value.values())) for name, value in item.items()} if item else None


def mails_to(emulator: str, address: str) -> list[dict[str, Any]]:
    """What SES was given for an address."""
    with urllib.request.urlopen(f"{emulator}/_ministack/ses/messages") as response:
        everything = json.load(response)
    return [mail for mail in _messages(everything) if address in mail.get("To", [])]


def _messages(found: Any) -> list[dict[str, Any]]:
    if isinstance(found, list):
        return [message for part in found for message in _messages(part)]
    if isinstance(found, dict):
        return [found] if "MessageId" in found else [message for part in found.values() for message in _messages(part)]
    return []
