"""What use costs: AWS's public list prices in USD for US East (N. Virginia), on demand, without any free tier."""

from dataclasses import dataclass, field
from decimal import Decimal

from tools.checks.idle_cost import GIGABYTE_SECOND, INVOCATION, LOG_GIGABYTE, MILLION, READ_UNIT

REQUEST = Decimal("1.00") / MILLION
"""API Gateway, HTTP API, first 300 million a month (api-gateway/pricing)."""
WRITE_UNIT = Decimal("0.625") / MILLION
"""DynamoDB on demand, per write request unit (dynamodb/pricing)."""
STORED_GIGABYTE = Decimal("0.25")
"""DynamoDB, per GB and month (dynamodb/pricing)."""
EVENT = Decimal("1.00") / MILLION
"""EventBridge, per custom event of up to 64 KB (eventbridge/pricing)."""
MAIL = Decimal("0.10") / 1000
"""SES, per message (ses/pricing)."""
TRANSFER_GIGABYTE = Decimal("0.09")
"""Data out to the internet, per GB, first 10 TB a month (ec2/pricing/on-demand, "Data Transfer")."""
ACTIVE_PERSON = Decimal("0.015")
"""Cognito Essentials, per active person and month above the first 10,000 (cognito/pricing)."""

MEMORY_GIGABYTES = Decimal("0.5")
"""What the templates give a function."""
SECONDS = Decimal("0.05")
"""Assumed duration of a request until it is measured on AWS."""
LOG_BYTES = 500
"""A request's own log line and Lambda's."""


@dataclass
class Used:
    """What was used; grows with each request."""

    requests: int = 0
    write_units: Decimal = Decimal(0)
    read_units: Decimal = Decimal(0)
    events: int = 0
    invocations: int = 0
    """Functions started by events, beside those by requests."""
    bytes_out: int = 0
    bytes_stored: int = 0
    mails: int = 0
    seconds: Decimal = field(default=Decimal(0))
    """Durations beyond the assumed ones; mostly 0."""

    def __add__(self, other: "Used") -> "Used":
        """Both together."""
        return Used(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    def lines(self) -> dict[str, Decimal]:
        """What it costs, by service, in USD; storage for one month."""
        runs = self.requests + self.invocations
        return {
            "gateway": self.requests * REQUEST,
            "functions": runs * (INVOCATION + SECONDS * MEMORY_GIGABYTES * GIGABYTE_SECOND)
            + self.seconds * MEMORY_GIGABYTES * GIGABYTE_SECOND,
            "table writes": self.write_units * WRITE_UNIT,
            "table reads": self.read_units * READ_UNIT,
            "storage": self.bytes_stored * STORED_GIGABYTE / 10**9,
            "events": self.events * EVENT,
            "logs": runs * LOG_BYTES * LOG_GIGABYTE / 10**9,
            "transfer": self.bytes_out * TRANSFER_GIGABYTE / 10**9,
            "mail": self.mails * MAIL,
        }

    def usd(self) -> Decimal:
        """In all."""
        return sum(self.lines().values(), Decimal(0))
