"""What administrators and operators do about schools: the record, branches, units, settings, the audit trail, terms."""

import secrets
from datetime import timedelta
from typing import Any

from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from tests.e2e.deployed import School
from tests.e2e.world import World
from tools.demo.api import Api, until

NAME = {"name": {"en": "Another name"}}


def let_in(founded: School) -> None:
    """Members register at branches by themselves. At first: a function remembers for 50 s what a school has set."""
    founded.administrator.api.put("/settings/branches/self_registration", {"value": True})


def school(world: World) -> None:
    """Change everything once, and take it back where that can be done."""
    _record(world)
    _branches(world)
    _units(world)
    _audit(world)
    _data_requests(world)


def _record(world: World) -> None:
    api = world.school.administrator.api
    api.patch("", NAME)
    api.get("")
    api.get("/profile")
    api.put("/settings/invitations/acceptance_page", {"value": "https://school.example/join"})
    api.send("DELETE", "/settings/invitations/acceptance_page")
    api.get("/settings")


def _branches(world: World) -> None:
    api, own = world.school.administrator.api, f"/branches/{world.branch}"
    api.patch(own, NAME)
    for path in ("/branches", own, f"{own}/courses", f"{own}/members"):
        api.get(path)
    api.put(f"/courses/{world.course}/branch-limit")
    api.send("DELETE", f"/courses/{world.course}/branch-limit")
    api.send("DELETE", f"{own}/courses/{world.course}")
    api.put(f"{own}/courses/{world.course}")
    api.send("DELETE", f"{own}/members/{world.path()['person']}")
    world.learner.api.put(f"/me{own}")
    world.learner.api.get("/me/branches")
    another = api.post("/branches", NAME)["id"]
    api.put(f"/branches/{another}/closure")


def _units(world: World) -> None:
    api, own = world.school.administrator.api, f"/units/{world.unit}"
    api.patch(own, NAME)
    api.get("/units")
    api.get(f"{own}/members")
    person = world.path()["person"]
    api.send("DELETE", f"{own}/members/{person}")
    api.put(f"{own}/members/{person}", {"primary": True})
    another = api.post("/units", {"kind": "team", **NAME})["id"]
    api.put(f"/units/{another}/archival")


def _audit(world: World) -> None:
    api, today = world.school.administrator.api, iso(now())[:10]
    world.export = api.post("/audit/exports", {"format": "json", "first": today, "last": today})["id"]
    api.get("/audit")
    api.get(f"/audit/exports/{world.export}")

    def look() -> bool:
        return api.send("GET", f"/audit/objects/{world.course}", expect=(200, 404)).status == 200

    until(look, what="the course is on record")


def _data_requests(world: World) -> None:
    """The learner asks, and is answered in part: what is looked into stays as it is for who comes next."""
    head, learner = world.school.administrator.api, world.learner.api
    world.data_request = str(learner.post("/me/data-requests", {"kind": "correction", "text": "Two l."})["id"])
    learner.get("/me/data-requests")
    until(lambda: head.get("/data-requests")["items"], what="the request is listed")
    own = f"/members/{world.path()['person']}/data-requests/{world.data_request}"
    head.get(own)
    head.patch(own, {"state": "in_progress"})


def operate(world: World, platform: Api) -> None:
    """Run a job; found a school, close it, open it again."""
    job = platform.get("/jobs")["items"][0]["name"]
    platform.post(f"/jobs/{job}/runs", key=secrets.token_hex(8))
    world.spare = f"n{secrets.token_hex(6)}"
    place = f"/tenants/{world.spare}"
    platform.post("/tenants", {"tenant": world.spare, "administrator": new_id(), **NAME})
    platform.get("/tenants")
    until(lambda: platform.get(place)["state"] == "active", what=f"the school {world.spare} opens")
    platform.put(f"{place}/suspension", {"reason": "a test"})
    platform.send("DELETE", f"{place}/suspension")


def agree(world: World, platform: Api) -> None:
    """To terms of the school, in effect at once, and of the platform, in effect later. Nobody is let in without."""
    api, wish = world.school.administrator.api, {"title": {"en": "Terms"}, "text": {"en": "Be kind."}}
    version = _published(api, wish, {})
    api.get("/terms")
    api.get(f"/terms/{version}")
    world.author.api.get("/me/terms")
    world.author.api.put(f"/me/terms/{version}")
    _published(platform, wish, {"effective_from": iso(now() + timedelta(days=30))})


def _published(api: Api, wish: dict[str, Any], when: dict[str, str]) -> str:
    version = str(api.post("/terms", wish)["version"])
    api.put(f"/terms/{version}/publication", when)
    return version
