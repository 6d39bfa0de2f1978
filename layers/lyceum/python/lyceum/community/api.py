"""What crosses the wire."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lyceum.community.model import VARIABLES, Notification, Wording
from lyceum.community.word_messages import Template
from lyceum.kernel.clock import Instant
from lyceum.kernel.text import LocalizedText, PlainText


class NotificationView(BaseModel):
    """A notification in one language."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    kind: str
    language: str
    subject: str
    note: str
    about: Annotated[
        dict[str, str],
        Field(
            description="Ids of what it is about: `course`, `assessment`, `attempt`, `assignment`, `submission`, "
            "`peer_review`, `import`, `report`."
        ),
    ]
    at: Instant
    read_at: Instant | None = None

    @classmethod
    def of(cls, notification: Notification, languages: Sequence[str]) -> "NotificationView":
        """From the entity, in the first of the languages that it has."""
        language, subject = LocalizedText(dict(notification.subject)).best(languages)
        return cls(
            id=notification.id,
            kind=notification.kind,
            language=language,
            subject=subject,
            note=notification.note[language],
            about=dict(notification.about),
            at=notification.at,
            read_at=notification.read_at,
        )


class NotificationPage(BaseModel):
    """Some of the caller's notifications."""

    items: list[NotificationView]
    next_cursor: str | None = None


class WordingRequest(BaseModel):
    """A school's own wording; `$name` stands for a value, `$$` for a dollar sign."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    subject: Annotated[PlainText, Field(min_length=1, max_length=150)]
    note: Annotated[PlainText, Field(min_length=1, max_length=300)]
    text: Annotated[PlainText, Field(min_length=1, max_length=5000)]

    def wording(self) -> Wording:
        """As the domain has it."""
        return Wording(self.subject, self.note, self.text)


class TemplateView(BaseModel):
    """What the school says of one kind of occasion in one language."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    template: str
    language: str
    version: Annotated[int, Field(description="0: the wording that every school starts with.")]
    subject: str
    note: str
    text: str
    variables: list[str]

    @classmethod
    def of(cls, template: Template) -> "TemplateView":
        """From the entity."""
        return cls(
            template=template.kind,
            language=template.language,
            version=template.version,
            subject=template.wording.subject,
            note=template.wording.note,
            text=template.wording.text,
            variables=sorted(VARIABLES[template.kind]),
        )
