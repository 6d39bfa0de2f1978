"""Where a service of AWS answers in the ordinary environment of a function: without botocore's search."""

import re
from collections.abc import Mapping

_ORDINARY_REGION = re.compile(r"(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d")
"""Regions whose addresses end in `amazonaws.com`; GovCloud, China and sovereign regions are botocore's to know."""
_NEEDED = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"}
"""What Lambda gives a function for as long as its process lives."""
_EXTRAORDINARY = {
    "AWS_ACCOUNT_ID",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_PROFILE",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_USE_FIPS_ENDPOINT",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "https_proxy",
    "http_proxy",
}
"""What makes botocore look for credentials, addresses or proxies elsewhere."""


def address_of(service: str, environment: Mapping[str, str]) -> str | None:
    """Where the service answers; None where the environment asks for what only botocore does."""
    if not environment.keys() >= _NEEDED or _EXTRAORDINARY & environment.keys():
        return None
    named = named_address(service, environment)
    if named:
        return named
    region = environment["AWS_DEFAULT_REGION"]
    return f"https://{service}.{region}.amazonaws.com" if _ORDINARY_REGION.fullmatch(region) else None


def named_address(service: str, environment: Mapping[str, str]) -> str:
    """The address that the environment gives; empty where it gives none."""
    return environment.get(f"AWS_ENDPOINT_URL_{service.upper()}") or environment.get("AWS_ENDPOINT_URL", "")
