"""Members as the table has them, for tests."""

from lyceum.identity.store import tokens


def roles_by_tenant(person: str) -> dict[str, set[str]]:
    """Roles for the whole tenant, as the person's next token will say them."""
    return {tenant: set(rights.roles) for tenant, rights in tokens.rights_by_tenant(person).items()}
