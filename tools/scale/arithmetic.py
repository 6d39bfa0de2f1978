"""What a large exam and a large platform need of each service, on paper, from docs/access-patterns.

Each scenario says how often each operation happens; an operation's units are those of its row, which the cost tests
hold; quotas are AWS's documented defaults. `python -m tools.generate` writes the tables into docs/operations/scale.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tools.checks.layout import ROOT
from tools.measure.rows import rows

PAGE = ROOT / "docs/operations/scale.md"
_BEGIN, _END = "<!-- arithmetic: begin -->", "<!-- arithmetic: end -->"
SECONDS = Decimal("0.05")
"""Assumed duration of a request, as in the README's prices."""


@dataclass(frozen=True)
class Rate:
    """An operation of a scenario and how often it happens."""

    operation: str
    row: tuple[str, str] | None
    """Page and name in docs/access-patterns; None where the table is not asked."""
    a_second: Decimal
    events: int = 0
    """Told by one of them."""
    consumers: int = 0
    """Functions that those events start."""
    executions: Decimal = Decimal(0)
    """State machines started."""
    sign_ins: int = 0
    mails: Decimal = Decimal(0)
    is_request: bool = True
    """Whether it comes through the gateway."""

    @property
    def units(self) -> tuple[Decimal, Decimal, Decimal]:
        """Write, index and read units a second."""
        if self.row is None:
            return Decimal(0), Decimal(0), Decimal(0)
        spent = rows(self.row[0])[self.row[1]]
        return spent.write_units * self.a_second, spent.index_units * self.a_second, spent.read_units * self.a_second


@dataclass(frozen=True)
class Scenario:
    """A moment, in the second that asks the most."""

    title: str
    assumptions: str
    rates: Sequence[Rate]
    timer_writes: Decimal = Decimal(0)
    """Index writes a second on the 32 timer shards."""


@dataclass(frozen=True)
class Quota:
    """A default of AWS, and what to do about it."""

    service: str
    limit: Decimal
    unit: str
    remedy: str


def per(count: int, seconds: int) -> Decimal:
    """So many within so many seconds."""
    return Decimal(count) / seconds


