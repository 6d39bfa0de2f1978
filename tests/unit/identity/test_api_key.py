"""An API key: its text, which secrets are right, from where it may be used."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.identity.errors import EndsInThePast, KeyIsRevoked, NetworkNotUnderstood
from lyceum.identity.model.api_key import MOST_RETIRED, ApiKey, Wish, networks_of
from lyceum.identity.model.rate import Limits, Usage
from lyceum.identity.model.secret import FORM, Presented, digest_of, prefix_of, presented, written
from lyceum.kernel.api_keys import (
    ApiKeyAddressRefused,
    ApiKeyExpired,
    ApiKeyOriginRefused,
    ApiKeyRefused,
    ApiKeyRevoked,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
WISH = Wish("Sync", frozenset({"enrollment.list"}))
KEY = ApiKey.of(WISH, id=ID, digest=digest_of("one"), by="p", at=NOON)
HERE = {"address": "203.0.113.1", "site": ""}


@given(st.binary(min_size=32, max_size=32))
def test_a_written_key_is_read_again_and_tells_its_form(secret: bytes) -> None:
    text = written(ID, secret)
    assert re.fullmatch(FORM, text)
    assert text.startswith(prefix_of(ID) + "_")
    assert presented(text) == Presented(ID, digest_of(text))


@given(st.binary(min_size=32, max_size=32), st.integers(0, 79), st.sampled_from("0aZ_ \n"))
def test_a_mistyped_or_cut_key_is_none(secret: bytes, place: int, other: str) -> None:
    text = written(ID, secret)
    assert presented(text[:place]) is None
    assert presented(text + other) is None
    changed = text[:place] + other + text[place + 1 :]
    # A checksum of 32 bits: no single change passes it.
    assert (presented(changed) is not None) == (changed == text)


def test_keys_differ_and_a_secret_has_its_length() -> None:
    assert written(ID, bytes(32)) != written(ID, bytes(31) + b"\x01")
    with pytest.raises(ValueError, match="32 bytes"):
        written(ID, bytes(16))
    assert len(written(ID, b"\xff" * 32)) == len(written(ID, bytes(32))) == 80


def test_a_right_secret_may_and_a_wrong_one_learns_nothing() -> None:
    assert KEY.refusal(digest_of("one"), at=NOON, **HERE) is None
    ended = replace(KEY, revoked_at=NOON, expires=NOON, networks=("10.0.0.0/8",))
    assert ended.refusal(digest_of("two"), at=NOON, **HERE) is ApiKeyRefused
    assert ended.refusal(digest_of("one"), at=NOON, **HERE) is ApiKeyRevoked
    assert replace(ended, revoked_at=None).refusal(digest_of("one"), at=NOON, **HERE) is ApiKeyExpired


def test_the_end_is_the_first_instant_without_it() -> None:
    key = replace(KEY, expires=NOON)
    just_before = NOON - timedelta(milliseconds=1)
    assert key.refusal(digest_of("one"), at=just_before, **HERE) is None
    assert key.refusal(digest_of("one"), at=NOON, **HERE) is ApiKeyExpired
    assert (key.state(just_before), key.state(NOON)) == ("active", "expired")
    assert KEY.state(NOON) == "active"
    assert replace(key, revoked_at=NOON).state(NOON) == "revoked"


@pytest.mark.parametrize(
    ("address", "networks", "may"),
    [
        ("203.0.113.77", ["203.0.113.0/24"], True),
        ("203.0.114.1", ["203.0.113.0/24"], False),
        ("203.0.114.1", ["203.0.113.0/24", "203.0.114.1"], True),
        ("2001:db8::7", ["2001:db8::/32"], True),
        ("2001:db9::7", ["2001:db8::/32", "0.0.0.0/0"], False),
        ("::ffff:203.0.113.5", ["203.0.113.0/24"], True),
        ("::ffff:203.0.113.5", ["::/0"], False),
        ("", ["0.0.0.0/0"], False),
        ("unknown", ["::/0"], False),
    ],
)
def test_networks(address: str, networks: list[str], may: bool) -> None:
    key = replace(KEY, networks=networks_of(networks))
    expected = None if may else ApiKeyAddressRefused
    assert key.refusal(digest_of("one"), at=NOON, address=address, site="") is expected


@pytest.mark.parametrize(
    ("site", "may"),
    [
        ("shop.example.org", True),
        ("chop.example.org", False),
        ("SHOP.example.org.", True),
        ("a.lms.example", True),
        ("a.b.lms.example", True),
        ("lms.example", False),
        (".lms.example", False),
        ("evil-lms.example", False),
        ("shop.example.org.evil.example", False),
        ("", False),
    ],
)
def test_domains(site: str, may: bool) -> None:
    key = replace(KEY, domains=("shop.example.org", "*.lms.example"))
    expected = None if may else ApiKeyOriginRefused
    assert key.refusal(digest_of("one"), at=NOON, address="", site=site) is expected


def test_networks_are_kept_in_one_form_each_once() -> None:
    assert networks_of(["10.1.2.3/8", "10.0.0.0/8", "2001:DB8::1"]) == ("10.0.0.0/8", "2001:db8::1/128")


@pytest.mark.parametrize("text", ["10.0.0.0/33", "10.0.0", "::1/129", "1:2:3", "999.1.1.1", "10.0.0.0/"])
def test_what_is_no_network_is_named(text: str) -> None:
    with pytest.raises(NetworkNotUnderstood) as refused:
        networks_of(["10.0.0.0/8", text])
    assert refused.value.facts == {"number": "1"}


def rotated(key: ApiKey, text: str, hours: int, *, at: datetime = NOON) -> ApiKey:
    return key.rotated(digest_of(text), at=at, overlap=timedelta(hours=hours), rotation="")


def test_both_secrets_are_good_until_the_overlap_ends() -> None:
    key = rotated(KEY, "two", 24)
    later = NOON + timedelta(hours=24)
    assert key.refusal(digest_of("one"), at=later - timedelta(milliseconds=1), **HERE) is None
    assert key.refusal(digest_of("one"), at=later, **HERE) is ApiKeyExpired
    assert key.refusal(digest_of("two"), at=later, **HERE) is None
    assert key.revision == KEY.revision + 1


def test_no_overlap_ends_every_secret_of_before() -> None:
    key = rotated(rotated(KEY, "two", 24), "three", 0)
    assert key.retired == ()
    for text in ("one", "two"):
        assert key.refusal(digest_of(text), at=NOON, **HERE) is ApiKeyRefused


def test_an_overlap_is_at_most_a_week_and_a_later_one_makes_none_longer() -> None:
    key = rotated(KEY, "two", 500)
    assert key.retired[0].until == NOON + timedelta(days=7)
    assert rotated(key, "three", 1).retired[0].until == NOON + timedelta(hours=1)
    soon = rotated(rotated(KEY, "two", 1), "three", 24)
    assert [one.until - NOON for one in soon.retired] == [timedelta(hours=1), timedelta(hours=24)]


def test_repeated_rotations_keep_the_secret_that_is_really_used() -> None:
    key = KEY
    for number in range(MOST_RETIRED + 3):
        key = rotated(key, f"lost {number}", 24)
    assert key.refusal(digest_of("one"), at=NOON, **HERE) is None
    assert len(key.retired) == MOST_RETIRED == 3


def test_what_is_revoked_stays_as_it_is() -> None:
    gone = replace(KEY, revoked_at=NOON)
    with pytest.raises(KeyIsRevoked) as refused:
        rotated(gone, "two", 1)
    assert refused.value.facts == {"key": ID}
    with pytest.raises(KeyIsRevoked):
        gone.changed({"name": "Other"}, at=NOON)


def test_a_change_counts_only_where_something_differs() -> None:
    assert KEY.changed({"name": "Sync"}, at=NOON) is KEY
    renamed = KEY.changed({"name": "Other", "networks": ("10.1.1.1/8",)}, at=NOON)
    assert (renamed.name, renamed.networks, renamed.revision) == ("Other", ("10.0.0.0/8",), 2)
    assert renamed.changed({"networks": ("10.1.1.1/8",)}, at=NOON) is renamed


def test_an_end_lies_ahead() -> None:
    with pytest.raises(EndsInThePast):
        ApiKey.of(replace(WISH, expires=NOON), id=ID, digest="d", by="p", at=NOON)
    with pytest.raises(EndsInThePast):
        KEY.changed({"expires": NOON}, at=NOON)
    ended = replace(KEY, expires=NOON)
    assert ended.changed({"expires": None}, at=NOON).state(NOON) == "active"
    assert ended.changed({"name": "Old", "expires": NOON}, at=NOON).name == "Old"


def test_a_new_key_is_what_was_wished() -> None:
    wish = Wish("Sync", frozenset({"grade.view"}), ("10.0.0.1",), ("a.example",), NOON, Limits(1, 2, 3))
    made = ApiKey.of(wish, id=ID, digest="d", by="p", at=NOON - timedelta(days=1))
    assert (made.name, made.permissions, made.domains, made.expires) == ("Sync", wish.permissions, wish.domains, NOON)
    assert (made.networks, made.limits, made.created_by, made.revision) == (("10.0.0.1/32",), wish.limits, "p", 1)
    assert (made.usage, made.retired) == (Usage(), ())
    assert (made.id, made.digest, made.created_at) == (ID, "d", NOON - timedelta(days=1))


def test_a_key_may_what_it_says_from_anywhere_and_without_end_unless_it_says_so() -> None:
    assert Wish("Sync", frozenset()) == Wish(
        "Sync", frozenset(), networks=(), domains=(), expires=None, limits=Limits(60, 1_000, 10_000)
    )
    plain = ApiKey(ID, "Sync", "d", frozenset(), "p", NOON)
    assert plain == ApiKey(
        ID,
        "Sync",
        "d",
        frozenset(),
        "p",
        NOON,
        networks=(),
        domains=(),
        expires=None,
        limits=Limits(60, 1_000, 10_000),
        retired=(),
        revoked_by="",
        revoked_at=None,
        revoked_because="",
        usage=Usage(),
        revision=1,
        rotation="",
    )


def test_a_key_knows_the_wish_that_rotated_it_last() -> None:
    key = KEY.rotated("two", at=NOON, overlap=timedelta(hours=1), rotation="wish")
    assert (key.digest, key.rotation) == ("two", "wish")
