"""What docs/commerce.md says of the calls that never ran against Stripe itself: all of them, and how to try them."""

import ast
import re
import runpy
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import stripe

from lyceum.commerce.provider import API_VERSION
from tools.stripe_local.server import stripe_server
from tools.stripe_local.service import SECRET_KEY

REPOSITORY = Path(__file__).resolve().parents[3]
PAGE = (REPOSITORY / "docs/commerce.md").read_text(encoding="utf-8")
SECTION = PAGE[PAGE.index("### What has never run against Stripe itself") :]
SCRIPT = SECTION[SECTION.index("<<'PYTHON'\n") + len("<<'PYTHON'\n") : SECTION.index("\nPYTHON\n")]
SOURCES = [*REPOSITORY.glob("layers/lyceum/python/lyceum/**/*.py"), *REPOSITORY.glob("functions/**/*.py")]


def dotted(node: ast.expr) -> str:
    """`client.v1.refunds.create` of an expression that is nothing but names."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(source: str) -> Iterator[str]:
    """Whatever is called in a text, as it is written."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield dotted(node.func)


def of_stripe(source: str) -> set[str]:
    """Operations of Stripe's that a text asks for."""
    return {found.removeprefix("client.v1.") for found in calls(source) if found.startswith("client.v1.")}


TEXTS = [path.read_text(encoding="utf-8") for path in SOURCES]
CODE = [text for text in TEXTS if "stripe" in text or "client.v" in text or "raw_request" in text]
"""What could ask Stripe."""


def test_the_page_lists_the_calls_that_the_code_makes() -> None:
    made = set[str]().union(*map(of_stripe, CODE))
    listed = set(re.findall(r"^\| `([a-z_.]+)` \|", SECTION, re.MULTILINE))
    assert made == listed
    assert of_stripe(SCRIPT) == listed


def test_the_code_asks_stripe_in_no_other_way() -> None:
    """The SDK's older manner, and what it lets through unchecked, would not be found."""
    asked = {found for text in CODE for found in calls(text)}
    others = r"stripe\.[A-Z]\w*\.\w+|client\.v2\..*|.*\.raw_request"
    assert {found for found in asked if re.fullmatch(others, found)} == set()


def test_the_commands_do_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f'stripe_version="{API_VERSION}"' in SCRIPT
    written = tmp_path / "try_stripe.py"
    written.write_text(SCRIPT, encoding="utf-8")
    with stripe_server() as server:
        here = partial(stripe.StripeClient, base_addresses={"api": server.url}, max_network_retries=0)
        monkeypatch.setattr(stripe, "StripeClient", here)
        monkeypatch.setenv("STRIPE_KEY", SECRET_KEY)
        monkeypatch.delenv("STRIPE_ACCOUNT", raising=False)
        runpy.run_path(str(written))
        assert server.service.refused == []
    said = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines() if not line.startswith("found"))
    assert said.pop("a page to pay on").startswith("http")
    assert said == {
        "the same key, the same payment": "True requires_payment_method True",
        "cancelled": "canceled",
        "not twice": "400 canceled",
        "paid": "succeeded 50000",
        "given back": "succeeded",
        "all the rest": "30000",
        "closed": "expired",
        "it says so itself": "expired",
        "payments": "2",
        "refunds": "2",
        "disputes": "0",
    }
