"""How the payment provider fails, for who can do something about it."""


class KeptFault(Exception):
    """The provider was at fault, and answers so for as long as the idempotency key is the same."""
