"""Who may do what at the second school: assigned in one place, explained, taken back, used in another's name."""

import time
from threading import Thread
from typing import Any

from tools.demo.api import Api, until
from tools.demo.journal import Broken, Step
from tools.demo.neighbours import Neighbour
from tools.demo.stage import Stage

WITHIN_SECONDS = 60.0
_WATCHED_SECONDS = 90.0
HEADER = "Lyceum-Impersonation"


class Taken(Thread):
    """Watches a right that was just taken back, with a token of before, until it is gone."""

    def __init__(self, api: Api, path: str) -> None:
        super().__init__(daemon=True)
        self.path = path
        self.after: float | None = None
        """Seconds until it was refused; None where it never was."""
        self._api, self._began = api, time.monotonic()
        self.start()

    def run(self) -> None:
        """Ask twice a second."""
        while time.monotonic() - self._began < _WATCHED_SECONDS:
            if self._api.refusal("GET", self.path)[0] in (401, 403):
                self.after = time.monotonic() - self._began
                return
            time.sleep(0.5)


def take_back(stage: Stage, school: Neighbour) -> Taken:
    """A right is given in one place, denied there in part, and taken back; it is watched while the demonstration goes
    on, since it may last for most of a minute.
    """
    course, assignment = _assign(stage, school)
    _explain(stage, school, course)
    return _revoke(stage, school, course, assignment)


def _assign(stage: Stage, school: Neighbour) -> tuple[str, str]:
    """A teaching assistant of one course alone; the course and the assignment."""
    with stage.journal.step("Tara becomes teaching assistant of one course") as step:
        head, tara = school.administrator.api, school.members["tara"]
        hers, other = (head.post("/courses", {"title": {"en": title}})["id"] for title in ("Algebra", "Botany"))
        wish = {"role": "teaching_assistant", "scope": f"course:{hers}", "reason": "Assists this term"}
        given = head.post(f"/members/{school.person('tara')}/assignments", wish)["id"]
        tara.api.token = tara.renewed()
        step.equal(tara.api.get(f"/courses/{hers}")["id"], hers, "the draft of her course")
        step.equal(tara.api.refusal("GET", f"/courses/{other}"), (403, "permission-denied"), "another course's draft")
        step.say("reads the drafts of Algebra, not those of Botany")
        return hers, given


def _explain(stage: Stage, school: Neighbour, course: str) -> None:
    """A denial, explained: by which role, where, by whom, since when."""
    with stage.journal.step("She may not grade there, and is told why") as step:
        head, tara = school.administrator.api, school.members["tara"]
        step.equal(_said(tara.api, course)["allowed"], True, "grading before")
        head.post("/roles", {"slug": "observer", "name": {"en": "Observer"}, "denials": ["grade.give"]})
        wish = {"role": "observer", "scope": f"course:{course}", "reason": "Only looks on for now"}
        head.post(f"/members/{school.person('tara')}/assignments", wish)
        said = _said(tara.api, course)
        found = (said["allowed"], said["source"], said["role"], said["scope"], said["by"])
        step.equal(found, (False, "role_deny", "observer", f"course:{course}", school.head), "what decides")
        step.check("observer" in said["explanation"].lower() and "Hana" in said["explanation"], said["explanation"])
        step.say(said["explanation"])


def _said(api: Api, course: str) -> dict[str, Any]:
    found = api.get(f"/me/permissions?on=course:{course}")["permissions"]
    return next(one for one in found if one["permission"] == "grade.give")


def _revoke(stage: Stage, school: Neighbour, course: str, assignment: str) -> Taken:
    """Take the assistant's role back while its token goes on."""
    with stage.journal.step("The assistant's role is taken back") as step:
        tara = school.members["tara"]
        before = Api(school.place.tenant_url(), tara.renewed())
        step.equal(before.refusal("GET", f"/courses/{course}")[0], 200, "with the token of before")
        path = f"/members/{school.person('tara')}/assignments/{assignment}?reason=The+term+is+over"
        school.administrator.api.send("DELETE", path)
        listed = school.administrator.api.get(f"/members/{school.person('tara')}/assignments")["items"]
        why = [one["revoked_because"] for one in listed if one["id"] == assignment]
        step.equal(why, ["The term is over"], "the reason on record")
        step.say("with its reason on record")
        return Taken(before, f"/courses/{course}")


def await_end(stage: Stage, school: Neighbour, taken: Taken) -> None:
    """The token of before has lost the right, and a new one does not bring it back."""
    with stage.journal.step("The right that was taken back is gone, within a minute") as step:
        taken.join()
        if taken.after is None:
            raise Broken("the right that was taken back is still there")
        step.check(taken.after <= WITHIN_SECONDS, f"it lasted {taken.after:.1f} s")
        anew = Api(school.place.tenant_url(), school.members["tara"].renewed())
        step.equal(anew.refusal("GET", taken.path), (403, "permission-denied"), "with a new token")
        step.say(f"after {taken.after:.1f} s; a new token does not bring it back")


def impersonate(stage: Stage, school: Neighbour) -> None:
    """The administrator acts as somebody; both are seen in the answer and in the trail."""
    with stage.journal.step("The administrator acts as Somchai for a while") as step:
        head, person = school.administrator.api, school.person("somchai")
        grant = head.post(f"/members/{person}/impersonation", {"reason": "Sees no courses", "minutes": 5})["grant"]
        headers = {HEADER: grant}
        who = head.send("GET", "/me", headers=headers).json
        step.equal((who["person"], who["impersonated_by"]), (person, school.head), "who /me says it is, and by whom")
        head.send("PATCH", "/me/profile", {"bio": "Written by the administrator."}, headers=headers)
        entry = until(lambda: _in_anothers_name(head, person), what="an entry with both identities")
        step.equal((entry["actor"], entry["impersonator"]), (person, school.head), "the entry's identities")
        head.send("DELETE", "/me/impersonation", headers=headers)
        _is_over(head, headers, step)
        step.say(f"/me names both; so does the trail: {entry['event']} by Somchai, in his name Hana")


def _in_anothers_name(api: Api, person: str) -> Any:
    found = api.get("/audit", person=person)["items"]
    return next((entry for entry in found if entry["impersonator"]), None)


def _is_over(api: Api, headers: dict[str, str], step: Step) -> None:
    ended = api.send("GET", "/me", headers=headers, expect=(200, 403))
    step.equal((ended.status, ended.problem), (403, "impersonation-over"), "afterwards")
