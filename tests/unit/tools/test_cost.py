"""What requests, a tenant and a month cost."""

from decimal import Decimal

from tools.checks.handlers import endpoints, handler_module
from tools.checks.layout import operations
from tools.cost.__main__ import main, tenant_lines
from tools.cost.metered import OTHER, ROWS, by_tenant, read
from tools.cost.month import EVENTS, MONTH, learner_month
from tools.measure.prices import REQUEST, WRITE_UNIT, Used
from tools.measure.rows import rows

SAVE = "PUT /v1/{tenant}/attempts/{attempt}/answers/{question}"
LINE = '{"message":"request","route":"%s","tenant":"%s","status":200,"bytes":100,"milliseconds":50.0}'


def test_every_row_that_is_counted_is_there() -> None:
    counted = [*MONTH, *ROWS.values(), OTHER]
    assert [row for row in counted if row[1] not in rows(row[0])] == []
    assert EVENTS.keys() <= {name for _, name in MONTH}


def test_every_route_that_is_counted_is_there() -> None:
    routes = {endpoint.key for operation in operations() for endpoint in endpoints(handler_module(*operation))}
    assert ROWS.keys() - routes == set()


def test_a_million_writes_and_requests() -> None:
    used = Used(requests=1_000_000, write_units=Decimal(1_000_000))
    assert used.lines()["gateway"] == 1_000_000 * REQUEST == 1
    assert used.lines()["table writes"] == 1_000_000 * WRITE_UNIT == Decimal("0.625")


def test_what_was_used_adds_up() -> None:
    both = Used(requests=1, bytes_out=5) + Used(requests=2, read_units=Decimal("0.5"))
    assert (both.requests, both.bytes_out, both.read_units) == (3, 5, Decimal("0.5"))


def test_logs_are_read_by_tenant_and_anything_else_is_passed_over() -> None:
    text = [
        LINE % (SAVE, "acme"),
        "START RequestId: 1",
        "2026-11-22 " + LINE % (SAVE, "acme"),
        LINE % (SAVE, "beta"),
        "{",
    ]
    tenants = by_tenant(read(text))
    assert {name: found.used.requests for name, found in tenants.items()} == {"acme": 2, "beta": 1}
    assert tenants["acme"].used.write_units == 2
    assert tenants["acme"].used.bytes_out == 200
    assert "beta" in "\n".join(tenant_lines(tenants, 2))


def test_a_longer_request_costs_more() -> None:
    (short,) = by_tenant(read([LINE % (SAVE, "acme")])).values()
    (long,) = by_tenant(read([(LINE % (SAVE, "acme")).replace("50.0", "5000.0")])).values()
    assert long.used.lines()["functions"] > 10 * short.used.lines()["functions"]


def test_a_learners_month_is_600_requests_and_below_a_cent() -> None:
    month = learner_month()
    assert 580 <= month.requests <= 620
    assert Decimal("0.001") < month.usd() < Decimal("0.01")


def test_a_tenant_without_requests_is_said(tmp_path, capsys, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    log = tmp_path / "log"
    log.write_text(LINE % (SAVE, "acme"))
    monkeypatch.setattr("sys.argv", ["cost", "--log", str(log), "--tenant", "beta"])
    assert main() == 1
    monkeypatch.setattr("sys.argv", ["cost", "--log", str(log), "--tenant", "acme"])
    assert main() == 0
    assert "acme: 1 requests" in capsys.readouterr().out
