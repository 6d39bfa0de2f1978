"""What a regrade makes of one attempt: its result by the key with the correction, and by the key without (AG18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.corrections import Applied, corrected
from lyceum.assessment.model.question_set import KeyEntry, MarkingKey
from lyceum.assessment.model.regrade import Regrade, RegradeChange, RegradeState, Standing
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.model.sight import machine_mark


@dataclass(frozen=True, slots=True)
class Keys:
    """A version's key before and after the work of a regrade's present state."""

    place: int
    before: MarkingKey
    after: MarkingKey

    @classmethod
    def of(cls, regrade: Regrade, key: MarkingKey, entry: KeyEntry, applied: Sequence[Applied]) -> "Keys":
        """From the key in force, the question's entry before any correction, and the corrections that it has now."""
        bare = corrected(entry, [each for each in applied if each.regrade != regrade.id])
        without = _with(key, regrade.place, bare)
        there = _with(key, regrade.place, regrade.correction.of(bare))
        if regrade.state is RegradeState.UNDOING:
            return cls(regrade.place, there, without)
        return cls(regrade.place, without, there)


@dataclass(frozen=True, slots=True)
class Remarked:
    """An attempt as it has to be, and what that changes; the same however often it is worked out."""

    attempt: Attempt
    change: RegradeChange | None


def remarked(attempt: Attempt, keys: Keys, settings: AssessmentSettings, texts: Mapping[int, str]) -> Remarked:
    """Both results are worked out from the answers, not from the marks that are kept: a repeat finds the same change.

    Where they do not differ the attempt stays as it is, though settings may have changed since it was graded.
    """
    if keys.place not in keys.after.of_attempt(str(attempt.id)).asked:
        return Remarked(attempt, None)
    before = _by(attempt, keys.place, keys.before, settings, texts)
    after = _by(attempt, keys.place, keys.after, settings, texts)
    was, is_now = _standing(before, keys.place), _standing(after, keys.place)
    if was == is_now:
        return Remarked(attempt, None)
    change = RegradeChange(attempt=str(attempt.id), learner=attempt.id.learner, before=was, after=is_now)
    return Remarked(after, change)


def places_read(attempt: Attempt, keys: Keys) -> list[int]:
    """The question's place, where its answer is a long one that has to be read."""
    answer = attempt.answers.get(keys.place)
    return [keys.place] if answer is not None and answer.elsewhere else []


def _by(
    attempt: Attempt, place: int, key: MarkingKey, settings: AssessmentSettings, texts: Mapping[int, str]
) -> Attempt:
    mark = machine_mark(attempt, place, key.entries[place], texts)
    return attempt.remarked({place: mark}, settings=settings, scale=key.of_attempt(str(attempt.id)).scale)


def _standing(attempt: Attempt, place: int) -> Standing:
    return Standing(attempt.points(place), attempt.score)


def _with(key: MarkingKey, place: int, entry: KeyEntry) -> MarkingKey:
    entries = (*key.entries[:place], entry, *key.entries[place + 1 :])
    return replace(key, entries=entries)
