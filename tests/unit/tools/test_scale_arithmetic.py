"""The arithmetic of scale: rates times the rows of docs/access-patterns against quotas."""

from decimal import Decimal

from tests.meter import units
from tools.measure.rows import rows
from tools.scale.arithmetic import EXAM, QUOTAS, SCENARIOS, Rate, Scenario, needs, tables
from tools.scale.sizes import Row


def test_every_row_is_there_and_every_need_has_its_quota() -> None:
    for scenario in SCENARIOS:
        assert needs(scenario).keys() == QUOTAS.keys()
        assert all(rate.units for rate in scenario.rates)


def test_units_are_the_rows_times_the_rate() -> None:
    rate = Rate("start", ("assessment", "start attempt, with a deadline"), Decimal(10))
    assert rate.units == (40, 10, 20)


def test_a_need_above_half_its_quota_says_what_to_raise() -> None:
    crowd = Scenario("Crowd", "", [Rate("sign in", None, Decimal(600), sign_ins=1, is_request=False)])
    assert needs(crowd)["Cognito, sign-ins and refreshes"] == 600
    assert "Refresh ahead" in tables()
    assert needs(EXAM)["Step Functions, executions started"] == 0


def test_growth_and_differing_costs_are_violations() -> None:
    same = units(1, 1)
    fine = Row("fine", {100: same, 1000: same}, {100: [1.0, 1.0, 1.0], 1000: [1.4, 1.5, 9.0]})
    slow = Row("slow", {100: same, 1000: same}, {100: [1.0], 1000: [1.6]})
    dear = Row("dear", {100: same, 1000: units(2, 1)}, {100: [1.0], 1000: [1.0]})
    assert fine.violations() == []
    assert [len(row.violations()) for row in (slow, dear)] == [1, 1]


def test_what_the_engine_alone_takes_longer_is_not_the_operations() -> None:
    same = units(1, 1)
    slower = Row("engine", {}, {100: [1.0], 1000: [2.0]})
    faster = Row("engine", {}, {100: [1.0], 1000: [0.5]})
    for seconds, found in ((2.9, 0), (3.1, 1)):
        assert len(Row("operation", {100: same, 1000: same}, {100: [1.0], 1000: [seconds]}).violations(slower)) == found
    assert len(Row("operation", {100: same, 1000: same}, {100: [1.0], 1000: [1.6]}).violations(faster)) == 1


def test_open_ended_rows_count_one_of_each() -> None:
    assert rows("identity")["issue a token"].read_units >= 1
    assert rows("assessment")["start attempt, with a deadline"] == (2, 4, 1, 2)
