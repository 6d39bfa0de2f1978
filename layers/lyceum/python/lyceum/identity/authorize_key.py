"""Whether a request with an API key may go on, and what is left of the key's limits; for the gateway's authorizer."""

from datetime import datetime

from lyceum.identity.model import rate, secret
from lyceum.identity.model.api_key import ApiKey
from lyceum.identity.model.secret import Presented
from lyceum.identity.store import api_keys
from lyceum.kernel.api_keys import Admission, ApiKeyBusy, ApiKeyLimitReached, ApiKeyRefused
from lyceum.kernel.contention import rounds
from lyceum.kernel.errors import Busy, ChangedInTheMeantime

ATTEMPTS = 5
"""A use meets another only where a window begins or somebody changes the key: the second attempt mostly decides."""


def authorize_key(tenant: str, text: str, *, address: str, site: str, at: datetime) -> Admission:
    """What is found of a request's key; a use is counted where the request may go on, and nowhere else.

    `text` is what stood behind `Bearer`, `address` the client's IP address, `site` the host of the web site that
    calls, empty where none does. 2 round trips; 1 for a refusal, 0 for what is no key. Source: RULES S1-40.
    """
    shown = secret.presented(text)
    if shown is None:
        return Admission(tenant, refusal=ApiKeyRefused.slug())
    try:
        return _found(tenant, shown, address=address, site=site, at=at)
    except (Busy, ChangedInTheMeantime):
        return Admission(tenant, refusal=ApiKeyBusy.slug())


def _found(tenant: str, shown: Presented, *, address: str, site: str, at: datetime) -> Admission:
    key = api_keys.find(tenant, shown.id)
    for _ in rounds(ATTEMPTS, first_pause=0.02):
        if key is None:
            return Admission(tenant, refusal=ApiKeyRefused.slug())
        refusal = key.refusal(shown.digest, at=at, address=address, site=site)
        if refusal is not None:
            # Who has no right secret is not told that there is such a key.
            return Admission(tenant, key.id if refusal is not ApiKeyRefused else "", refusal=refusal.slug())
        full = rate.exhausted(key.usage, key.limits, at=at)
        if full is not None:
            return _told(tenant, key, full).refused(ApiKeyLimitReached)
        counted = rate.after(key.usage, key.limits, at=at)
        later = api_keys.spend(tenant, key, at=at)
        if later is None:
            return _told(tenant, key, counted)
        key = later
    raise Busy


def _told(tenant: str, key: ApiKey, standing: rate.Standing) -> Admission:
    return Admission(
        tenant=tenant,
        key=key.id,
        permissions=" ".join(sorted(key.permissions)),
        limit=str(standing.limit),
        remaining=str(standing.remaining),
        reset=str(standing.reset),
    )
