"""The work of a regrade's workflow: the key corrected, and who changes by it kept page by page."""

from collections.abc import Sequence
from datetime import datetime

from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.model.corrections import Applied
from lyceum.assessment.model.regrade import Regrade, RegradeChange, RegradeState
from lyceum.assessment.model.remarking import Keys
from lyceum.assessment.regrades.errors import RegradeNotFound
from lyceum.assessment.regrades.events import RegradeFinished
from lyceum.assessment.store.assessments import assessment_of
from lyceum.assessment.store.items import AssessmentItem, KeyItem, assessment_key, marking_key
from lyceum.assessment.store.question_sets import corrections_of, entry_before, kept_corrections, key_of
from lyceum.assessment.store.regrade_items import ChangesItem, RegradesItem, changes_key, head_key, kept_changes
from lyceum.assessment.store.regrades import KeyInForce, RegradeMoved, moved
from lyceum.kernel.table import batch_get, transaction


def work(tenant: str, regrade: Regrade) -> tuple[Assessment, Keys, KeyInForce]:
    """What its work takes: the assessment, and the key before and after. Raises RegradeNotFound. 1 round trip."""
    assessment, key = batch_get(
        (AssessmentItem, assessment_key(tenant, regrade.assessment)),
        (KeyItem, marking_key(tenant, regrade.assessment, regrade.version)),
        consistent=True,
    )
    if assessment is None or key is None:
        raise RegradeNotFound(regrade=regrade.id)
    corrections = corrections_of(key)
    entry = entry_before(key, regrade.place)
    keys = Keys.of(regrade, key_of(key, regrade.version), entry, corrections.get(regrade.place, []))
    return assessment_of(assessment), keys, KeyInForce(corrections, key.revision)


def correct_key(tenant: str, regrade: Regrade, key: KeyInForce, *, at: datetime) -> None:
    """Put its correction on top of the key's, or take it away again, and write that it is done. What is graded from now
    on is graded so. Raises RegradeMoved. 1 round trip, 2 WCU per started KB of the key, and 2.
    """
    others = [each for each in key.corrections.get(regrade.place, []) if each.regrade != regrade.id]
    if regrade.state is RegradeState.APPLYING:
        others = [*others, Applied(regrade.id, regrade.correction)]
    said = kept_corrections({**key.corrections, regrade.place: others})
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            KeyItem,
            marking_key(tenant, regrade.assessment, regrade.version),
            [KeyItem.corrections.set(said) if said else KeyItem.corrections.remove()],
            when=KeyItem.rev == key.rev,
            otherwise=RegradeMoved(),
        )
        moved(write, tenant, regrade)


def keep_page(tenant: str, before: Regrade, after: Regrade, changes: Sequence[RegradeChange], *, at: datetime) -> None:
    """Write what a page of learners came to and where to go on; after the last one, that it is through, and tell it.

    Raises RegradeMoved. 1 round trip, 2 WCU and 2 per started KB of changes; at the end 2 more.
    """
    with transaction(tenant=tenant, at=at) as write:
        moved(write, tenant, after, [] if after.is_running else [_finished(after)])
        if changes:
            key = changes_key(tenant, before, before.progress.page)
            item = ChangesItem(key.pk, key.sk, document=kept_changes(changes))
            write.put(item, when=ChangesItem.absent(), otherwise=RegradeMoved())
        if not after.is_running:
            write.update(
                RegradesItem,
                head_key(tenant, after.assessment),
                [RegradesItem.running.remove()],
                when=RegradesItem.running == after.id,
                otherwise=RegradeMoved(),
            )


def _finished(regrade: Regrade) -> RegradeFinished:
    return RegradeFinished(
        regrade=regrade.id,
        assessment=regrade.assessment,
        course=regrade.course,
        version=regrade.version,
        state=str(regrade.state),
        attempts=regrade.progress.attempts,
        changed=regrade.progress.changed,
    )
