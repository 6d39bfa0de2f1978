"""Versions of functions: old ones are deleted after a release, the one before it stays to go back to."""

import io
import secrets
import zipfile
from typing import Any

import pytest

from tools.local_stack import client
from tools.old_versions import delete_old_versions
from tools.roll_back import previous, roll_back

pytestmark = pytest.mark.store
ROLE = "arn:aws:iam::000000000000:role/tests"


def package(release: int) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.py", f"def handler(event, context):\n    return {release}\n")
    return content.getvalue()


@pytest.fixture
def functions(emulator: str) -> Any:
    return client("lambda", emulator)


def made(functions: Any, releases: int, *, live: int) -> str:
    """A function with so many releases, the alias on one of them."""
    name = f"f{secrets.token_hex(6)}"
    functions.create_function(
        FunctionName=name, Runtime="python3.13", Role=ROLE, Handler="a.handler", Code={"ZipFile": package(1)}
    )
    functions.publish_version(FunctionName=name)
    for release in range(2, releases + 1):
        functions.update_function_code(FunctionName=name, ZipFile=package(release))
        functions.publish_version(FunctionName=name)
    functions.create_alias(FunctionName=name, Name="live", FunctionVersion=str(live))
    return name


def versions(functions: Any, name: str) -> list[str]:
    found = functions.list_versions_by_function(FunctionName=name)["Versions"]
    return sorted(one["Version"] for one in found if one["Version"] != "$LATEST")


def live(functions: Any, name: str) -> str:
    return str(functions.get_alias(FunctionName=name, Name="live")["FunctionVersion"])


def test_the_live_version_and_the_one_before_it_stay(functions: Any) -> None:
    name = made(functions, 5, live=5)
    assert delete_old_versions(functions, name) == ["1", "2", "3"]
    assert versions(functions, name) == ["4", "5"]
    assert delete_old_versions(functions, name) == []


def test_a_version_that_is_live_stays_however_old(functions: Any) -> None:
    name = made(functions, 5, live=2)
    assert delete_old_versions(functions, name) == ["1", "3"]
    assert versions(functions, name) == ["2", "4", "5"]


def test_a_version_with_a_part_of_the_traffic_stays(functions: Any) -> None:
    name = made(functions, 5, live=5)
    functions.update_alias(
        FunctionName=name, Name="live", FunctionVersion="5", RoutingConfig={"AdditionalVersionWeights": {"1": 0.1}}
    )
    assert delete_old_versions(functions, name) == ["2", "3"]


def test_every_function_goes_back_by_one(functions: Any) -> None:
    names = [made(functions, 3, live=3) for _ in range(2)]
    assert roll_back(functions, names) == []
    assert [live(functions, name) for name in names] == ["2", "2"]


def test_versions_that_were_deleted_are_passed_over(functions: Any) -> None:
    name = made(functions, 4, live=4)
    functions.delete_function(FunctionName=name, Qualifier="3")
    assert previous(functions, name) == "2"


def test_where_one_cannot_go_back_none_does(functions: Any) -> None:
    names = [made(functions, 2, live=2), made(functions, 1, live=1)]
    assert roll_back(functions, names) == [names[1]]
    assert live(functions, names[0]) == "2"


def test_no_part_of_the_traffic_stays_behind(functions: Any) -> None:
    name = made(functions, 3, live=2)
    functions.update_alias(
        FunctionName=name, Name="live", FunctionVersion="2", RoutingConfig={"AdditionalVersionWeights": {"3": 0.1}}
    )
    roll_back(functions, [name])
    alias = functions.get_alias(FunctionName=name, Name="live")
    assert alias["FunctionVersion"] == "1"
    assert not alias.get("RoutingConfig", {}).get("AdditionalVersionWeights")
