"""Files that authors bring: from where their form sent them to where texts find them."""

from datetime import datetime

from lyceum.catalog.errors import FileNotSent, FileNotWhatItSays
from lyceum.catalog.model.asset import check_asset
from lyceum.catalog.model.course import AssetLink
from lyceum.catalog.model.job import Upload
from lyceum.catalog.store.banks import check_editor
from lyceum.catalog.store.items import BankFileItem, bank_file_key
from lyceum.content.signatures import HEAD_BYTES, looks_like
from lyceum.kernel import files
from lyceum.kernel.table import transaction


def take(upload: Upload) -> str:
    """Take what was sent into the content bucket; its key there (lyceum.kernel.files).

    Raises FileNotSent, AssetKindNotAccepted, AssetTooLarge, FileNotWhatItSays, Busy. 2 calls of the bucket.
    """

    def check(head: bytes, size: int) -> None:
        check_asset(upload.media_type, size)
        if not looks_like(upload.media_type, head):
            raise FileNotWhatItSays(media_type=upload.media_type)

    key, _ = files.take(
        upload.key,
        f"assets/{upload.tenant}/{upload.id}",
        media_type=upload.media_type,
        head_bytes=HEAD_BYTES,
        check=check,
        missing=FileNotSent(upload=upload.id),
        cache_control=files.FOR_EVER,
    )
    return key


def keep_in_bank(tenant: str, bank: str, link: AssetLink, *, person: str, warden: bool, at: datetime) -> None:
    """Let questions of a bank name a file, in the place of an earlier one of this path; the same again writes nothing.

    Raises BankNotFound, BankNotYours, BankRetired. 1 round trip, 4 WCU.
    """
    with transaction(tenant=tenant, at=at, actor=person) as write:
        write.update(
            BankFileItem,
            bank_file_key(tenant, bank, link.path),
            [
                BankFileItem.path.set(link.path),
                BankFileItem.file.set(link.key),
                BankFileItem.media_type.set(link.media_type),
            ],
            when=BankFileItem.absent() | (BankFileItem.file != link.key),
            otherwise=lambda _: None,
            upsert=True,
        )
        check_editor(write, bank, person, warden=warden)
