"""Hearing of a report: only its own events, and only versions that it reads."""

import json
from pathlib import Path

import pytest

from insight.render_report import handler
from lyceum.kernel.entry import UnknownEvent

SAMPLE = json.loads(Path("events/insight/render_report.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("changed", [{"name": "ReportRendered"}, {"version": 2}])
def test_what_it_does_not_know_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(UnknownEvent):
        handler(SAMPLE | {"detail": SAMPLE["detail"] | changed}, None)


def test_a_report_that_is_gone_is_nothing_to_do(table: str) -> None:
    assert handler(SAMPLE, None) is None
