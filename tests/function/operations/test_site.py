"""Pages about the API."""

import json
from typing import Any

import pytest

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


@pytest.mark.store
def test_status_says_version_commit_and_whether_the_table_answers(table: str) -> None:
    answer = get("/v1/status")
    assert answer.status == 200
    assert answer.json["dependencies"] == {"table": "ACTIVE"}
    assert set(answer.json) == {"status", "version", "commit", "stage", "default_tenant", "dependencies"}


def test_status_is_degraded_where_the_table_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    from lyceum.kernel import aws

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    aws.client.cache_clear()
    answer = get("/v1/status")
    aws.client.cache_clear()
    assert (answer.status, answer.json["status"]) == (503, "degraded")


def test_every_answer_carries_its_request_id() -> None:
    answer: Any = get("/v1/openapi.json")
    assert answer.headers["x-request-id"] == "request-1"
    assert json.loads(answer.text)
