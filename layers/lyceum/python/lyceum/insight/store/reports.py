"""Reports: `T#t#J#j / JOB`, listed in `T#t#U#u#JOBS` beside the person's other jobs."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pynamodb.expressions.operand import Path

from lyceum.insight.errors import CourseNotFound, ReportNotFound
from lyceum.insight.events import ReportRendered, ReportRequested
from lyceum.insight.model import PATIENCE, Kind, Report, ReportFormat, ReportState, Span
from lyceum.insight.store.items import CourseItem, ReportItem, part_key, report_key
from lyceum.kernel.clock import iso
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import Conflict, DomainError
from lyceum.kernel.table import get, tenant_key, transaction
from lyceum.kernel.table.read import query_index

DUE = "insight.ReportDue"
"""What the sweep tells when a report should have ended."""

_LIST_PREFIX = "report#"
_UNFINISHED = (str(ReportState.REQUESTED), str(ReportState.RUNNING))


class ReportExists(Conflict):
    """A report with this id is there already."""

    title = {"en": "The report is there already", "th": "มีรายงานนี้อยู่แล้ว"}


def add(report: Report, creation: Creation) -> Report:
    """Keep a wish and tell of it, if the course is there; the report that is kept (an earlier one for a repeat).

    Raises CourseNotFound, IdempotencyKeyReused. 1 round trip, 4 WCU (1 for one without a course), 1 for its list and 1
    for its timer.
    """
    kept = report
    again = repeated(creation, ReportExists(report=report.id))

    def explain(old: ReportItem | None) -> DomainError | None:
        nonlocal kept
        refusal = again(old)
        if refusal is None and old is not None:
            kept = _entity(report.tenant, old)
        return refusal

    item = _item(report)
    item.key_hash, item.body_hash = creation.key_hash, creation.body_hash
    told = ReportRequested(report=report.id, kind=report.kind, course=report.course, requester=report.requester)
    with transaction(tenant=report.tenant, at=report.requested_at, actor=report.requester) as write:
        write.put(item, when=ReportItem.absent(), otherwise=explain, events=[told])
        if report.course is not None:
            course = part_key(report.tenant, report.course, "COURSE")
            write.check(CourseItem, course, when=CourseItem.present(), otherwise=CourseNotFound(course=report.course))
    return kept


def find(tenant: str, report: str) -> Report:
    """A report as it is now. Raises ReportNotFound. 1 round trip, 1 RCU."""
    item = get(ReportItem, report_key(tenant, report), consistent=True)
    if item is None or item.kind != ReportItem.KIND:
        raise ReportNotFound(report=report)
    return _entity(tenant, item)


def of_requester(
    tenant: str, person: str, *, after: str | None, limit: int
) -> tuple[Sequence[dict[str, Any]], str | None]:
    """Cards of somebody's reports, newest first, and where to go on. 1 round trip."""
    jobs = tenant_key(tenant, "U", person, "JOBS")
    page = query_index(jobs, prefix=_LIST_PREFIX, after=after, limit=limit, forward=False)
    return [entry.card for entry in page.items], page.next_key


def claim(tenant: str, report: str, *, at: datetime) -> Report | None:
    """Take a report up, for the first time or again after an attempt that died; None where it has ended or is gone.

    2 round trips.
    """
    ended = ReportNotFound(report=report)
    try:
        with transaction(tenant=tenant, at=at) as write:
            write.update(
                ReportItem,
                report_key(tenant, report),
                [
                    ReportItem.state.set(str(ReportState.RUNNING)),
                    Path(["card", "state"]).set(str(ReportState.RUNNING)),
                    ReportItem.attempts.add(1),
                ],
                when=ReportItem.state.is_in(*_UNFINISHED),
                otherwise=ended,
            )
    except ReportNotFound:
        return None
    return find(tenant, report)


def finish(report: Report, *, at: datetime) -> None:
    """Write down how a report ended, and tell of it, once; one that has ended stays as it is. 1 round trip."""
    actions = [
        ReportItem.state.set(str(report.state)),
        ReportItem.finished_at.set(at),
        ReportItem.card.set(_card(report)),
        *([ReportItem.reason.set(report.reason)] if report.reason else []),
        *ReportItem.timer_removed(),
    ]
    told = ReportRendered(report=report.id, requester=report.requester, state=report.state)
    with transaction(tenant=report.tenant, at=at) as write:
        write.update(
            ReportItem,
            report_key(report.tenant, report.id),
            actions,
            when=ReportItem.state.is_in(*_UNFINISHED),
            otherwise=lambda _: None,
            events=[told],
        )


def _card(report: Report) -> dict[str, Any]:
    card: dict[str, Any] = {
        "id": report.id,
        "kind": str(report.kind),
        "format": str(report.format),
        "state": str(report.state),
        "at": report.requested_at,
    }
    card |= {"course": report.course} if report.course is not None else {}
    return card | ({"end": report.finished_at} if report.finished_at else {})


def _item(report: Report) -> ReportItem:
    key = report_key(report.tenant, report.id)
    item = ReportItem(
        key.pk,
        key.sk,
        requester=report.requester,
        report_kind=str(report.kind),
        course=report.course or "",
        first=report.span.first.isoformat() if report.span else None,
        last=report.span.last.isoformat() if report.span else None,
        format=str(report.format),
        language=report.language,
        requested_at=report.requested_at,
        state=str(report.state),
        gsi1pk=tenant_key(report.tenant, "U", report.requester, "JOBS"),
        gsi1sk=f"{_LIST_PREFIX}{iso(report.requested_at)}#{report.id}",
        card=_card(report),
        ttl=int(report.kept_until.timestamp()),
    )
    item.set_timer(DUE, tenant=report.tenant, id=report.id, at=report.requested_at + PATIENCE)
    return item


def _entity(tenant: str, item: ReportItem) -> Report:
    return Report(
        tenant=tenant,
        id=item.pk.rsplit("#", 1)[1],
        requester=item.requester,
        kind=Kind(item.report_kind),
        course=item.course or None,
        span=_span(item),
        format=ReportFormat(item.format),
        language=item.language,
        requested_at=item.requested_at,
        state=ReportState(item.state),
        attempts=int(item.attempts or 0),
        reason=item.reason,
        finished_at=item.finished_at,
    )


def _span(item: ReportItem) -> Span | None:
    if not item.first or not item.last:
        return None
    return Span(date.fromisoformat(item.first), date.fromisoformat(item.last))
