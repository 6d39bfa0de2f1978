"""What a caller sends along with a request must not run in a spreadsheet, break a line, or be taken for another's."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest

from lyceum.compliance import export_audit as exporting
from lyceum.compliance.model.export import Export
from lyceum.compliance.record_audit import record_audit
from lyceum.compliance.store import exports
from lyceum.kernel import clock, http, origin, sealing
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from tests.http import Answer
from tests.store.compliance.trail import ADA, HEAD, Trail, envelope

pytestmark = [pytest.mark.security, pytest.mark.store]
NOW = clock.now()
FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "\u200b=1"]


def file_of(trail: Trail, format: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    kept: list[bytes] = []
    monkeypatch.setattr(exports, "keep", lambda _, file: kept.append((file.seek(0), file.read())[1]))
    wish = Export(trail.tenant, new_id(), HEAD, format, NOW.date(), NOW.date(), NOW)
    exporting.request_export(wish, Creation(wish.id))
    exporting.export_audit(trail.tenant, wish.id, at=NOW)
    return kept[0].decode("utf-8-sig")


@pytest.mark.parametrize("agent", FORMULAS)
def test_a_user_agent_is_no_formula_in_an_export(trail: Trail, monkeypatch: pytest.MonkeyPatch, agent: str) -> None:
    whence = sealing.seal(trail.tenant, HEAD, f"203.0.113.9\n{agent}")
    record_audit(envelope(trail.tenant, at=NOW, origin={"whence": whence, "request_id": agent}), at=NOW)
    (row,) = csv.DictReader(io.StringIO(file_of(trail, "csv", monkeypatch), newline=""))
    assert row["agent"] == f"'{agent}"
    assert row["request_id"] == f"'{agent}"


def test_no_cell_of_an_export_begins_as_a_formula(trail: Trail, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {"note": {"before": "-1", "after": "=1"}}
    data = {"person": ADA, "roles": ["=1", '"\r\n=2"']}
    record_audit(envelope(trail.tenant, at=NOW, changes=changes, data=data), at=NOW)
    rows = list(csv.reader(io.StringIO(file_of(trail, "csv", monkeypatch), newline=""), strict=True))
    assert len(rows) == 2
    assert [cell for cell in rows[1] if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []


def test_a_user_agent_with_line_breaks_stays_one_value(trail: Trail, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither another address nor another entry can be made up through a header."""
    agent = 'x\n198.51.100.1\n{"actor": "somebody else"}'
    whence = sealing.seal(trail.tenant, HEAD, f"203.0.113.9\n{agent}")
    record_audit(envelope(trail.tenant, at=NOW, origin={"whence": whence}), at=NOW)
    (entry,) = json.loads(file_of(trail, "json", monkeypatch))
    assert (entry["address"], entry["agent"], entry["actor"]) == ("203.0.113.9", agent, HEAD)


def test_a_header_reaches_the_log_as_one_line_or_not_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

    from tests.http import request

    app = APIGatewayHttpResolver()
    seen: list[origin.Origin] = []

    @app.get("/v1/<tenant>/x")
    def look(tenant: str) -> dict[str, str]:
        seen.append(origin.current())
        return {}

    answer: Answer = request(
        http.http_entry_point(app),
        "GET /v1/{tenant}/x",
        headers={"user-agent": 'evil"\n{"level":"INFO","message":"forged"}', "x-forwarded-for": "198.51.100.1"},
        claims={},
        tenant="acme",
    )
    logged = capsys.readouterr().out
    assert answer.status == 200
    assert "forged" not in logged
    assert "198.51.100.1" not in logged
    # The address is the gateway's word, not the caller's.
    assert seen[0].address == "203.0.113.1"


def test_who_impersonates_is_said_by_the_token_alone(trail: Trail) -> None:
    """A header or a body cannot name somebody else as the one who acts."""
    event = {"requestContext": {"http": {"sourceIp": "203.0.113.1"}}, "headers": {"impersonator": ADA}}
    assert http._origin(event, "r").impersonator is None
    claims = {"jwt": {"claims": {"impersonator": ADA}}}
    assert http._origin({"requestContext": {"authorizer": claims}}, "r").impersonator == ADA


def test_yesterdays_entries_are_not_in_todays_file(trail: Trail, monkeypatch: pytest.MonkeyPatch) -> None:
    record_audit(envelope(trail.tenant, at=NOW - timedelta(days=1)), at=NOW)
    assert json.loads(file_of(trail, "json", monkeypatch)) == []
