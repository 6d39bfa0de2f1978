"""Entry points of functions that no person calls: event consumers, workflow tasks, scheduled work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from lyceum.kernel import observe, origin
from lyceum.kernel.errors import DomainError, Invalid
from lyceum.kernel.events import Envelope


class UnknownEvent(Invalid):
    """An event reached a function that does not consume it, or in a version newer than it reads."""

    title = {"en": "Unknown event", "th": "ไม่รู้จักเหตุการณ์นี้"}


EVERY_EVENT = "*"
"""Name under which a consumer hears all events, of every version."""


class AnyData(BaseModel):
    """The view of a consumer that takes an event as it is."""


@dataclass(frozen=True, slots=True)
class Consumer[V: BaseModel]:
    """What one function does with one kind of event."""

    event: str
    """The event's name."""
    view: type[V]
    """What the consumer reads of its data: a tolerant model of its own, since contexts share no code."""
    act: Callable[[Envelope, V], object]
    """The use case. It is idempotent on `envelope.id`: the bus delivers at least once and keeps no order."""
    newest: int = 1
    """The newest version that it reads; older ones are read too."""


def event_entry_point(*consumers: Consumer[Any]) -> Callable[[dict[str, Any], Any], None]:
    """The handler of an event consumer. Whatever it raises makes Lambda repeat, then park, the event."""
    by_name = {consumer.event: consumer for consumer in consumers}

    def handler(event: dict[str, Any], _context: Any) -> None:
        envelope = Envelope.model_validate(event["detail"])
        facts = {"event": envelope.name, "event_id": envelope.id, "tenant": envelope.tenant}
        try:
            consumer = by_name.get(envelope.name) or by_name.get(EVERY_EVENT)
            if consumer is None or (envelope.version > consumer.newest and consumer.event != EVERY_EVENT):
                raise UnknownEvent(event=envelope.name, version=envelope.version)
            with origin.during(origin.Origin(envelope.origin.request_id if envelope.origin else "")):
                consumer.act(envelope, envelope.about(consumer.view))
            observe.logger().info("consumed", extra=facts)
        except DomainError as error:
            observe.count("ConsumerRefused")
            observe.logger().warning("refused", extra={**facts, "error": type(error).__name__, "facts": error.facts})
            raise
        finally:
            observe.flush()

    handler.consumers = tuple(consumers)  # type: ignore[attr-defined]
    return handler


def task_entry_point[I: BaseModel](
    input: type[I], act: Callable[[I], BaseModel | None]
) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """The handler of a workflow task. A DomainError leaves under its class name, for the workflow's Retry and Catch."""

    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        try:
            result = act(input.model_validate(event))
        except DomainError as error:
            observe.logger().info("refused", extra={"error": type(error).__name__, "facts": error.facts})
            raise
        finally:
            observe.flush()
        observe.logger().info("done")
        return result.model_dump(mode="json") if result is not None else {}

    handler.input = input  # type: ignore[attr-defined]
    return handler
