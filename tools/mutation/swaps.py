"""Putting a mutant in place: by giving the running function another body, where that is all that a mutant changes.

Whoever imported the function has the mutant then, without anything being imported again. A mutant that changes what is
done when its module is imported (a constant, a default, a field of a class) needs a fresh import instead.
"""

import inspect
from dataclasses import dataclass
from functools import cached_property
from types import CodeType, FunctionType, ModuleType
from typing import Any


@dataclass(frozen=True, slots=True)
class Swap:
    """A function and the body that it is to have."""

    function: FunctionType
    code: CodeType

    def __call__(self) -> None:
        """Put the body in place."""
        self.function.__code__ = self.code


def swap(module: ModuleType, original: str, mutated: str) -> Swap | None:
    """What puts the mutant in place; None where the module has to be imported for it."""
    found = _changed(_compiled(module, original), _compiled(module, mutated))
    if found is None:
        return None
    names, code = found
    function = _function(module, names)
    if function is None or function.__code__.co_freevars != code.co_freevars:
        return None
    return Swap(function, code)


def _compiled(module: ModuleType, source: str) -> CodeType:
    return compile(source, str(module.__file__), "exec", dont_inherit=True)


def _changed(before: CodeType, after: CodeType) -> tuple[list[str], CodeType] | None:
    """Names and new code of the one function that differs, the outermost one; None where anything else does too."""
    if after.co_flags & inspect.CO_OPTIMIZED:
        return [], after
    parts, others = ([one for one in code.co_consts if isinstance(one, CodeType)] for code in (before, after))
    if _own(before) != _own(after) or len(parts) != len(others):
        return None
    different = [(one, other) for one, other in zip(parts, others, strict=True) if not _same(one, other)]
    if len(different) != 1:
        return None
    inside = _changed(*different[0])
    return None if inside is None else ([different[0][0].co_name, *inside[0]], inside[1])


def _own(code: CodeType) -> tuple[Any, ...]:
    consts = tuple((type(one), one) for one in code.co_consts if not isinstance(one, CodeType))
    return code.co_name, code.co_code, consts, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars


def _same(one: CodeType, other: CodeType) -> bool:
    parts, others = ([part for part in code.co_consts if isinstance(part, CodeType)] for code in (one, other))
    return _own(one) == _own(other) and len(parts) == len(others) and all(map(_same, parts, others))


def _function(module: ModuleType, names: list[str]) -> FunctionType | None:
    found: Any = module
    for name in names:
        found = vars(found).get(name)
        if found is None:
            return None
    if isinstance(found, property):
        found = found.fget
    elif isinstance(found, cached_property):
        found = found.func
    found = getattr(found, "__func__", found)
    return found if isinstance(found, FunctionType) else None
