"""Sample events of other contexts, for tests that need one."""

import json
from pathlib import Path
from typing import Any


def founded(tenant: str, administrator: str) -> Any:
    """TenantFounded of a tenant."""
    sample = json.loads(Path("events/identity/appoint_administrator.json").read_text(encoding="utf-8"))
    return sample | {"detail": sample["detail"] | {"tenant": tenant, "data": {"administrator": administrator}}}
