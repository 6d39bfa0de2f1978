"""Texts for properties."""

from hypothesis import strategies as st

from lyceum.kernel.text import controls_replaced


def texts(*, min_size: int = 0, max_size: int | None = None) -> st.SearchStrategy[str]:
    """Any text that the API takes from people."""
    return st.text(min_size=min_size, max_size=max_size).map(controls_replaced)
