"""What can refuse a report."""

from lyceum.kernel.errors import NotFound


class CourseNotFound(NotFound):
    """There is no such course in this school."""

    title = {"en": "There is no such course", "th": "ไม่พบหลักสูตรนี้"}


class ReportNotFound(NotFound):
    """There is no such report, it is somebody else's, or its time is over."""

    title = {"en": "There is no such report", "th": "ไม่พบรายงานนี้"}
