"""Upload a file, ask for its import, wait for the end, read the whole report."""

from dataclasses import dataclass
from typing import Any

from tools.demo.api import Api, Unexpected, send_form, until
from tools.demo.sources import Source

_ENDED = ("finished", "refused", "failed")


@dataclass(frozen=True, slots=True)
class Import:
    """How an import ended."""

    view: dict[str, Any]
    report: list[dict[str, Any]]
    """Every line, from all pages."""

    @property
    def state(self) -> str:
        """finished, refused or failed."""
        return str(self.view["state"])

    @property
    def course(self) -> str:
        """The course that it went into."""
        return str(self.view["course"])

    @property
    def counts(self) -> dict[str, int]:
        """What the API counted."""
        return dict(self.view["counts"])

    def outcomes(self) -> str:
        """`95 taken, 3 changed, 2 refused`, counted here."""
        told = [line["outcome"] for line in self.report]
        return ", ".join(f"{told.count(name)} {name}" for name in ("taken", "changed", "refused"))

    def why(self) -> str:
        """The reason, where it was refused or failed."""
        reason = self.view.get("reason") or {}
        return f"{reason.get('code')}: {reason.get('detail')}" if reason else self.state


def upload(api: Api, name: str, content: bytes, *, media_type: str = "application/octet-stream") -> str:
    """Send a file with the form that the API gives; the upload's id."""
    form = api.post("/uploads", {"name": name, "size": len(content), "media_type": media_type})
    answer = send_form(form["url"], form["fields"], name, content)
    if answer.status not in (200, 201, 204):
        raise Unexpected(f"the form's address answered {answer.status}: {answer.body[:300].decode(errors='replace')}")
    return str(form["id"])


def run_import(api: Api, wish: dict[str, Any], *, seconds: float = 300.0) -> Import:
    """Ask for an import and wait until it has ended. Raises Broken where it does not."""
    path = f"/imports/{api.post('/imports', wish)['id']}"

    def look() -> dict[str, Any] | None:
        view: dict[str, Any] = api.get(path)
        return view if view["state"] in _ENDED else None

    view = until(look, what=f"import of {wish['format']}", seconds=seconds)
    return Import(view, list(api.every(path, of="report", limit=100)))


def gift_wish(api: Api, course: str, questions: Source, attach: dict[str, Any], *, chapter: int) -> dict[str, Any]:
    """Send questions and say what to make of them: an assessment in the course's chapter of this number (from 0)."""
    chapters = api.get(f"/courses/{course}/chapters")["items"]
    limit = attach.get("time_limit_minutes")
    return {
        "format": "gift",
        "upload": upload(api, questions.name, questions.content, media_type=questions.media_type),
        "course": course,
        "assessment": {
            "title": attach["title"],
            "chapter": chapters[chapter]["id"],
            "pass_mark": attach["pass_mark"],
            **({"time_limit": limit} if limit else {}),
        },
    }
