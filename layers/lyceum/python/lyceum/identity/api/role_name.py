"""What roles are called on the wire; apart from the roles, so that who only names one loads none."""

from typing import Annotated

from pydantic import StringConstraints

RoleSlug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
"""A role's permanent name: lower-case letters, digits, underscores."""
