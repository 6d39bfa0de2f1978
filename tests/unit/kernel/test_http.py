"""The HTTP edge, through a resolver of its own."""

from typing import Annotated, Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import BaseModel, ConfigDict

from lyceum.kernel import directory, revocation, terms
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.errors import Busy, ChangedInTheMeantime, Conflict, DomainError
from lyceum.kernel.http import MAX_BODY_BYTES, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems
from lyceum.kernel.table.tally import CALLS
from tests.http import Answer, person, request
from tools.generate import problem_catalogue


class CourseFullInTest(Conflict):
    """Every seat is taken."""

    title = {"en": "The course is full", "th": "หลักสูตรเต็มแล้ว"}


class Wish(BaseModel):
    model_config = ConfigDict(extra="forbid")

    count: int
    name: str = ""


ROUTE = "POST /v1/{tenant}/things"
raised: list[Exception] = []


def build() -> Any:
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.post("/v1/<tenant>/things", status_code=201, responses=problems(CourseFullInTest))
    def post(
        tenant: TenantId, wish: Annotated[Wish, Body()], caller: Annotated[Caller, Depends(allowed("course.author"))]
    ) -> Response[Wish]:
        if raised:
            raise raised.pop()
        return Response(status_code=201, content_type="application/json", body=wish, headers={"ETag": etag(3)})

    return http_entry_point(app)


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Any:
    raised.clear()
    monkeypatch.setattr(directory, "find_member", lambda *_: None)
    monkeypatch.setattr(revocation, "not_before", lambda _: {})
    for asks_the_table in ("refuse_suspended", "demand_second_factor"):  # there is none here
        monkeypatch.setattr(f"lyceum.kernel.authorize.{asks_the_table}", lambda *_: None)
    monkeypatch.setattr(terms, "_enacted_here", lambda _: {})
    return build()


def send(handler: Any, *roles: str, **options: Any) -> Answer:
    options.setdefault("body", {"count": 1})
    return request(handler, ROUTE, caller=person("ada", "acme", *roles), tenant="acme", **options)


def test_a_permitted_request_is_answered(handler: Any) -> None:
    answer = send(handler, "instructor")
    assert (answer.status, answer.json) == (201, {"count": 1, "name": ""})
    assert answer.headers["ETag"] == '"3"'
    assert answer.headers["X-Request-Id"] == "request-1"


def test_a_named_refusal_is_a_problem_in_the_callers_language(handler: Any) -> None:
    raised.append(CourseFullInTest(course="c"))
    answer = send(handler, "instructor", headers={"Accept-Language": "th-TH, en;q=0.5"})
    assert answer.status == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Language"] == "th"
    assert answer.json["type"].endswith("/problems/course-full-in-test")
    assert answer.json["title"] == "หลักสูตรเต็มแล้ว"
    assert answer.json["facts"] == {"course": "c"}
    assert answer.json["request_id"] == "request-1"


def test_busy_says_when_to_repeat(handler: Any) -> None:
    raised.append(Busy())
    answer = send(handler, "instructor")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


def test_an_unknown_fault_tells_nothing_but_an_id(handler: Any, caplog: pytest.LogCaptureFixture) -> None:
    raised.append(RuntimeError("the secret of the house"))
    answer = send(handler, "instructor")
    assert answer.status == 500
    assert "secret" not in answer.text
    assert answer.json["request_id"] == "request-1"
    assert "the secret of the house" in caplog.text


def test_a_refusal_is_told_apart_from_a_fault_in_the_log(handler: Any, caplog: pytest.LogCaptureFixture) -> None:
    raised.append(CourseFullInTest())
    send(handler, "instructor")
    levels = {record.message: record.levelname for record in caplog.records}
    assert levels["refused"] == "INFO"
    assert "ERROR" not in levels.values()


