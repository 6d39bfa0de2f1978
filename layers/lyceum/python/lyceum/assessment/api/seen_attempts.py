"""An attempt for who looks at it: its answers with their files. Apart, since who starts or hands in needs none."""

from typing import Self

from lyceum.assessment.api.attempts import AnswerView, AttemptView, answers_of
from lyceum.assessment.api.fields import View
from lyceum.assessment.model.sight import SentFile, Sight
from lyceum.kernel.clock import Instant


class AnswerFileView(View):
    """A file of an answer."""

    upload: str
    name: str
    """As it was sent; the answer may call it otherwise."""
    size: int
    media_type: str
    url: str
    """Where it can be fetched, as a download."""
    expires_at: Instant

    @classmethod
    def of(cls, file: SentFile) -> "AnswerFileView":
        """From the sight."""
        return cls(**{name: getattr(file, name) for name in cls.model_fields})


class SeenAnswerView(AnswerView):
    """An answer as it is kept, with its files."""

    files: list[AnswerFileView] | None = None
    """Where the files that it names can be fetched, in their order."""

    @classmethod
    def at(cls, sight: Sight, place: int, question: str) -> Self:
        """The answer at a place."""
        kept = sight.attempt.answers[place]
        found = [sight.sent[upload] for upload in sight.uploads(place) if upload in sight.sent]
        return cls(
            question=question,
            response=sight.response(place),
            revision=kept.revision,
            seconds=kept.seconds,
            files=[AnswerFileView.of(each) for each in found] or None,
        )


class SeenAttemptView(AttemptView):
    """An attempt as its reader may see it: what may not be shown (yet) is absent."""

    answers: tuple[SeenAnswerView, ...] | None = None

    @classmethod
    def answers_shown(cls, sight: Sight) -> tuple[SeenAnswerView, ...]:
        """The answers, as this view has them."""
        return answers_of(sight, SeenAnswerView)
