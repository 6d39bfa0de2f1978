"""Give the secret that signs cursors its next key, with overlap on both sides (docs/operations/secrets.md).

The secret holds up to three keys, `signing,next,previous`. A rotation makes the next one sign and announces another:
so a process that still remembers the value from before accepts what others sign already, and what was signed until
now is accepted until the rotation after this one.
"""

import secrets
import uuid
from datetime import datetime

from botocore.exceptions import ClientError

from lyceum.kernel.aws import client
from lyceum.kernel.clock import iso
from lyceum.kernel.settings import settings

KEY_BYTES = 48
_NAMESPACE = uuid.UUID("2f1c1c5e-6a53-4a3f-9d0e-0b7b6a4c9f11")


def rotated(value: str, *, new: str) -> str:
    """The secret after a rotation. The first one only announces a key, since nobody knows one to sign with yet."""
    keys = [part for part in value.split(",") if part]
    signing, following = keys[0], keys[1:2]
    return ",".join([signing, new] if not following else [*following, new, signing])


def rotate_cursor_secret(due_since: datetime) -> None:
    """Rotate once for the instant that the run stands for, however often it is tried. 2 round trips."""
    store, name = client("secretsmanager"), settings().cursor_secret_parameter
    now = store.get_secret_value(SecretId=name)
    token = str(uuid.uuid5(_NAMESPACE, iso(due_since)))
    if now["VersionId"] == token:
        return  # done before, and only the answer was lost
    value = rotated(now["SecretString"], new=secrets.token_urlsafe(KEY_BYTES))
    try:
        store.put_secret_value(SecretId=name, SecretString=value, ClientRequestToken=token)
    except ClientError as error:
        # This run's value is there already, and others have followed it.
        if error.response["Error"]["Code"] != "ResourceExistsException":
            raise
