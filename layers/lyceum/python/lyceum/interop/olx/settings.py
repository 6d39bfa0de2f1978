"""A block's settings: its attributes and what policy.json says, with an account of what was never read."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

_SILENT = frozenset(
    {
        "url_name", "filename", "slug", "name", "org", "course", "run", "course_org", "markdown", "xml_attributes",
        "xblock-family", "editor", "use_latex_compiler", "source_code", "parent_sequential_url", "parent_url",
        "index_in_children_list", "data_dir", "ispublic", "is_entrance_exam", "default", "children", "edited_on",
        "published_date", "id", "level",
    }
)  # fmt: skip
"""Names that say how the block is stored or edited, nothing that a learner would notice."""
_NOTHING: tuple[Any, ...] = (None, "", "null", [], {}, "[]", "{}")
_LONGEST_LIST = 12


class Settings:
    """Settings by name. Values of policy.json win over attributes, as they do in Open edX."""

    def __init__(self, attributes: Mapping[str, str], policy: Mapping[str, Any] | None = None) -> None:
        self._policy = dict(policy or {})
        self._values: dict[str, Any] = {
            **{name: _unquoted(value) for name, value in attributes.items()},
            **self._policy,
        }
        self._read: set[str] = set()
        self.notes: list[str] = []

    def value(self, name: str) -> Any:
        """The value as JSON gave it, or the attribute's text; None where there is none."""
        self._read.add(name)
        value = self._values.get(name)
        return None if value in _NOTHING else value

    def text(self, name: str) -> str | None:
        """The value as text."""
        value = self.value(name)
        if value is None or isinstance(value, str):
            return value
        return str(value).lower() if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)

    def accept(self, name: str, values: tuple[str, ...]) -> None:
        """Counts the setting as read if it says what happens here anyway."""
        if name in self._values and str(self._values[name]).lower() in values:
            self._read.add(name)

    def flag(self, name: str) -> bool:
        """Whether the value says yes."""
        return (self.text(name) or "").strip().lower() in ("true", "1", "yes")

    def number(self, name: str, *, most: Decimal) -> Decimal | None:
        """A number from 0 to `most`; another value is noted and left out."""
        text = self.text(name)
        if text is None:
            return None
        try:
            number = Decimal(text.strip()) if len(text) < 40 else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or not 0 <= number <= most:
            self.notes.append(f"{name}={text[:40]} is not understood")
            return None
        return number

    def instant(self, name: str) -> datetime | None:
        """An instant; one without a zone is UTC, as in Open edX. Another value is noted and left out."""
        text = self.text(name)
        if text is None:
            return None
        try:
            at = datetime.fromisoformat(text.strip())
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.notes.append(f"{name}={text[:40]} is not understood")
            return None

    def names(self, prefix: str) -> list[str]:
        """The names that begin like that."""
        return [name for name in self._values if name.startswith(prefix)]

    def unread(self) -> list[str]:
        """Names of settings with a value that nothing asked for."""
        return [name for name in self._values if self._matters(name)]

    def unread_policy(self) -> list[str]:
        """The same, of policy.json alone."""
        return [name for name in self._policy if self._matters(name)]

    def account(self) -> list[str]:
        """Notes on values that were not understood and on attributes that are not kept."""
        lost = not_kept([name for name in self.unread() if name not in self._policy])
        return [*self.notes, *lost]

    def _matters(self, name: str) -> bool:
        return name not in self._read and name not in _SILENT and self._values[name] not in _NOTHING


def not_kept(names: list[str]) -> list[str]:
    """A note that names the settings, or none."""
    if not names:
        return []
    more = f" and {len(names) - _LONGEST_LIST} more" if len(names) > _LONGEST_LIST else ""
    return [f"settings not kept: {', '.join(name[:60] for name in names[:_LONGEST_LIST])}{more}"]


def _unquoted(value: str) -> str:
    """Older exports write a text or date as JSON inside the attribute: `start="&quot;2016-…&quot;"`."""
    if len(value) >= 2 and value.startswith('"') and value.endswith('"'):
        try:
            inside = json.loads(value)
        except ValueError:
            return value
        return inside if isinstance(inside, str) else value
    return value
