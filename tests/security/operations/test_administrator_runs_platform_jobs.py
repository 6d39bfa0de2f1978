"""A school's administrator reaches for the platform's jobs."""

import pytest

from operations.jobs import handler
from tests.http import person, request


@pytest.mark.security
@pytest.mark.parametrize("claim", ["demo=administrator", "*", "demo=operator", ""])
def test_only_a_platform_operator_may(claim: str) -> None:
    claims = person("head", "demo").claims(memberships=claim)
    assert request(handler, "GET /v1/jobs", claims=claims).status == 403
    assert request(handler, "POST /v1/jobs/{job}/runs", claims=claims, job="insight.seal_days").status == 403
