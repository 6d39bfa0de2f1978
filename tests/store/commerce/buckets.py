"""A content bucket of a test's own."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

import pytest

from lyceum.kernel.settings import settings
from tools.local_stack import client


@dataclass(frozen=True)
class Bucket:
    """A bucket."""

    name: str
    s3: Any

    def read(self, key: str) -> Any:
        """A document in it."""
        return json.loads(self.s3.get_object(Bucket=self.name, Key=key)["Body"].read())


def content_bucket(emulator: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """Where functions of this process put what is large."""
    s3, name = client("s3", emulator), f"content-{secrets.token_hex(6)}"
    s3.create_bucket(Bucket=name)
    monkeypatch.setenv("CONTENT", name)
    settings.cache_clear()
    return Bucket(name, s3)
