"""Errors as Stripe answers them: `{"error": {"type", "code", "message", "param"}}` with a status."""

from typing import Any


class Refusal(Exception):
    """A request that is refused. `more` goes into the error, such as the payment intent of a declined card."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        error = {"type": kind, "code": code, "message": message, "param": param, **more}
        self.body = {"error": {name: value for name, value in error.items() if value is not None}}


def missing(kind: str, key: str) -> Refusal:
    """There is no such object, or it is of another account."""
    return Refusal(404, f"No such {kind}: '{key}'", code="resource_missing", param="id")


def unexpected(message: str, code: str, **more: Any) -> Refusal:
    """The object's state does not allow it."""
    return Refusal(400, message, code=code, **more)


def wrong(param: str, message: str, code: str = "parameter_invalid") -> Refusal:
    """A parameter has a value that makes no sense."""
    return Refusal(400, message, code=code, param=param)
