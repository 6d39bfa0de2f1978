"""Every setting of a function, read once from its environment, typed."""

from functools import lru_cache

from pydantic import BaseModel, ConfigDict
from pydantic_settings import EnvSettingsSource


class Settings(BaseModel):
    """What the template gives a function. Names are the environment variables' in lower case."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    table: str = "lyceum"
    bus: str = "lyceum"
    uploads: str = ""
    """Bucket for what clients upload; emptied by lifecycle."""
    content: str = ""
    """Bucket for course assets, big documents and reports."""
    issuer: str = ""
    """Address of the token issuer, as in `iss`."""
    client_ids: str = ""
    """App clients whose tokens are accepted, comma separated."""
    user_pool_id: str = ""
    """The user pool, for functions that act in it; empty where another issuer stands in."""
    stage: str = "local"
    public_url: str = "http://localhost"
    """Address under which clients reach the API; problem types and links start with it."""
    mail_from: str = ""
    cursor_secret_parameter: str = ""
    """Name of the SSM parameter, or ARN of the secret, that signs cursors; empty only in tests."""
    invitation_secret: str = ""
    """ARN of the secret that tokens of invitations are made with; empty only in tests."""
    settings_secret: str = ""
    """ARN of the secret that seals what schools set as secret."""
    stripe_secret: str = ""
    """ARN of the secret with the keys of the payment provider."""
    default_tenant: str = ""
    """The one school of an installation that has no other: clients go there without asking."""
    person_secret_parameter: str = ""
    """ARN of the secret that wraps the keys of persons; empty only in tests."""
    seals_origin: bool = False
    """Whether events of requests say from which address, sealed; such a function has the layer and the right for it."""
    seals: str = ""
    """Bucket, under Object Lock, for the seals of the audit trail."""
    account_limits: str = "30/60,300/3600"
    """How often one account may ask for what is like signing in: so many in so many seconds, windows by commas."""
    address_limits: str = "600/60,6000/3600"
    """The same for one IP address, behind which there may be a whole school."""
    regrade_wait_seconds: int = 20
    """How long a regrade waits for who still grades by the key that it has corrected."""
    version: str = "0.1.0"
    commit: str = "unknown"

    @property
    def clients(self) -> frozenset[str]:
        """The accepted app clients."""
        return frozenset(part for part in self.client_ids.split(",") if part)

    @property
    def has_other_issuer(self) -> bool:
        """Whether tokens come from an OIDC issuer other than a user pool: without `token_use` and memberships."""
        return bool(self.issuer) and not self.issuer.startswith("https://cognito-idp.")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process. Tests that change the environment call `settings.cache_clear()`."""
    # The environment alone: `BaseSettings` also loads what reads command lines and files, 5 % of a cold start.
    return Settings.model_validate(EnvSettingsSource(Settings)())  # type: ignore[arg-type]  # it reads fields alone
