"""Everything of a course beside the outline: about pages, static files, and files that no block names."""

from lyceum.interop.markup import without_tags
from lyceum.interop.olx.assets import FOLDER, is_downloaded
from lyceum.interop.olx.desk import Desk
from lyceum.interop.olx.tree import Tree
from lyceum.interop.olx.vocabulary import is_clutter, is_definition
from lyceum.kernel.text import LocalizedText

SUMMARY = "about/short_description.html"
DESCRIPTION = "about/overview.html"
_NO_PLACE = {
    "about": "only the overview and the short description of about/ have a place here",
    "info": "updates and handouts have no place beside the chapters here",
    "tabs": "pages beside the chapters have no place here",
    "assets": "Lyceum makes its own list of assets",
    "policies": "it belongs to another run of the course, or says nothing that is known here",
    "html": "no html block shows it",
    "custom_tags": "custom tags are not expanded here",
}


def read_about(desk: Desk) -> tuple[LocalizedText | None, LocalizedText | None]:
    """The course's summary (plain text) and description (HTML), with their report lines."""
    summary = _page(desk, SUMMARY, "summary")
    plain = (
        LocalizedText({language: without_tags(text) for language, text in summary.root.items()}) if summary else None
    )
    return plain, _page(desk, DESCRIPTION, "description")


def _page(desk: Desk, path: str, target: str) -> LocalizedText | None:
    if path not in desk.files:
        return None
    notes: list[str] = []
    text = desk.html(desk.text_of(path), notes)
    if not any(text.root.values()):
        desk.ledger.refused(path, "about", "it is empty")
        return None
    desk.ledger.taken(path, "about", target=f"course:{target}", notes=notes)
    return text


def report_files(desk: Desk, tree: Tree) -> None:
    """A line for every file that has none yet, and for every block in files that no pointer reaches."""
    for file, elements in tree.orphans():
        for element in elements:
            desk.ledger.refused(file.names[element], str(element.tag), _why_orphan(file.path))
    for path in desk.files:
        if path not in desk.ledger:
            _report_file(path, desk, tree)


def _why_orphan(path: str) -> str:
    return "it is a draft that was never published" if path.startswith("drafts/") else "not reachable from course.xml"


def _report_file(path: str, desk: Desk, tree: Tree) -> None:
    folder = path.split("/", maxsplit=1)[0] if "/" in path else ""
    if is_clutter(path):
        desk.ledger.refused(path, "file", "a computer's own file, no part of a course")
    elif is_definition(path):
        _report_definition(path, desk, tree)
    elif path.startswith(FOLDER):
        notes = ["kept as a download, since it could act when opened"] if is_downloaded(path) else []
        desk.ledger.taken(path, "static", target=f"asset:{path.removeprefix(FOLDER)[:300]}", notes=notes)
    elif path in desk.used_files:
        desk.ledger.taken(path, "file", target=desk.used_files[path])
    else:
        desk.ledger.refused(
            path, folder or "file", _NO_PLACE.get(folder, "no part of an OLX course that is known here")
        )


def _report_definition(path: str, desk: Desk, tree: Tree) -> None:
    if path in tree.broken:
        desk.ledger.refused(path, "file", tree.broken[path])
    elif tree.reaches(path):
        desk.ledger.taken(path, "file")
    else:
        desk.ledger.refused(path, "file", _why_orphan(path))
