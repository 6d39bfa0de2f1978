"""E-mail through SES."""

from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from lyceum.community.errors import MailRefused
from lyceum.kernel.aws import client
from lyceum.kernel.errors import Busy
from lyceum.kernel.settings import settings

_REFUSALS = frozenset({"MessageRejected", "BadRequestException"})
"""What SES says of an address or a message that it will never take."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message to one address, as text and as HTML."""

    to: str
    subject: str
    text: str
    html: str


def send(mail: Mail) -> None:
    """Hand a message over to SES. Raises MailRefused for good, Busy where a repeat may help."""
    content = {
        "Simple": {
            "Subject": {"Data": mail.subject, "Charset": "UTF-8"},
            "Body": {
                "Text": {"Data": mail.text, "Charset": "UTF-8"},
                "Html": {"Data": mail.html, "Charset": "UTF-8"},
            },
        }
    }
    try:
        client("sesv2").send_email(
            FromEmailAddress=settings().mail_from, Destination={"ToAddresses": [mail.to]}, Content=content
        )
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _REFUSALS:
            raise MailRefused(reason=code) from error
        raise Busy(f"SES answered {code}.") from error
    except BotoCoreError as error:
        raise Busy("SES does not answer.") from error
