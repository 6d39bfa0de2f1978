"""Let somebody send a file."""

from datetime import datetime, timedelta

from lyceum.catalog.model.job import Upload
from lyceum.catalog.store import documents, jobs
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation


def upload(
    caller: Caller, *, name: str, size: int, media_type: str, creation: Creation, at: datetime
) -> tuple[Upload, str, dict[str, str]]:
    """The upload, and address and fields of the form that sends it. The same creation again gives the same upload.

    The form takes one file of at most `size` bytes and this media type, for 15 minutes. 1 round trip, 1 WCU.
    """
    expires = at + timedelta(seconds=documents.UPLOAD_SECONDS)
    wish = Upload(caller.tenant, creation.id, caller.person, name, size, media_type, expires)
    kept = jobs.add_upload(wish, creation, at=at)
    url, fields = documents.upload_form(kept)
    return kept, url, fields
