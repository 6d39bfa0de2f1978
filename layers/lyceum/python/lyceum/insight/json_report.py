"""A report as JSON: the snapshot and its figures, for programs. Decimals are strings, instants end in `Z`."""

import json

from lyceum.insight.report_model import CourseProgressReport

VERSION = 1
"""Raised when a field changes its meaning or goes away."""


def render_json(report: CourseProgressReport) -> bytes:
    """UTF-8 JSON: `kind`, `v`, the report's own fields, and `figures`. The same report gives the same bytes."""
    document = {
        "kind": "course_progress",
        "v": VERSION,
        **report.model_dump(mode="json"),
        "figures": report.figures().model_dump(mode="json"),
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