LEARNERS = 50_000
EXAM = Scenario(
    f"An exam that {LEARNERS:,} learners start within a minute",
    "Everybody starts within 60 s and from then on saves an answer every 30 s; a tenth hands in within the same minute"
    " (the end of an exam is its mirror image and costs less than the start). Tokens are refreshed in the ten minutes"
    " before. All tests are timed, 20 questions.",
    [
        Rate("refresh a token", ("identity", "issue a token"), per(LEARNERS, 600), sign_ins=1, is_request=False),
        Rate(
            "start attempt", ("assessment", "start attempt, with a deadline"), per(LEARNERS, 60), events=1, consumers=0
        ),
        Rate("save answer", ("assessment", "save answer"), per(LEARNERS, 30)),
        Rate("submit", ("assessment", "submit 20 answers and grade"), per(LEARNERS // 10, 60), events=2, consumers=2),
        Rate(
            "record grade",
            ("gradebooks", "record grade"),
            per(LEARNERS // 10, 60),
            events=1,
            consumers=2,
            is_request=False,
        ),
        Rate("result", ("learning", "result"), per(LEARNERS // 10, 60), is_request=False),
    ],
    timer_writes=per(LEARNERS, 60) + per(LEARNERS // 10, 60),
)

PEOPLE = 1_000_000
_PEAK = PEOPLE // 20
"""Signed in in the busiest hour: every twentieth."""
PLATFORM = Scenario(
    f"A platform with {PEOPLE:,} learners, in its busiest hour",
    f"Every twentieth is there in that hour ({_PEAK:,}), signs in once, looks at courses and outline, opens ten"
    " lessons, reports progress every 30 s; every fifth sits a test of 20 questions. One in a hundred enrolls, one in a"
    " thousand completes a course, which mails. Spread evenly over the hour, doubled for its busiest minute.",
    [
        Rate("sign in", ("identity", "issue a token"), per(2 * _PEAK, 3600), sign_ins=1, is_request=False),
        Rate("me", ("identity", "me"), per(2 * _PEAK, 3600)),
        Rate("my courses", ("enrollment", "my courses (20)"), per(2 * _PEAK, 3600)),
        Rate("outline", ("learning", "outline, 200 lessons"), per(4 * _PEAK, 3600)),
        Rate("lesson", ("learning", "lesson"), per(20 * _PEAK, 3600)),
        Rate("position", ("learning", "position"), per(_PEAK, 30)),
        Rate("completion", ("learning", "completion"), per(20 * _PEAK, 3600), events=1, consumers=1),
        Rate("follow progress", ("enrollment", "follow progress"), per(20 * _PEAK, 3600), is_request=False),
        Rate("start attempt", ("assessment", "start attempt, with a deadline"), per(2 * _PEAK // 5, 3600), events=1),
        Rate("save answer", ("assessment", "save answer"), per(40 * _PEAK // 5, 3600)),
        Rate("submit", ("assessment", "submit 20 answers and grade"), per(2 * _PEAK // 5, 3600), events=2, consumers=2),
        Rate(
            "record grade",
            ("gradebooks", "record grade"),
            per(2 * _PEAK // 5, 3600),
            events=1,
            consumers=2,
            is_request=False,
        ),
        Rate("enroll", ("enrollment", "enroll, seats limited"), per(2 * _PEAK // 100, 3600), events=1, consumers=3),
        Rate(
            "complete a course",
            ("learning", "last completion"),
            per(2 * _PEAK // 1000, 3600),
            events=2,
            consumers=3,
            executions=Decimal(1),
            mails=Decimal(1),
            is_request=False,
        ),
    ],
    timer_writes=per(4 * _PEAK // 5, 3600),
)
SCENARIOS = (EXAM, PLATFORM)


def needs(scenario: Scenario) -> dict[str, Decimal]:
    """What is needed a second, by the name of the quota that limits it."""
    requests = sum((rate.a_second for rate in scenario.rates if rate.is_request), Decimal(0))
    events = sum((rate.a_second * rate.events for rate in scenario.rates), Decimal(0))
    consumed = sum((rate.a_second * rate.events * rate.consumers for rate in scenario.rates), Decimal(0))
    writes = sum((sum(rate.units[:2], Decimal(0)) for rate in scenario.rates), Decimal(0))
    return {
        "API Gateway, requests": requests,
        "Lambda, concurrent executions": (requests + consumed) * SECONDS,
        "DynamoDB, write units of the table": writes,
        "DynamoDB, write units of a table without a past": writes,
        "DynamoDB, read units of the table": sum((rate.units[2] for rate in scenario.rates), Decimal(0)),
        "DynamoDB, write units of one timer shard": scenario.timer_writes / 32,
        "EventBridge, events put": events,
        "EventBridge, targets invoked": consumed,
        "Step Functions, executions started": sum((r.a_second * r.executions for r in scenario.rates), Decimal(0)),
        "Cognito, sign-ins and refreshes": sum((r.a_second * r.sign_ins for r in scenario.rates), Decimal(0)),
        "SES, mails": sum((r.a_second * r.mails for r in scenario.rates), Decimal(0)),
    }


QUOTAS = {
    "API Gateway, requests": Quota(
        "API Gateway",
        Decimal(10_000),
        "a second, account and region",
        "Quota increase; the stage's throttle is a parameter",
    ),
    "Lambda, concurrent executions": Quota(
        "Lambda", Decimal(1_000), "at once, account and region", "Quota increase to twice the need, days ahead"
    ),
    "DynamoDB, write units of the table": Quota(
        "DynamoDB", Decimal(40_000), "a second, on-demand table", "Quota increase; warm throughput ahead of the hour"
    ),
    "DynamoDB, write units of a table without a past": Quota(
        "DynamoDB",
        Decimal(4_000),
        "a second until the table has seen more (it takes twice its highest peak at once)",
        "Warm throughput set the day before, or a rehearsal",
    ),
    "DynamoDB, read units of the table": Quota(
        "DynamoDB", Decimal(40_000), "a second, on-demand table", "Quota increase; warm throughput ahead of the hour"
    ),
    "DynamoDB, write units of one timer shard": Quota(
        "DynamoDB", Decimal(1_000), "a second and partition", "More timer shards (`DUE_SHARDS`)"
    ),
    "EventBridge, events put": Quota(
        "EventBridge", Decimal(2_400), "a second in Frankfurt; 10,000 in N. Virginia", "Quota increase"
    ),
    "EventBridge, targets invoked": Quota(
        "EventBridge",
        Decimal(4_500),
        "a second in Frankfurt; 18,750 in N. Virginia",
        "Nothing: what is above waits and is delivered later",
    ),
    "Step Functions, executions started": Quota(
        "Step Functions", Decimal(150), "a second; 300 in N. Virginia", "Quota increase"
    ),
    "Cognito, sign-ins and refreshes": Quota(
        "Cognito",
        Decimal(120),
        "a second, account and region",
        "Refresh ahead, spread over more minutes; buy more a second",
    ),
    "SES, mails": Quota("SES", Decimal(14), "a second out of the sandbox", "Quota increase; mails wait in their queue"),
}
"""AWS's defaults from each service's page "Quotas"; those that differ by region are given for Frankfurt."""


def tables() -> str:
    """All of it, as Markdown."""
    return "\n".join(line for scenario in SCENARIOS for line in _scenario(scenario)).rstrip() + "\n"


def page() -> str:
    """docs/operations/scale.md with the tables of today."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n\n{tables()}\n{_END}{after}"


def _scenario(scenario: Scenario) -> Iterator[str]:
    yield f"## {scenario.title}"
    yield ""
    yield scenario.assumptions
    yield ""
    yield "| operation | a second | WCU | index WCU | RCU | events | executions | sign-ins | mails |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for rate in scenario.rates:
        more = [rate.a_second * part for part in (rate.events, rate.executions, rate.sign_ins, rate.mails)]
        yield f"| {rate.operation} | {_figure(rate.a_second)} | {' | '.join(map(_figure, [*rate.units, *more]))} |"
    yield ""
    yield "| what binds | needed a second | default quota | used | what to raise |"
    yield "|---|---:|---|---:|---|"
    for name, need in sorted(needs(scenario).items(), key=lambda part: -part[1] / QUOTAS[part[0]].limit):
        quota = QUOTAS[name]
        remedy = quota.remedy if need > quota.limit / 2 else "–"
        yield f"| {name} | {_figure(need)} | {quota.limit:,} {quota.unit} | {need / quota.limit:.0%} | {remedy} |"
    yield ""


def _figure(value: Decimal) -> str:
    if not value:
        return "–"
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")
