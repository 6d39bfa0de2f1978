"""Forms as Stripe's SDKs write them: `line_items[0][price_data][currency]=thb`."""

import re
from typing import Any
from urllib.parse import parse_qsl

_PARTS = re.compile(r"([^\[\]]+)|\[([^\[\]]*)\]")


def read_form(text: str) -> dict[str, Any]:
    """A nested form; what has only numbers for names is a list."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        parts = [first or inner for first, inner in _PARTS.findall(name)]
        place = tree
        for part, following in zip(parts, [*parts[1:], None], strict=True):
            key = part or str(len(place))
            if following is None:
                place[key] = value
            else:
                place = place.setdefault(key, {})
    read = _with_lists(tree)
    return read if isinstance(read, dict) else {}


def _with_lists(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    read = {name: _with_lists(value) for name, value in tree.items()}
    if read and all(name.isdigit() for name in read):
        return [read[name] for name in sorted(read, key=int)]
    return read
