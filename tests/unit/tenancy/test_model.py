"""What is true of a school."""

from datetime import UTC, datetime

import pytest

from lyceum.kernel.ids import RESERVED_TENANTS
from lyceum.tenancy.errors import TenantNameReserved
from lyceum.tenancy.model import Tenant

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def founded(slug: str, *, self_registration: bool = True) -> Tenant:
    return Tenant.found(slug, name={"th": "โรงเรียน"}, language="th", self_registration=self_registration, at=NOON)


@pytest.mark.parametrize("open_to_all", [True, False])
def test_a_school_is_what_its_founder_said(open_to_all: bool) -> None:
    assert founded("acme", self_registration=open_to_all) == Tenant(
        slug="acme", name={"th": "โรงเรียน"}, language="th", self_registration=open_to_all, founded_at=NOON
    )


@pytest.mark.parametrize("slug", sorted(RESERVED_TENANTS))
def test_a_part_of_the_api_is_no_school(slug: str) -> None:
    with pytest.raises(TenantNameReserved) as refused:
        founded(slug)
    assert refused.value.facts == {"tenant": slug}
