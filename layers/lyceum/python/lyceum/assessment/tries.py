"""How often a write is tried: whatever writes in this context needs it, and nothing else of who submits attempts."""

from typing import Final

ATTEMPTS: Final = 8
"""How often a write is tried that others' saves got ahead of."""
