"""What assessment tells of question banks, and of files made of their questions."""

from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id


class QuestionBankChanged(Event, context="assessment"):
    """A question bank was made, renamed, shared otherwise, retired or taken back."""

    bank: Id
    owner: Id
    sharing: str
    shared_with: int
    """How many people it names."""
    retired: bool


class BankQuestionChanged(Event, context="assessment"):
    """A question of a bank was made, changed, retired or taken back."""

    bank: Id
    question: Id
    version: int
    """Its newest version; what was made of earlier ones stays as it was."""
    retired: bool


class QuestionExportRequested(Event, context="assessment"):
    """Somebody asked for questions of a bank or an assessment as a file."""

    export: Id
    requester: Id
    format: str
    bank: Id | None = None
    assessment: Id | None = None


class QuestionExportFinished(Event, context="assessment"):
    """An export came to its end: ready, refused or failed."""

    export: Id
    requester: Id
    state: str
