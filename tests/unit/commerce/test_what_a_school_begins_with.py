"""What is listed of promotions and differences before anybody has made or found any."""

from datetime import UTC, datetime

from lyceum.commerce.model.promotions import Promotions
from lyceum.commerce.model.reconciliation import Finding, FindingKind, Reconciliation

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_school_begins_without_promotions() -> None:
    assert Promotions() == Promotions(listed=(), number=0)


def test_a_comparison_has_found_nothing_unless_it_says_so() -> None:
    plain = Reconciliation("r1", NOON, NOON, None, payments=3, refunds=2, disputes=1, complete=True)
    assert plain.findings == ()
    found = Finding(FindingKind.UNPAID, "pi_1", "o1", repaired=True)
    assert found == Finding(FindingKind.UNPAID, "pi_1", "o1", repaired=True, why="")
