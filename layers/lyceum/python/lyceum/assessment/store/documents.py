"""Imported courses in normal form, as the import's first task left them in the content bucket."""

from botocore.exceptions import BotoCoreError, ClientError

from lyceum.content.outline import CourseDocument
from lyceum.kernel.aws import client
from lyceum.kernel.errors import Busy
from lyceum.kernel.settings import settings


def course_document(key: str) -> CourseDocument:
    """The document under this key of the content bucket. Raises Busy where the bucket does not answer."""
    try:
        body = client("s3").get_object(Bucket=settings().content, Key=key)["Body"].read()
    except BotoCoreError as error:
        raise Busy("The bucket does not answer.") from error
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) in {429, 500, 503}:
            raise Busy("The bucket is busy.") from error
        raise
    return CourseDocument.model_validate_json(body)
