"""The keys of the payment provider: JSON in one secret of the stack, cached for five minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lyceum.commerce.errors import PaymentsNotSetUp
from lyceum.kernel.errors import Busy
from lyceum.kernel.settings import settings


@dataclass(frozen=True, slots=True)
class ProviderKeys:
    """What the secret holds: `{"key": "sk_…", "publishable": "pk_…", "webhooks": ["whsec_…"], "api": null}`."""

    key: str
    publishable: str
    webhooks: tuple[str, ...]
    """Signing secrets, several while one changes."""
    api: str | None
    """Another address of the API, for a stand-in."""


def provider_keys() -> ProviderKeys:
    """The keys. Raises PaymentsNotSetUp where nobody has put any, Busy."""
    name = settings().stripe_secret
    if not name:
        raise PaymentsNotSetUp
    from aws_lambda_powertools.utilities import parameters

    try:
        held: Any = parameters.get_secret(name, max_age=300, transform="json")
    except parameters.GetParameterError as error:
        raise Busy("Secrets Manager does not answer.") from error
    return _read(held)


def _read(held: Mapping[str, Any]) -> ProviderKeys:
    if not held.get("key"):
        raise PaymentsNotSetUp
    return ProviderKeys(
        held["key"], held.get("publishable", ""), tuple(held.get("webhooks", ())), held.get("api") or None
    )
