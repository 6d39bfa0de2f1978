"""What can refuse a report."""

from lyceum.kernel.errors import Invalid, NotFound


class CourseNotFound(NotFound):
    """There is no such course in this school."""

    title = {"en": "There is no such course", "th": "ไม่พบหลักสูตรนี้"}


class ReportNotFound(NotFound):
    """There is no such report, it is somebody else's, or its time is over."""

    title = {"en": "There is no such report", "th": "ไม่พบรายงานนี้"}


class InvalidSpan(Invalid):
    """The days of a report end before they begin, or are more than a year."""

    title = {"en": "The days of the report are not valid", "th": "ช่วงวันของรายงานไม่ถูกต้อง"}


class ReportMisfit(Invalid):
    """A progress report is about one course and no span of days; a revenue report about days, and no one course."""

    title = {"en": "The report is not made so", "th": "ไม่สามารถจัดทำรายงานตามที่ระบุได้"}
