"""Authors bring pictures, sound, films and PDFs by hand, for a course or for a question bank."""

from datetime import datetime

from lyceum.catalog.drafts import change_draft
from lyceum.catalog.import_course import WARDEN
from lyceum.catalog.model.asset import check_asset, with_asset
from lyceum.catalog.model.course import AssetLink
from lyceum.catalog.store import assets, courses, jobs
from lyceum.kernel.access import Caller


def bring_to_course(caller: Caller, course: str, upload: str, *, path: str, at: datetime) -> AssetLink:
    """Let texts of a course name what was sent as `/static/<path>`; the same again changes nothing.

    Lessons and questions that were written keep the file that they had. Raises CourseNotFound, UploadNotFound,
    FileNotSent, AssetKindNotAccepted, AssetTooLarge, FileNotWhatItSays, TooManyAssets, Busy. 4 round trips, and 2 calls
    of the bucket.
    """
    courses.find(caller.tenant, course)
    link = _taken(caller, upload, path)
    change_draft(caller, course, lambda _, draft: with_asset(draft, link), expected=None, at=at)
    return link


def bring_to_bank(caller: Caller, bank: str, upload: str, *, path: str, at: datetime) -> AssetLink:
    """Let questions of a bank name what was sent as `/static/<path>`; the same again changes nothing.

    For who may work on the bank. Raises BankNotFound, BankNotYours, BankRetired, UploadNotFound, FileNotSent,
    AssetKindNotAccepted, AssetTooLarge, FileNotWhatItSays, Busy. 2 round trips, and 2 calls of the bucket.
    """
    link = _taken(caller, upload, path)
    warden = caller.may(WARDEN, at=at)
    assets.keep_in_bank(caller.tenant, bank, link, person=caller.person, warden=warden, at=at)
    return link


def _taken(caller: Caller, upload: str, path: str) -> AssetLink:
    sent = jobs.find_upload(caller.tenant, caller.person, upload)
    check_asset(sent.media_type, sent.size)
    return AssetLink(path=path, key=assets.take(sent), media_type=sent.media_type)
