"""What a request may say: models that forbid everything else, made from the official SDK's own TypedDicts.

They find unknown, missing and mistyped parameters at every depth, and values outside the enumerations that the SDK's
types state. On the wire every value is text, so numbers and booleans are read from text as Stripe does.
"""

import operator
import types
import typing
from functools import cache, reduce
from threading import Lock
from typing import Any

import typing_extensions as extensions
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from stripe._request_options import RequestOptions  # what the SDK puts into its TypedDicts and not on the wire

_FORBID = ConfigDict(extra="forbid", arbitrary_types_allowed=True, protected_namespaces=(), defer_build=True)

_NAMES = {**vars(typing), **vars(extensions), "StripeContext": object}
"""What annotations name that their module imports for type checkers alone."""

_BUILDING = Lock()
"""Requests come in many threads; models are built in one."""

_UNIONS = (typing.Union, types.UnionType)


class Refused(ValueError):
    """The request has parameters that the SDK's types do not know, lacks one, or has a value of another form."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        """`(parameter[nested], what is wrong)`."""
        super().__init__("; ".join(f"{name}: {wrong}" for name, wrong in problems))


def check(parameters: type, sent: dict[str, Any]) -> dict[str, Any]:
    """What was sent, read as the SDK's TypedDict of the operation has it. Raises Refused."""
    with _BUILDING:
        model = _model(parameters)
        model.model_rebuild()
    try:
        read = model.model_validate(sent)
    except ValidationError as error:
        raise Refused([(_spelled(each["loc"]), each["msg"]) for each in error.errors()]) from error
    return read.model_dump(by_alias=True, exclude_unset=True)


def _spelled(place: tuple[int | str, ...]) -> str:
    """`("line_items", 0, "price")` → `line_items[0][price]`, without the branches of unions."""
    names = [str(part) for part in place if isinstance(part, int) or part.isidentifier()]
    return names[0] + "".join(f"[{name}]" for name in names[1:]) if names else "body"


@cache
def _model(typed: type) -> type[BaseModel]:
    """A model of a TypedDict of `stripe.params`."""
    hints = extensions.get_type_hints(typed, localns=_NAMES, include_extras=True)
    skipped = set(RequestOptions.__annotations__)
    fields: dict[str, Any] = {}
    for name, hint in hints.items():
        if name not in skipped:
            is_optional = extensions.get_origin(hint) is extensions.NotRequired
            inner = extensions.get_args(hint)[0] if is_optional else hint
            # Some parameters are called as Python words are.
            fields[f"{name}_"] = (_read(inner), Field(None if is_optional else ..., alias=name))
    return create_model(typed.__name__, __config__=_FORBID, **fields)


def _read(hint: Any) -> Any:
    """A type as a model can have it."""
    if extensions.is_typeddict(hint):
        return _model(hint)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in _UNIONS:
        return _one_of(inner)
    if origin is list:
        return list[_read(inner[0])]  # type: ignore[misc]
    if origin is dict:
        return dict[str, _read(inner[1])]  # type: ignore[misc]
    return hint


def _one_of(kinds: tuple[Any, ...]) -> Any:
    # A form has plain dictionaries where the SDK also takes its own objects.
    known = [_read(each) for each in kinds if "UntypedStripeObject" not in str(each)]
    if any(_enumerates(each) for each in kinds):
        # The SDK lets any text through, for values that are newer than itself; we send none of those.
        known = [each for each in known if each is not str]
    return reduce(operator.or_, known)


def _enumerates(hint: Any) -> bool:
    """Whether a type lists values; an empty text alone only says that it may be unset."""
    return typing.get_origin(hint) in (typing.Literal, extensions.Literal) and set(typing.get_args(hint)) != {""}
