"""Founding a school."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from lyceum.tenancy.errors import TenantExists, TenantNameReserved
from tenancy.found_tenant import handler

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/tenancy/found_tenant.json").read_text(encoding="utf-8"))


def found(tenant: str, **changed: Any) -> Any:
    return handler(SAMPLE | {"tenant": tenant} | changed, None)


def test_a_school_is_founded_once_and_the_same_wish_again_is_fine(table: str, tenant: str) -> None:
    assert found(tenant) == {"tenant": tenant, "state": "pending"}
    assert found(tenant) == {"tenant": tenant, "state": "pending"}


def test_a_slug_belongs_to_one_school(table: str, tenant: str) -> None:
    found(tenant)
    with pytest.raises(TenantExists):
        found(tenant, name={"en": "Another school"})


@pytest.mark.parametrize(
    "slug", ["audit", "webhooks", "docs", "status", "jobs", "me", "problems", "tenants", "xn--demo"]
)
def test_words_of_the_api_are_reserved(table: str, slug: str) -> None:
    with pytest.raises(TenantNameReserved):
        found(slug)


@pytest.mark.parametrize("slug", ["Demo", "a#b", "-a", "a-", "", "a" * 41, "ไทย"])
def test_malformed_slugs_are_refused(table: str, slug: str) -> None:
    with pytest.raises(ValidationError):
        found(slug)
