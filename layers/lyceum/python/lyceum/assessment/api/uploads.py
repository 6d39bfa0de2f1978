"""Files that learners send, on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from lyceum.assessment.api.fields import Request, View
from lyceum.assessment.model.answer_file import AnswerUpload
from lyceum.assessment.model.work_file import MOST_BYTES
from lyceum.content.parts import PartId
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.numbers import integer


class NewWorkUpload(Request):
    """A file that a learner wants to send for an assignment."""

    name: Annotated[str, StringConstraints(pattern=r"^[^/\\\x00-\x1f]{1,200}$")]
    """The file's name, without folders."""
    size: Annotated[int, integer(ge=1, le=MOST_BYTES)]
    """Bytes; the form takes no more."""
    media_type: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9.+-]{1,80}$")]


class NewAnswerUpload(NewWorkUpload):
    """A file that a learner wants to send for a question of an attempt."""

    question: PartId


class WorkUploadView(View):
    """How to send the file: a form with these fields, and last the field `file`, to this address."""

    id: Id
    url: str
    fields: dict[str, str]
    expires_at: Instant

    @classmethod
    def of(cls, id: str, expires_at: datetime, form: tuple[str, dict[str, str]]) -> "WorkUploadView":
        """From an upload and its form."""
        url, fields = form
        return cls(id=id, url=url, fields=fields, expires_at=expires_at)


class CompleteUploadView(View):
    """A file that answers of its attempt can name: `{"files": [{"upload": id, "name": name}]}`."""

    id: Id
    question: PartId
    name: str
    size: int
    """Bytes that were sent."""
    media_type: str

    @classmethod
    def of(cls, upload: AnswerUpload) -> "CompleteUploadView":
        """From the entity."""
        shown = {name: getattr(upload, name) for name in cls.model_fields}
        return cls(**shown)
