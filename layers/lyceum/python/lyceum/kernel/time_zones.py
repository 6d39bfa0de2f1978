"""Time zones by the names of the IANA database."""

from typing import Annotated

from pydantic import StringConstraints

from lyceum.kernel.errors import Invalid

TimeZone = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_+/-]*$", max_length=60)]
"""The form of an IANA name, `Asia/Bangkok`; whether there is such a zone says `known_zone`."""


class UnknownTimeZone(Invalid):
    """The IANA database knows no time zone of this name."""

    title = {"en": "There is no such time zone", "th": "ไม่พบเขตเวลานี้"}


def known_zone(name: str) -> str:
    """The name, where there is such a zone. Raises UnknownTimeZone."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # who only names the type starts without the database

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: `Asia` is a folder
        raise UnknownTimeZone(zone=name) from error
    return name
