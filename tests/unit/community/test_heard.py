"""Which events give occasion to write, and to whom."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from lyceum.community.heard import (
    Completed,
    Enrolled,
    Graded,
    Imported,
    Rendered,
    ReviewAsked,
    StillAwaited,
    Submitted,
)
from lyceum.community.model import ADMINISTRATOR, VARIABLES, Kind, Occasion

GRADED = {
    "attempt": "t",
    "learner": "u",
    "course": "c",
    "assessment": "a",
    "points": "7.50",
    "maximum": "10",
    "percent": "75.00",
}


@pytest.mark.parametrize(
    ("graded", "by_hand", "kind"),
    [(True, False, Kind.RESULT_READY), (False, True, Kind.RESULT_READY), (False, False, None)],
)
def test_practice_that_the_machine_grades_is_not_worth_a_mail(graded: bool, by_hand: bool, kind: Kind | None) -> None:
    occasion = Graded.model_validate({**GRADED, "graded": graded, "by_hand": by_hand}).occasion()
    assert (occasion.kind if occasion else None) == kind


@pytest.mark.parametrize("regrade", [None, "r1"])
def test_a_result_that_may_not_be_seen_yet_is_told_to_nobody(regrade: str | None) -> None:
    """RULES S1-23: a mail must not say what the page withholds."""
    said = {**GRADED, "graded": True, "by_hand": True, "regrade": regrade}
    assert Graded.model_validate(said | {"shown": True}).occasion() is not None
    assert Graded.model_validate(said | {"shown": False}).occasion() is None


@pytest.mark.parametrize("waiting", [0, 2])
def test_a_receipt_is_for_what_a_person_grades(waiting: int) -> None:
    event = Submitted(attempt="t", learner="u", course="c", assessment="a", waiting=waiting)
    occasion = event.occasion()
    assert (occasion is None) is (waiting == 0)
    if occasion is not None:
        assert occasion.figures == {"waiting": Decimal(2)}


@pytest.mark.parametrize(
    ("state", "kind"),
    [("finished", Kind.IMPORT_FINISHED), ("refused", Kind.IMPORT_REFUSED), ("failed", Kind.IMPORT_REFUSED)],
)
def test_whoever_imported_hears_how_it_ended(state: str, kind: Kind) -> None:
    occasion = Imported(job="j", state=state, requester="u").occasion()
    assert occasion == Occasion(kind, "u", {"import": "j"})


@pytest.mark.parametrize(("state", "kind"), [("ready", Kind.REPORT_READY), ("failed", Kind.REPORT_FAILED)])
def test_whoever_asked_for_a_report_hears_how_it_ended(state: str, kind: Kind) -> None:
    assert Rendered(report="r", requester="u", state=state).occasion() == Occasion(kind, "u", {"report": "r"})


@pytest.mark.parametrize(
    ("due_at", "codes"),
    [(None, {}), (datetime(2026, 12, 1, 17, tzinfo=UTC), {"due": "2026-12-01 17:00 UTC"})],
    ids=["open", "due"],
)
def test_a_reviewer_hears_of_a_round_once_and_not_whose_work_it_is(
    due_at: datetime | None, codes: dict[str, str]
) -> None:
    event = ReviewAsked(review="r", reviewer="u", course="c", assignment="a", allocation="n", due_at=due_at)
    about = {"course": "c", "assignment": "a", "peer_review": "r"}
    assert event.occasion() == Occasion(Kind.PEER_REVIEW_ASKED, "u", about, codes=codes, once="n")


@pytest.mark.parametrize("owner", ["u", None])
def test_who_made_a_course_or_else_the_administrator_hears_of_what_waits(owner: str | None) -> None:
    event = StillAwaited(course="c", assessment="a", owner=owner, day="d")
    about = {"course": "c", "assessment": "a"}
    told = Occasion(Kind.GRADES_WAIT, owner or ADMINISTRATOR, about, once="d", else_administrator=True)
    assert event.occasion() == told


def test_an_occasion_brings_what_its_template_may_name() -> None:
    """Titles and names are looked up; every other variable has to come with the event."""
    looked_up = {"name", "school", "course", "assessment"}
    occasions = [
        Enrolled(learner="u", course="c").occasion(),
        Submitted(attempt="t", learner="u", course="c", assessment="a", waiting=1).occasion(),
        Graded.model_validate({**GRADED, "graded": True, "by_hand": False}).occasion(),
        Completed(learner="u", course="c").occasion(),
        StillAwaited(course="c", assessment="a", owner="u", day="d").occasion(),
    ]
    for occasion in filter(None, occasions):
        assert VARIABLES[occasion.kind] - looked_up == set(occasion.figures)
        assert {"course", "assessment"} & VARIABLES[occasion.kind] <= set(occasion.about)
