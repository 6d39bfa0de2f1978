"""Time zones by the names of the IANA database."""

from typing import Annotated

from pydantic import StringConstraints

from lyceum.kernel.errors import Invalid

TimeZone = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_+/-]*$", max_length=60)]
"""The form of an IANA name, `Asia/Bangkok`; whether there is such a zone says `known_zone`."""


class NoTimeZones(Exception):
    """This machine has no database of time zones: a fault of where it runs, not of who names one."""


class UnknownTimeZone(Invalid):
    """The IANA database knows no time zone of this name."""

    title = {"en": "There is no such time zone", "th": "ไม่พบเขตเวลานี้"}


def known_zone(name: str) -> str:
    """The name, where there is such a zone. Raises UnknownTimeZone, NoTimeZones."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # who only names the type starts without the database

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: `Asia` is a folder
        _demand_database()
        raise UnknownTimeZone(zone=name) from error
    return name


def _demand_database() -> None:
    """Raises NoTimeZones. Lambda's images have the database since 2024 (aws/aws-lambda-dotnet, issue 1620)."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Asia/Bangkok")
    except ZoneInfoNotFoundError as error:
        raise NoTimeZones from error
