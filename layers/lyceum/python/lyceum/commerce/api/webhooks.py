"""Events of the payment provider on the wire."""

from pydantic import BaseModel, ConfigDict

from lyceum.commerce.model.hook import HookState
from lyceum.commerce.store.inbox import Kept
from lyceum.kernel.clock import Instant


class WebhookView(BaseModel):
    """An event, and what became of it."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    type: str
    state: HookState
    error: str | None = None
    """Name of what refused it."""
    at: Instant
    """When it came, or was looked at last."""

    @classmethod
    def of(cls, kept: Kept) -> "WebhookView":
        """From the inbox."""
        return cls(id=kept.id, type=kept.type, state=kept.state, error=kept.error, at=kept.at)


class WebhookPage(BaseModel):
    """Some events."""

    items: list[WebhookView]
    next_cursor: str | None = None
