"""What can refuse a tenant."""

from lyceum.kernel.errors import Conflict, Invalid


class TenantExists(Conflict):
    """A tenant's slug is permanent and belongs to one school."""

    title = {"en": "This school exists already", "th": "มีสถาบันนี้อยู่แล้ว"}


class TenantNameReserved(Invalid):
    """The slug is a word of the API's own addresses."""

    title = {"en": "This name is reserved", "th": "ชื่อนี้สงวนไว้"}
