"""Logs and metrics: JSON lines with tenant, operation and ids; never a name, an address, an answer or a token."""

from functools import lru_cache

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit


@lru_cache(maxsize=1)
def logger() -> Logger:
    """The logger of this process; service and level come from POWERTOOLS_SERVICE_NAME and POWERTOOLS_LOG_LEVEL."""
    return Logger(utc=True)


@lru_cache(maxsize=1)
def metrics() -> Metrics:
    """Metrics of this process in CloudWatch's embedded format; one line is written per invocation."""
    return Metrics(namespace="Lyceum")


def count(name: str, value: int = 1) -> None:
    """Add to a counter of this invocation."""
    metrics().add_metric(name=name, unit=MetricUnit.Count, value=value)


def flush() -> None:
    """Write this invocation's counters, if there are any."""
    provider = metrics()
    if provider.provider.metric_set:
        provider.flush_metrics()