def test_a_request_leaves_one_line_with_its_own_calls_of_the_table(
    handler: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def two_reads(_: str) -> None:
        CALLS.add()
        CALLS.add()

    monkeypatch.setattr("lyceum.kernel.authorize.refuse_suspended", two_reads)
    for _ in range(2):
        send(handler, "instructor")
    lines = [vars(record) for record in caplog.records if record.message == "request"]
    assert [(line["status"], line["request_id"], line["table_calls"]) for line in lines] == [(201, "request-1", 2)] * 2


@pytest.mark.parametrize(
    ("options", "status", "slug"),
    [
        ({"raw_body": "{not json"}, 400, "malformed-request"),
        ({"raw_body": b"\xff\xfe\xfa"}, 400, "malformed-request"),
        ({"raw_body": "[" * 100_000 + "]" * 100_000}, 400, "malformed-request"),  # deeper than a reader goes
        ({"raw_body": "[" * 1_000}, 400, "malformed-request"),
        ({"body": {"count": "many"}}, 422, "invalid-request"),
        ({"body": {"count": 1, "surprise": True}}, 422, "invalid-request"),
        ({"raw_body": "a=b", "headers": {"Content-Type": "text/plain"}}, 415, "unsupported-media-type"),
        ({"raw_body": "x", "headers": {"Content-Type": "multipart/form-data"}}, 415, "unsupported-media-type"),
        ({"body": {"count": 1, "name": "x" * MAX_BODY_BYTES}}, 413, "payload-too-large"),
    ],
)
def test_bad_bodies_are_named(handler: Any, options: dict[str, Any], status: int, slug: str) -> None:
    answer = send(handler, "instructor", **options)
    assert answer.status == status
    assert answer.json["type"].endswith(f"/problems/{slug}")


def test_each_bad_field_is_pointed_at(handler: Any) -> None:
    answer = send(handler, "instructor", body={"surprise": True})
    assert {(error["pointer"], error["code"]) for error in answer.json["errors"]} == {
        ("/count", "missing"),
        ("/surprise", "extra_forbidden"),
    }


def test_a_member_without_the_permission_is_refused(handler: Any) -> None:
    answer = send(handler, "learner")
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (403, "permission-denied")


def test_who_is_no_member_is_told_so(handler: Any) -> None:
    answer = send(handler)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (403, "not-a-member")


def test_a_membership_newer_than_the_token_asks_for_a_refresh(handler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Kept:
        changed_at = now()

    monkeypatch.setattr(directory, "find_member", lambda *_: Kept())
    caller = person("ada", "acme")
    answer = request(
        handler, ROUTE, claims=caller.claims(iat=str(int(now().timestamp()) - 60)), body={"count": 1}, tenant="acme"
    )
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (403, "token-stale")


def test_without_a_token_nothing_happens(handler: Any) -> None:
    answer = request(handler, ROUTE, body={"count": 1}, tenant="acme")
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (401, "token-refused")


def test_an_undeclared_permission_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="no such permission"):
        allowed("course.destroy")


@pytest.mark.parametrize(("header", "revision"), [(None, None), ("*", None), ('"5"', 5), ('W/"5"', 5), ("5", 5)])
def test_if_match_names_a_revision(header: str | None, revision: int | None) -> None:
    assert expected_revision(header) == revision


@pytest.mark.parametrize("header", ['"abc"', "", '"-1"', '"1", "2"'])
def test_a_foreign_etag_never_matches(header: str) -> None:
    with pytest.raises(ChangedInTheMeantime):
        expected_revision(header)


def test_errors_of_one_name_mean_the_same_and_have_titles_in_both_languages() -> None:
    problem_catalogue()  # imports every error there is
    known: dict[str, tuple[int, dict[str, str]]] = {}
    for error in DomainError.named():
        if not error.__module__.startswith("lyceum."):
            continue
        assert set(error.title) >= {"en", "th"}
        assert (error.__doc__ or "").strip()
        assert known.setdefault(error.slug(), (error.status, error.title)) == (error.status, error.title)


@pytest.mark.parametrize(
    "options",
    [
        {"raw_body": "{not json"},
        {"raw_body": b"\xff"},
        {"body": {"count": "many"}},
        {"raw_body": "a=b", "headers": {"Content-Type": "text/plain"}},
        {"body": {"count": 1, "name": "x" * MAX_BODY_BYTES}},
    ],
)
def test_who_may_not_ask_is_told_so_before_what_is_wrong_with_the_request(
    handler: Any, options: dict[str, Any]
) -> None:
    wrong_kind = person("ada", "acme", "instructor").claims(token_use="refresh")

    assert send(handler, "learner", **options).status == 403
    refused = send(handler, claims=wrong_kind, **options)
    assert (refused.status, refused.json["type"].rpartition("/")[2]) == (401, "token-refused")


def test_a_tenant_that_cannot_be_is_looked_up_nowhere(handler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "find_member", lambda *_: pytest.fail("a read"))

    answer = request(handler, ROUTE, caller=person("ada", "acme"), tenant="x" * 3000, body={"count": 1})

    assert answer.status == 422
