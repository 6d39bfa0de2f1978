"""Cursors cannot be read, made up, or carried to another list or tenant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.kernel.cursors import CursorSigner
from lyceum.kernel.errors import InvalidCursor

SIGNER = CursorSigner((b"new", b"old"))


@given(st.text())
def test_a_cursor_goes_on_where_it_was_made(after: str) -> None:
    cursor = SIGNER.write(tenant="acme", of="roster", after=after)
    assert SIGNER.read(cursor, tenant="acme", of="roster") == after


def test_the_end_has_no_cursor_and_the_start_needs_none() -> None:
    assert SIGNER.write(tenant="acme", of="roster", after=None) is None
    assert SIGNER.read(None, tenant="acme", of="roster") is None


def test_it_belongs_to_its_list_and_tenant() -> None:
    cursor = SIGNER.write(tenant="acme", of="roster", after="x")
    for tenant, of in [("beta", "roster"), ("acme", "grades"), ("acmeroster", "")]:
        with pytest.raises(InvalidCursor):
            SIGNER.read(cursor, tenant=tenant, of=of)


@given(st.data())
def test_a_changed_cursor_is_refused(data: st.DataObject) -> None:
    cursor = SIGNER.write(tenant="acme", of="roster", after="enrolled#01J") or ""
    place = data.draw(st.integers(0, len(cursor) - 2))
    other = data.draw(st.sampled_from([c for c in "abcXYZ019-_" if c != cursor[place]]))
    with pytest.raises(InvalidCursor):
        SIGNER.read(cursor[:place] + other + cursor[place + 1 :], tenant="acme", of="roster")


@given(st.text(max_size=50))
def test_made_up_cursors_are_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        SIGNER.read(text, tenant="acme", of="roster")


def test_a_secret_is_changed_with_overlap() -> None:
    before = CursorSigner((b"old",)).write(tenant="acme", of="roster", after="x")
    assert SIGNER.read(before, tenant="acme", of="roster") == "x"
    with pytest.raises(InvalidCursor):
        CursorSigner((b"new",)).read(before, tenant="acme", of="roster")
