"""`make verify-audit` on the deployed stack: the trail of a school against the seals in the locked bucket."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from lyceum.kernel.clock import iso, now
from tests.conftest import forget_settings
from tests.e2e.deployed import Deployed, School
from tests.e2e.quiet import rest
from tools import verify_audit as command
from tools.local_platform import NotRunning, Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

type Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def sealed(stack: Deployed) -> School:
    """A school of this module's own, whose trail was sealed once it was quiet."""
    school = stack.found()
    school.administrator.api.post("/units", {"kind": "team", "name": {"en": "Team"}})
    rest(school)
    assert stack.invoke(stack.outputs["SealAuditArn"], {"early": True})["seals"] >= 1
    return school


@pytest.fixture
def run(stack: Deployed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The command with its arguments, on this stack as the platform that runs; how it ended and what it said."""
    place, outputs = stack.place("demo"), stack.outputs
    running = Stack(
        *(place.api_url, place.endpoint_url, place.region, place.user_pool_id, place.client_id, "demo", [], ""),
        table=outputs["TableName"],
        seals=outputs["SealsBucket"],
    )
    for name in ("AWS_ENDPOINT_URL", "TABLE", "SEALS"):
        monkeypatch.setenv(name, "")  # what the command puts there goes again
    monkeypatch.setattr(command, "running_stack", lambda: running)

    def given(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["verify_audit", *arguments])
        forget_settings()
        code = command.main()
        return code, capsys.readouterr().out

    yield given
    monkeypatch.undo()
    forget_settings()


def entries(stack: Deployed, school: School) -> list[dict[str, Any]]:
    pages = stack.aws("dynamodb").get_paginator("scan").paginate(TableName=stack.outputs["TableName"])
    return [
        item
        for page in pages
        for item in page["Items"]
        if item["PK"]["S"].startswith(f"T#{school.tenant}#AUDIT#") and item["SK"]["S"].startswith("ENTRY#")
    ]


def test_a_trail_that_nobody_touched_is_sound(stack: Deployed, sealed: School, run: Run) -> None:
    code, said = run("--tenant", sealed.tenant)
    assert code == 0, said
    found = re.fullmatch(rf"{sealed.tenant}: sound; (\d+) entries under (\d+) seals, (\d+) not yet sealed\n", said)
    assert found, said
    known, seals, waiting = map(int, found.groups())
    assert (known + waiting, seals >= 1) == (len(entries(stack, sealed)), True)
    assert known > 3


def test_without_a_name_every_school_is_verified(sealed: School, run: Run) -> None:
    _, said = run()
    assert f"{sealed.tenant}: sound;" in said


def test_what_somebody_did_to_it_is_named(stack: Deployed, sealed: School, run: Run) -> None:
    """An entry altered, one taken away, one added: each by its place, and the command ends with 1."""
    dynamodb, table = stack.aws("dynamodb"), stack.outputs["TableName"]
    altered, gone, copied = sorted(entries(stack, sealed), key=lambda item: str(item["SK"]["S"]))[:3]
    at, id = iso(now() - timedelta(hours=2)), "0" * 26
    added = {**copied, "SK": {"S": f"ENTRY#{at}#{id}"}, "at": {"S": at}, "i": {"S": id}}
    try:
        dynamodb.put_item(TableName=table, Item={**altered, "by": {"S": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}})
        dynamodb.delete_item(TableName=table, Key={name: gone[name] for name in ("PK", "SK")})
        dynamodb.put_item(TableName=table, Item=added)
        code, said = run("--tenant", sealed.tenant)
    finally:
        dynamodb.delete_item(TableName=table, Key={name: added[name] for name in ("PK", "SK")})
        for item in (altered, gone):
            dynamodb.put_item(TableName=table, Item=item)
    assert code == 1, said
    assert {line.strip() for line in said.splitlines()[1:]} == {
        f"entry altered: {altered['SK']['S'].removeprefix('ENTRY#')}",
        f"entry taken away: {gone['SK']['S'].removeprefix('ENTRY#')}",
        f"entry added: {added['SK']['S'].removeprefix('ENTRY#')}",
    }
    assert run("--tenant", sealed.tenant)[0] == 0


def test_where_nothing_runs_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    def nothing() -> Stack:
        raise NotRunning("The platform is not running.")

    monkeypatch.setattr(command, "running_stack", nothing)
    with pytest.raises(SystemExit, match="--table and --seals"):
        run("--tenant", "demo")
