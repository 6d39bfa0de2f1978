"""What will go is announced, in OpenAPI and on every answer."""

from datetime import date
from typing import Annotated, Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Query

from lyceum.kernel.http import http_entry_point
from lyceum.kernel.retirement import announcement, deprecated, retiring
from tests.http import request

SINCE, SUNSET = date(2027, 1, 1), date(2027, 7, 1)


def app() -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/v1/<tenant>/old", **deprecated(since=SINCE, sunset=SUNSET))
    def old(tenant: str, limit: Annotated[int, Query()] = 1) -> dict[str, int]:
        return {"limit": limit}

    @app.get("/v1/<tenant>/partly", **retiring(since=SINCE, sunset=SUNSET))
    def partly(tenant: str) -> dict[str, int]:
        return {}

    @app.get("/v1/<tenant>/new")
    def new(tenant: str) -> dict[str, int]:
        return {}

    return app


@pytest.mark.parametrize("name", ["old", "partly"])
def test_every_answer_says_since_when_and_until_when(name: str) -> None:
    answer = request(http_entry_point(app()), f"GET /v1/{{tenant}}/{name}", tenant="acme")

    assert answer.status == 200
    assert answer.headers["Deprecation"] == "@1798761600"
    assert answer.headers["Sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"


def test_a_refusal_says_so_too() -> None:
    answer = request(http_entry_point(app()), "GET /v1/{tenant}/old", tenant="acme", query={"limit": "many"})

    assert (answer.status, answer.headers["Sunset"]) == (422, "Thu, 01 Jul 2027 00:00:00 GMT")


def test_what_stays_says_nothing() -> None:
    answer = request(http_entry_point(app()), "GET /v1/{tenant}/new", tenant="acme")

    assert {"Deprecation", "Sunset"} & answer.headers.keys() == set()
    assert announcement({}) == announcement(None) == announcement({"x-permission": "member"}) == {}


def test_the_document_says_it() -> None:
    document: Any = app().get_openapi_schema(title="t", version="1").model_dump(by_alias=True, exclude_none=True)

    old, partly = document["paths"]["/v1/{tenant}/old"]["get"], document["paths"]["/v1/{tenant}/partly"]["get"]
    assert (old["deprecated"], old["x-deprecation"], old["x-sunset"]) == (True, "2027-01-01", "2027-07-01")
    assert ("deprecated" in partly, partly["x-sunset"]) == (False, "2027-07-01")


@pytest.mark.parametrize("announce", [deprecated, retiring])
def test_six_months_are_the_least(announce: Any) -> None:
    with pytest.raises(ValueError, match="six months"):
        announce(since=SINCE, sunset=date(2027, 6, 30))
