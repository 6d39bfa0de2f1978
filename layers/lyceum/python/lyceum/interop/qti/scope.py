"""What expressions see while they are computed, and what came to light of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from lyceum.interop.qti.declarations import Declaration
from lyceum.interop.qti.values import NotComputable, Null


@dataclass
class Scope:
    """What expressions see: declarations, responses, and outcomes so far."""

    responses: Mapping[str, Declaration]
    outcomes: Mapping[str, Declaration]
    given: Mapping[str, Null]
    reached: dict[str, Null] = field(default_factory=dict)
    thresholds: set[Decimal] = field(default_factory=set)
    """Numbers at which a comparison changes: what a numeric answer has to be tried at."""
    literals: dict[str, None] = field(default_factory=dict)
    """Texts that something was compared with, in their order."""
    tolerances: set[tuple[Decimal, Decimal, bool]] = field(default_factory=set)
    """Numbers with what an answer may be off by: centre, tolerance, relative."""
    derived: bool = False
    """Whether something was compared that was computed from an answer: it changes at other numbers than these."""

    def variable(self, name: str) -> Null:
        """A response or an outcome. Raises NotComputable."""
        if name in self.given:
            return self.given[name]
        if name in self.responses:
            return None
        if name in self.reached:
            return self.reached[name]
        raise NotComputable(f"the variable {name[:60]} is not known")

    def response(self, name: str) -> Declaration:
        """The declaration of a response. Raises NotComputable."""
        if name not in self.responses:
            raise NotComputable(f"the response {name[:60]} is not declared")
        return self.responses[name]
