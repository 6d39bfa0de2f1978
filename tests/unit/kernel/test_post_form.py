"""A form for uploads is the one that botocore's client would make."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lyceum.kernel import aws
from lyceum.kernel.clock import parse

CONDITIONS = [{"Content-Type": "text/plain"}, ["content-length-range", 1, 9]]


@pytest.fixture(autouse=True)
def clients_of_this_test(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of the role")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    for cached in (aws.session, aws.client):
        cached.cache_clear()
    yield
    for cached in (aws.session, aws.client):
        cached.cache_clear()


def form() -> tuple[str, dict[str, str]]:
    return aws.post_form(
        "uploads-here", "a/k", fields={"Content-Type": "text/plain"}, conditions=CONDITIONS, seconds=900
    )


def policy_of(fields: dict[str, str]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(base64.b64decode(fields["policy"]))
    return read


@pytest.mark.parametrize("endpoint", ["", "http://here:4566"])
def test_it_is_the_form_of_botocores_client(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    address, fields = form()
    theirs = aws.client("s3").generate_presigned_post(
        Bucket="uploads-here",
        Key="a/k",
        Fields={"Content-Type": "text/plain"},
        Conditions=list(CONDITIONS),
        ExpiresIn=900,
    )
    changing = {"x-amz-date", "policy", "x-amz-signature"}
    assert address == theirs["url"]
    assert fields.keys() == theirs["fields"].keys()
    assert {name: fields[name] for name in fields.keys() - changing} == {
        name: theirs["fields"][name] for name in fields.keys() - changing
    }
    ours, other = policy_of(fields)["conditions"], policy_of(theirs["fields"])["conditions"]
    assert [part for part in ours if "x-amz-date" not in part] == [part for part in other if "x-amz-date" not in part]


def test_it_ends_when_it_should() -> None:
    until = parse(policy_of(form()[1])["expiration"])
    assert timedelta(0) <= datetime.now(UTC) + timedelta(seconds=900) - until < timedelta(minutes=1)


def test_where_the_environment_asks_for_more_the_client_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_USE_DUALSTACK_ENDPOINT", "true")
    address, fields = form()
    assert "dualstack" in address
    assert policy_of(fields)["conditions"]
