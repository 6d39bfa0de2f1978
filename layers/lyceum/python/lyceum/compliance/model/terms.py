"""Terms that members accept: drafts become versions, versions are accepted one by one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lyceum.compliance.errors import TermsNotFound
from lyceum.kernel.permissions import PLATFORM

_NAME = re.compile(r"(platform-)?([1-9][0-9]{0,4})")


class TermsState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Version:
    """Which terms: a school's, or the platform's (`*`)."""

    place: str
    number: int

    @classmethod
    def named(cls, tenant: str, name: str) -> "Version":
        """`3` is the school's, `platform-3` the platform's. Raises TermsNotFound."""
        match = _NAME.fullmatch(name)
        if match is None:
            raise TermsNotFound(version=name)
        return cls(PLATFORM if match[1] else tenant, int(match[2]))


@dataclass(frozen=True, slots=True)
class Terms:
    """A version of the terms."""

    version: Version
    state: TermsState
    title: Mapping[str, str]
    text: Mapping[str, str]
    author: str
    written_at: datetime
    effective_from: datetime | None = None
    """Since when it has to be accepted; None in a draft."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Somebody accepted a version (RULES S0-7)."""

    version: Version
    accepted_at: datetime
    whence: str | None = None
    """Address and user agent, sealed under the person's key."""
