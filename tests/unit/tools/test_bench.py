"""What the bench decides: which figures are too much, and what its endpoint answers."""

import json
from pathlib import Path

from tools.bench.cold import REFERENCE, Starts, Subject
from tools.bench.endpoint import Endpoint
from tools.bench.table import COLD_CEILING, SIZE_CEILING, WARM_CEILING, Size, lines, violations
from tools.bench.warm import Requests


def starts(name: str, ratio: float, *, route: bool = True, loaded: tuple[str, ...] = ()) -> Starts:
    subject = Subject(name, (Path(),), name, Path("event.json"), route)
    return Starts(subject, [0.1, 0.2], [ratio - 0.1, ratio, ratio + 9], "200", loaded)


def warm(ratio: float) -> Requests:
    return Requests("enrollment.enroll", {}, [0.1], [ratio], ["PutItem"])


FINE = [starts(REFERENCE, 9.0, route=False), starts("enrollment.enroll", COLD_CEILING)]


def test_at_the_ceiling_all_is_well() -> None:
    assert list(violations(FINE, [warm(WARM_CEILING)], [Size("a.b", 10**9, SIZE_CEILING, True)])) == []


def test_above_a_ceiling_each_is_named() -> None:
    found = list(
        violations(
            [
                *FINE,
                starts("a.slow", 5.6),
                starts("a.heavy", 1, loaded=("lxml",)),
                starts("a.odd", 1, loaded=("asyncio",)),
            ],
            [warm(7.1)],
            [Size("a.big", 10**9, SIZE_CEILING + 1, True)],
        )
    )
    assert [line.split(" ")[0] for line in found] == [
        "a.slow",
        "a.heavy",
        "a.odd",
        "enrollment.enroll",
        "a.big",
    ]


def test_nobody_waits_for_what_has_no_route() -> None:
    assert list(violations([*FINE, starts("a.job", 50, route=False)], [], [Size("a.job", 10**9, 10**9, False)])) == []


def test_a_figure_is_the_median_next_to_the_reference() -> None:
    text = "\n".join(lines(FINE, [warm(2)], [Size("enrollment.enroll", 2 * 2**20, 1, True)]))
    assert "enrollment.enroll" in text
    assert f"{COLD_CEILING:8.2f} {COLD_CEILING / 9:12.2f}" in text


def test_the_endpoint_answers_like_an_empty_table() -> None:
    endpoint = Endpoint()
    assert endpoint.answer("PutItem", b"{}", {}) == (200, b"{}")
    assert json.loads(endpoint.answer("Query", b"{}", {})[1])["Items"] == []
    assert endpoint.answer("", b"\xe0 an object of a bucket", {}) == (200, b"{}")
    assert [operation for operation, _ in endpoint.calls] == ["PutItem", "Query", ""]


def test_the_endpoint_remembers_answers_by_key_and_forgets_refusals() -> None:
    said = iter([(400, b"no"), (200, b"first"), (200, b"second")])

    class Engine(Endpoint):
        def _ask(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
            return next(said)

    endpoint = Engine("http://engine")
    one, two = json.dumps({"Key": {"PK": {"S": "1"}}}).encode(), json.dumps({"Key": {"PK": {"S": "2"}}}).encode()
    assert endpoint.answer("UpdateItem", one, {}) == (400, b"no")
    assert endpoint.answer("UpdateItem", one, {}) == (200, b"first")
    assert endpoint.answer("UpdateItem", two, {}) == (200, b"second")
    assert endpoint.answer("UpdateItem", one, {}) == (200, b"first")
