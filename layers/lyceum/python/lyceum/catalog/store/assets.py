"""Files that authors bring: from where their form sent them to where texts find them."""

from datetime import datetime

from botocore.exceptions import ClientError

from lyceum.catalog.errors import FileNotSent, FileNotWhatItSays
from lyceum.catalog.model.asset import check_asset
from lyceum.catalog.model.course import AssetLink
from lyceum.catalog.model.job import Upload
from lyceum.catalog.store.banks import check_editor
from lyceum.catalog.store.items import BankFileItem, bank_file_key
from lyceum.content.signatures import HEAD_BYTES, looks_like
from lyceum.kernel.aws import busy_where, client
from lyceum.kernel.settings import settings
from lyceum.kernel.table import transaction

_FOR_EVER = "private, max-age=31536000, immutable"
"""Keys name what they hold."""


def take(upload: Upload) -> str:
    """Take what was sent into the content bucket; its key there.

    The key ends with the tag of what the file holds: a repeat takes the same one, and who sends another file with the
    same form changes nothing that was taken. Raises FileNotSent, AssetKindNotAccepted, AssetTooLarge,
    FileNotWhatItSays, Busy. 2 calls of the bucket.
    """
    source = {"Bucket": settings().uploads, "Key": upload.key}
    with busy_where("The bucket"):
        head, size, tag = _beginning(source, upload)
        check_asset(upload.media_type, size)
        if not looks_like(upload.media_type, head):
            raise FileNotWhatItSays(media_type=upload.media_type)
        key = f"assets/{upload.tenant}/{upload.id}-{tag}"
        _copy(source, key, tag, upload)
    return key


def _beginning(source: dict[str, str], upload: Upload) -> tuple[bytes, int, str]:
    """The first bytes of what was sent, its whole size, and the tag of its content."""
    try:
        answer = client("s3").get_object(**source, Range=f"bytes=0-{HEAD_BYTES - 1}")
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            raise FileNotSent(upload=upload.id) from error
        raise
    size = int(answer["ContentRange"].rpartition("/")[2])
    return answer["Body"].read(), size, str(answer["ETag"]).strip('"')


def _copy(source: dict[str, str], key: str, tag: str, upload: Upload) -> None:
    """Raises FileNotSent where another file was sent in between: it is to be taken anew."""
    try:
        client("s3").copy_object(
            Bucket=settings().content,
            Key=key,
            CopySource=source,
            CopySourceIfMatch=f'"{tag}"',
            ContentType=upload.media_type,
            CacheControl=_FOR_EVER,
            MetadataDirective="REPLACE",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] in {"PreconditionFailed", "412"}:
            raise FileNotSent(upload=upload.id) from error
        raise


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
