"""Two JSON Schemas of one thing, and what the newer one breaks for who writes it or reads it.

Who writes (a request) breaks where less is taken than before; who reads (a response, an event) where less, or something
else, is given. Names of schemas are nobody's business: `$ref`s are followed and forms compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lyceum.kernel.retirement import SUNSET

type Schema = Mapping[str, Any]

_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")


@dataclass(frozen=True, slots=True)
class Break:
    """Something that a client of the last release would stumble over."""

    where: str
    what: str
    announced: bool = False
    """Whether its own schema said in time that it would go."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True)
class Comparison:
    """Two documents, seen from a writer's or a reader's side."""

    before: Schema
    after: Schema
    today: date
    writes: bool
    """Whether clients write what is compared (requests), or read it."""
    _open: set[tuple[int, int]] = field(default_factory=set)

    def breaks(self, old: Schema, new: Schema, where: str) -> list[Break]:
        """What the new schema breaks; nothing for a pair that is being compared already (schemas may be recursive)."""
        old, new = followed(self.before, old), followed(self.after, new)
        pair = (id(old), id(new))
        if pair in self._open:
            return []
        self._open.add(pair)
        try:
            return list(self._of(old, new, where))
        finally:
            self._open.discard(pair)

    def _of(self, old: Schema, new: Schema, where: str) -> Iterator[Break]:
        if _forms(old) or _forms(new):
            yield from self._of_forms(old, new, where)
            return
        if _types(old) != _types(new):
            yield Break(where, f"its type was {_types(old)} and is {_types(new)}")
            return
        yield from self._of_values(old, new, where)
        yield from self._of_fields(old, new, where)
        yield from self._of_parts(old, new, where)

    def _of_values(self, old: Schema, new: Schema, where: str) -> Iterator[Break]:
        values, others = _values(old), _values(new)
        if values and others and values - others:
            yield Break(where, f"no longer a value: {', '.join(sorted(values - others))}")
        elif self.writes and others and not values:
            yield Break(where, "its values were free and are not")
        elif not self.writes and values and not others:
            yield Break(where, "its values are free now")
        if self.writes:
            yield from _tightened(old, new, where)

    def _of_parts(self, old: Schema, new: Schema, where: str) -> Iterator[Break]:
        """Of what a list or a map holds."""
        for name in ("items", "additionalProperties"):
            if isinstance(old.get(name), Mapping) and isinstance(new.get(name), Mapping):
                yield from self.breaks(old[name], new[name], f"{where}[]")
        maps = zip(old.get("patternProperties", {}).values(), new.get("patternProperties", {}).values(), strict=False)
        for value, other in maps:
            yield from self.breaks(value, other, f"{where}[]")

    def _of_fields(self, old: Schema, new: Schema, where: str) -> Iterator[Break]:
        fields, others = old.get("properties", {}), new.get("properties", {})
        needed, needed_now = set(old.get("required", ())), set(new.get("required", ()))
        for name, schema in fields.items():
            if name not in others:
                yield Break(f"{where}.{name}", "the field is gone", over(followed(self.before, schema), self.today))
            else:
                yield from self.breaks(schema, others[name], f"{where}.{name}")
        if self.writes:
            for name in sorted(needed_now - needed):
                yield Break(f"{where}.{name}", "the field was not needed and is")
        else:
            for name in sorted(needed - needed_now):
                if name in others:
                    yield Break(f"{where}.{name}", "the field was always there and may be absent")

    def _of_forms(self, old: Schema, new: Schema, where: str) -> Iterator[Break]:
        """Forms of which one holds. A writer keeps every old one; a reader meets none that is new."""
        there, here = _forms(old) or [old], _forms(new) or [new]
        kept, offered = (there, here) if self.writes else (here, there)
        for form in kept:
            found = [self._pair(form, other, where) for other in offered]
            if found and all(found):
                closest = min(found, key=len)
                yield from closest if len(kept) == len(offered) else [Break(where, _unmatched(form, self.writes))]

    def _pair(self, form: Schema, other: Schema, where: str) -> list[Break]:
        return self.breaks(form, other, where) if self.writes else self.breaks(other, form, where)


def followed(document: Schema, schema: Schema) -> Schema:
    """The schema behind a `$ref`; what stands beside the reference stays."""
    beside: dict[str, Any] = {}
    while "$ref" in schema:
        beside = {**{name: value for name, value in schema.items() if name != "$ref"}, **beside}
        found: Any = document
        for part in str(schema["$ref"]).removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return {**schema, **beside} if beside.keys() & {"deprecated", SUNSET} else schema


def over(schema: Schema, today: date) -> bool:
    """Whether it was announced to go, and the day has come."""
    sunset = schema.get(SUNSET)
    return bool(schema.get("deprecated")) and sunset is not None and date.fromisoformat(sunset) <= today


def _forms(schema: Schema) -> list[Schema]:
    return list(schema.get("anyOf") or schema.get("oneOf") or ())


def _types(schema: Schema) -> str:
    found = schema.get("type", "object" if "properties" in schema else _type_of_values(schema))
    return " or ".join(sorted(found)) if isinstance(found, list) else str(found)


def _type_of_values(schema: Schema) -> str:
    return "string" if _values(schema) else "anything"


def _values(schema: Schema) -> set[str]:
    return {str(value) for value in schema.get("enum", [schema["const"]] if "const" in schema else [])}


def _tightened(old: Schema, new: Schema, where: str) -> Iterator[Break]:
    for name in (*_UPPER, *_LOWER):
        if name not in new:
            continue
        looser = name not in old or (old[name] > new[name] if name in _UPPER else old[name] < new[name])
        if looser:
            yield Break(where, f"its {name} was {old.get(name, 'not there')} and is {new[name]}")
    if "pattern" in new and new["pattern"] != old.get("pattern"):
        yield Break(where, f"its pattern was {old.get('pattern', 'not there')} and is {new['pattern']}")


def _unmatched(form: Schema, writes: bool) -> str:
    said = form.get("$ref", "").rpartition("/")[2] or _types(form)
    return f"a form is no longer taken: {said}" if writes else f"a new form is given: {said}"
