"""Contracts of the house that import-linter has no type for."""

from fnmatch import fnmatchcase
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

Found = list[tuple[str, str, tuple[int, ...]]]
"""Importer, imported, line numbers."""


def _within(module: str, pattern: str) -> bool:
    """Whether a module is what the pattern names, or lies below it. `*` stands for one part of the name."""
    parts, wanted = module.split("."), pattern.split(".")
    return len(parts) >= len(wanted) and all(map(fnmatchcase, parts, wanted))


def _within_any(module: str, patterns: list[str]) -> bool:
    return any(_within(module, pattern) for pattern in patterns)


def _lines(graph: ImportGraph, importer: str, imported: str) -> tuple[int, ...]:
    details = graph.get_import_details(importer=importer, imported=imported)
    return tuple(sorted({detail["line_number"] for detail in details}))


def _result(found: Found) -> ContractCheck:
    return ContractCheck(kept=not found, metadata={"found": sorted(found)})


def _render(check: ContractCheck) -> None:
    for importer, imported, lines in check.metadata["found"]:
        output.print_error(f"- {importer} -> {imported} (l.{', '.join(map(str, lines))})", bold=False)
    output.new_line()


class OnlyInContract(Contract):
    """Some modules may be imported directly by some importers only; the importers may then be imported by anybody.

    `modules`: what is guarded, internal or external. `importers`: who may; a name stands for all below it too,
    `*` for one part of a name. Nobody else, in any root package.
    """

    type_name = "only_in"
    # import-linter replaces each field by the list that it parsed, which no type of its own says.
    modules: Any = fields.ListField(subfield=fields.StringField())
    importers: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002  # the base class names it
        """Look at every direct import of a guarded module."""
        guarded = [module for module in graph.modules if _within_any(module, self.modules)]
        found: Found = [
            (importer, imported, _lines(graph, importer, imported))
            for imported in guarded
            for importer in graph.find_modules_that_directly_import(imported)
            if not _within_any(importer, [*self.importers, *self.modules])
        ]
        return _result(found)

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print who imported what, and where."""
        _render(check)


class HandlersContract(Contract):
    """A handler `<context>.<operation>` may import `lyceum.<context>` and what is shared, and never another handler.

    `handlers`: the contexts' root packages. `shared`: first-party packages for all. `refused`: modules for none.
    """

    type_name = "handlers"
    handlers: Any = fields.ListField(subfield=fields.StringField())
    shared: Any = fields.ListField(subfield=fields.StringField())
    refused: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002  # the base class names it
        """Look at every direct import of every handler."""
        found: Found = [
            (handler, imported, _lines(graph, handler, imported))
            for handler in graph.modules
            if _within_any(handler, self.handlers)
            for imported in graph.find_modules_directly_imported_by(handler)
            if not self._allowed(handler.split(".")[0], imported)
        ]
        return _result(found)

    def _allowed(self, context: str, imported: str) -> bool:
        if _within_any(imported, self.refused) or _within_any(imported, self.handlers):
            return False
        return not _within(imported, "lyceum") or _within_any(imported, [f"lyceum.{context}", *self.shared])

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print who imported what, and where."""
        _render(check)
