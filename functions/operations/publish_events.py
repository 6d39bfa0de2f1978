"""The table's stream → the bus: events that rode on items, told once each, parked where they cannot be."""

import os
from typing import Any

from lyceum.kernel import observe
from lyceum.kernel.relay import relay


def handler(event: dict[str, Any], _context: Any) -> dict[str, list[dict[str, str]]]:
    """Answers with the sequence number to repeat from, if any (ReportBatchItemFailures)."""
    try:
        failed = relay(event["Records"], failures=os.environ["FAILURE_QUEUE"])
    finally:
        observe.flush()
    return {"batchItemFailures": [{"itemIdentifier": failed}] if failed else []}
