"""Profiles: `T#t#U#p / PROFILE` beside the membership, usernames as claims, a school's own fields in one document."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.operand import Path

from lyceum.identity.errors import MemberNotFound, SupervisorNotFound, UsernameTaken
from lyceum.identity.events import ProfileChanged
from lyceum.identity.model.person_profile import Contact, PersonName, PersonProfile, username_claims
from lyceum.identity.model.profile_field import ProfileField
from lyceum.identity.store.profile_fields import ProfileFieldsItem, entities, fields_key
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError
from lyceum.kernel.table import Item, Key, Transaction, batch_get, tenant_key, transaction
from lyceum.kernel.table.items import RawMapAttribute


class ProfileItem(Item):
    """What a member says of themselves."""

    KIND = "profile"

    said = RawMapAttribute(attr_name="d")
    """`nm` names by language (`g`, `f`), `px` prefix, `un` username, `b` bio, `sk` skills, `sv` supervisor,
    `ec` emergency contact (`n`, `p`, `r`), `tz` time zone, `f` the school's own fields."""


class UsernameItem(Item):
    """`T#t#UNIQUE#USERNAME#<skeleton> / CLAIM`: whose it is."""

    KIND = "claim"

    owner = UnicodeAttribute(attr_name="o")


def profile_key(tenant: str, person: str) -> Key:
    """Where a profile lies."""
    return Key(tenant_key(tenant, "U", person), "PROFILE")


def find(tenant: str, person: str) -> tuple[PersonProfile | None, Sequence[ProfileField]]:
    """A member with their profile, and the school's own fields. 1 round trip."""
    member, profile, defined = batch_get(
        (MemberItem, member_key(tenant, person)),
        (ProfileItem, profile_key(tenant, person)),
        (ProfileFieldsItem, fields_key(tenant)),
        consistent=True,
    )
    return (_entity(person, member, profile) if member is not None else None), entities(defined)


def save(
    tenant: str, before: PersonProfile, after: PersonProfile, parts: Sequence[str], *, at: datetime, by: str
) -> None:
    """Write a changed profile, and name and language beside it where they changed. 1 round trip.

    Raises ChangedInTheMeantime, UsernameTaken, SupervisorNotFound, MemberNotFound.
    """
    told = ProfileChanged(person=after.person, parts=tuple(parts)).showing(
        supervisor=(before.supervisor or None, after.supervisor or None),
        language=(before.language or None, after.language or None),
        time_zone=(before.time_zone or None, after.time_zone or None),
    )
    with transaction(tenant=tenant, at=at, actor=by) as write:
        key = profile_key(tenant, after.person)
        if before.rev:
            write.update(
                ProfileItem,
                key,
                [ProfileItem.said.set(_said(after))],
                when=ProfileItem.rev == before.rev,
                otherwise=ChangedInTheMeantime(),
                events=[told],
            )
        else:
            item = ProfileItem(key.pk, key.sk, said=_said(after))
            write.put(item, when=ProfileItem.absent(), otherwise=ChangedInTheMeantime(), events=[told])
        _keep_member(write, before, after)
        _claim_username(write, before, after)
        if after.supervisor and after.supervisor != before.supervisor:
            there = MemberItem.present() & (MemberItem.status == "active")
            supervisor = member_key(tenant, after.supervisor)
            write.check(MemberItem, supervisor, when=there, otherwise=SupervisorNotFound(person=after.supervisor))


def _keep_member(write: Transaction, before: PersonProfile, after: PersonProfile) -> None:
    """What lists and letters know of a member; a profile is of a member alone."""
    key = member_key(write.tenant, after.person)
    if (before.name, before.language) == (after.name, after.language):
        write.check(MemberItem, key, when=MemberItem.present(), otherwise=MemberNotFound())
        return
    actions: list[Any] = [
        MemberItem.name.set(after.name),
        MemberItem.gsi1sk.set(f"{after.name}#{after.person}"),
        Path("card.name").set(after.name),
    ]
    actions.append(MemberItem.language.set(after.language) if after.language else MemberItem.language.remove())
    write.update(
        MemberItem, key, actions, when=MemberItem.rev == before.member_rev, otherwise=lambda old: _gone_or_changed(old)
    )


def _claim_username(write: Transaction, before: PersonProfile, after: PersonProfile) -> None:
    old, new = username_claims(before.username), username_claims(after.username)
    for claim in sorted(new - old):
        key = username_key(write.tenant, claim)
        free = UsernameItem.absent() | (UsernameItem.owner == after.person)
        write.put(UsernameItem(key.pk, key.sk, owner=after.person), when=free, otherwise=UsernameTaken())
    for claim in sorted(old - new):
        write.delete(UsernameItem, username_key(write.tenant, claim))


def _gone_or_changed(old: MemberItem | None) -> DomainError:
    return ChangedInTheMeantime() if old is not None else MemberNotFound()


def username_key(tenant: str, claim: str) -> Key:
    """Where stands whose a username is."""
    return Key(tenant_key(tenant, "UNIQUE", "USERNAME", claim), "CLAIM")


def _said(profile: PersonProfile) -> dict[str, Any]:
    contact = profile.emergency_contact
    said = {
        "nm": {language: {"g": name.given, "f": name.family} for language, name in profile.names.items()},
        "px": profile.prefix,
        "un": profile.username,
        "b": profile.bio,
        "sk": list(profile.skills),
        "sv": profile.supervisor,
        "ec": {"n": contact.name, "p": contact.phone, "r": contact.relation} if contact else None,
        "tz": profile.time_zone,
        "f": dict(profile.values),
    }
    return {name: value for name, value in said.items() if value}


def _entity(person: str, member: MemberItem, profile: ProfileItem | None) -> PersonProfile:
    said = profile.said if profile is not None else {}
    contact = said.get("ec")
    return PersonProfile(
        person=person,
        name=member.name or "",
        email=member.email or "",
        language=member.language or "",
        status=member.status,
        roles=frozenset(member.roles or {}) | {one["r"] for one in (member.assignments or {}).values()},
        names={language: PersonName(name["g"], name["f"]) for language, name in said.get("nm", {}).items()},
        prefix=said.get("px", ""),
        username=said.get("un", ""),
        bio=said.get("b", ""),
        skills=tuple(said.get("sk", ())),
        supervisor=said.get("sv", ""),
        emergency_contact=Contact(contact["n"], contact["p"], contact["r"]) if contact else None,
        time_zone=said.get("tz", ""),
        values=said.get("f", {}),
        rev=profile.revision if profile is not None else 0,
        member_rev=member.revision,
    )
