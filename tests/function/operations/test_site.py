"""Pages about the API."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from lyceum.kernel import aws
from lyceum.kernel.settings import settings
from lyceum.operations import status
from lyceum.operations.status import forget
from operations.site import handler
from tests.http import Answer, request


def get(path: str, **headers: str) -> Answer:
    return request(handler, f"GET {path}", headers=headers)


def test_the_openapi_document_is_served_with_this_stacks_address() -> None:
    answer = get("/v1/openapi.json")
    assert (answer.status, answer.json["openapi"]) == (200, "3.1.0")
    assert answer.json["servers"][0]["url"]
    assert "/v1/{tenant}/me/membership" in answer.json["paths"]


def test_swagger_ui_comes_from_here_alone() -> None:
    page = get("/docs")
    assert page.status == 200
    assert "https://" not in page.text
    assert "http://" not in page.text
    for file in ("swagger-ui-bundle.min.js", "swagger-ui.min.css", "start.js"):
        answer = get(f"/docs/{file}")
        assert answer.status == 200
        assert answer.text
    assert get("/docs/../site.py").status == 404
    assert get("/docs/html.py").status == 404


@pytest.mark.parametrize(("language", "title"), [("en", "The course is full"), ("th", "หลักสูตรเต็มแล้ว")])
def test_each_problem_has_its_page_in_the_readers_language(language: str, title: str) -> None:
    answer = get("/problems/course-full", **{"Accept-Language": language})
    assert answer.status == 200
    assert f'<html lang="{language}">' in answer.text
    assert title in answer.text


def test_an_unknown_problem_is_not_found() -> None:
    assert get("/problems/<script>").status == 404


@pytest.fixture
def whole(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A bucket beside the table."""
    aws.client("s3").create_bucket(Bucket=tenant)
    monkeypatch.setenv("CONTENT", tenant)
    settings.cache_clear()
    forget()
    yield
    settings.cache_clear()
    forget()


@pytest.mark.store
def test_status_says_version_commit_schemas_and_what_answers(whole: None) -> None:
    answer = get("/v1/status")
    assert (answer.status, answer.json["status"]) == (200, "ok")
    assert answer.json["dependencies"] == {"table": "ok", "content": "ok"}
    assert set(answer.json) == {"status", "version", "commit", "stage", "default_tenant", "dependencies", "schemas"}
    assert answer.json["schemas"]["items"]["attempt"] >= 1


@pytest.mark.store
@pytest.mark.parametrize(
    ("setting", "lost", "named"),
    [
        ("TABLE", "table", "ResourceNotFoundException"),
        ("CONTENT", "content", "ClientError"),
    ],
)
def test_status_names_what_is_gone(
    whole: None, monkeypatch: pytest.MonkeyPatch, setting: str, lost: str, named: str
) -> None:
    monkeypatch.setenv(setting, "nothing-here")
    settings.cache_clear()
    answer = get("/v1/status")
    assert (answer.status, answer.json["status"]) == (503, "degraded")
    assert answer.json["dependencies"].pop(lost) == named
    assert {state for name, state in answer.json["dependencies"].items() if name != lost} == {"ok"}


def test_status_is_degraded_where_nothing_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_DYNAMODB", raising=False)  # where DynamoDB Local is the table
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    aws.client.cache_clear()
    forget()
    answer = get("/v1/status")
    aws.client.cache_clear()
    forget()
    assert (answer.status, answer.json["status"]) == (503, "degraded")
    assert "ok" not in answer.json["dependencies"].values()


def test_a_crowd_that_asks_is_answered_from_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(status, "_ASKED", {"table": lambda: asked.append("table")})
    forget()
    moments = iter([0.0, 1.0, 9.0, 9.0])  # kept; looked at; looked at, too old; kept
    for _ in range(3):
        status.dependencies(clock=lambda: next(moments))
    assert asked == ["table", "table"]
    forget()


def test_every_answer_carries_its_request_id() -> None:
    answer: Any = get("/v1/openapi.json")
    assert answer.headers["x-request-id"] == "request-1"
    assert json.loads(answer.text)
