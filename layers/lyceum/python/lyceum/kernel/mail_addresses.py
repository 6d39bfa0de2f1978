"""E-mail addresses: which ones are taken, and when two are the same."""

import hashlib
from typing import Annotated

from pydantic import StringConstraints

_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

EmailAddress = Annotated[
    str,
    StringConstraints(
        max_length=254,
        pattern=rf"^{_ATOM}(\.{_ATOM})*@({_LABEL}\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])$",
    ),
]
"""`local@domain` in ASCII (RFC 5321, 4.1.2, without quoted parts): look-alikes of other scripts are not taken, and a
domain of another script is written in its `xn--` form.
"""


def same_address(one: str, other: str) -> bool:
    """Whether mail to both reaches the same person, as far as anybody but their server can tell."""
    return canonical(one) == canonical(other)


def canonical(address: str) -> str:
    """In lower case, ASCII alone: the sign of the kelvin does not become a k, nor a full-width letter a plain one."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in address.strip())


def address_id(address: str) -> str:
    """What stands for the address in a key: a hash of its canonical form."""
    return hashlib.sha256(canonical(address).encode()).hexdigest()[:32]
