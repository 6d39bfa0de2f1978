"""Events of the provider that came before what they are about."""

from lyceum.commerce.model.hook import PAUSES, HookState
from lyceum.commerce.store.inbox import Outcome
from lyceum.kernel import observe


def not_yet(tries: int) -> Outcome:
    """It waits, and is looked at again; after the last time it is not ours."""
    if tries > len(PAUSES):
        observe.count("WebhookUnmatched")
        return Outcome(HookState.UNMATCHED)
    return Outcome(HookState.WAITING, tries=tries)
