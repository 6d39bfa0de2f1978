"""A second school on the same platform: founded, filled by a list of invitations, entered through letters."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from tools.demo.api import Api, until
from tools.demo.importing import upload
from tools.demo.journal import Step
from tools.demo.letters import token_for
from tools.demo.members import Member, Place, becomes, claims, signed_in, signed_up
from tools.demo.operating import found
from tools.demo.stage import Stage
from tools.people import Person

_PASSWORD = "three rivers meet here"  # pragma: allowlist secret
ACCEPTANCE = "/invitations/acceptance"
_ENDED = ("finished", "failed")


@dataclass
class Neighbour:
    """The second school, its administrator and who came in."""

    place: Place
    administrator: Member
    members: dict[str, Member] = field(default_factory=dict)
    """Name → their sign-in at this school."""
    tokens: dict[str, str] = field(default_factory=dict)
    """Name → the token of their letter."""

    def person(self, name: str) -> str:
        """A member's id."""
        return str(claims(self.members[name].tokens.access)["person"])

    @property
    def head(self) -> str:
        """The administrator's id."""
        return str(claims(self.administrator.tokens.access)["person"])


def found_neighbour(stage: Stage) -> Neighbour:
    """Somebody new signs up, and an operator founds a school for them."""
    place = dataclasses.replace(stage.place, tenant=f"lakeside-{stage.run}")
    with stage.journal.step("A second school is founded beside the first") as step:
        head = Person("administrator", f"hana.{stage.run}@demo.example", _PASSWORD, "Hana Head")
        administrator = signed_up(place, head)
        found(place, {"en": "Lakeside School"}, administrator=claims(administrator.tokens.access)["person"])
        becomes(administrator, "administrator")
        administrator.api.patch("/me/profile", {"name": head.name})
        refused = Api(stage.place.tenant_url(), administrator.renewed()).refusal("GET", "/me")
        step.equal(refused, (403, "not-a-member"), "its administrator at the first school")
        step.say(f"{place.tenant}, open; its administrator is nobody at {stage.place.tenant}")
        return Neighbour(place, administrator)


def invite(stage: Stage, school: Neighbour) -> None:
    """Invite by a list with good and bad rows: looked at, sent, sent again."""
    api, people = school.administrator.api, _people(stage)
    with stage.journal.step("People are invited by a list (CSV), first tried, then sent") as step:
        sent = upload(api, "people.csv", _list(people, stage.run).encode(), media_type="text/csv")
        tried = _batch(api, sent, dry_run=True)
        step.equal(len(list(api.every("/invitations"))), 0, "invitations after a try")
        made = _batch(api, sent)
        step.equal(_results(tried), _results(made), "what the try said")
        step.equal(_results(made), _EXPECTED, "results by row")
        again = _batch(api, sent)
        step.equal(again["counts"].get("invited", 0), 0, "invited by the same list again")
        for row in made["items"]:
            reason = f" ({row['reason']})" if row["reason"] else ""
            step.say(f"row {row['row']} {row['outcome'].replace('_', ' ')}{reason}")
        stage.keep("invitations.json", made)
    with stage.journal.step("… and come in through the links in their letters") as step:
        for (name, person), row in zip(people.items(), made["items"], strict=False):
            school.tokens[name] = token_for(school.place, person.email, invitation=row["invitation"])
            _come_in(school, name, person, known=name in stage.learners)
        _misuse(stage, school, step)
        step.say(", ".join(f"{name} as {' and '.join(one.who()['roles'])}" for name, one in school.members.items()))


def _people(stage: Stage) -> dict[str, Person]:
    """Two who have no account yet, and a learner of the first school."""
    fresh = {
        name: Person("learner", f"{name}.{stage.run}@demo.example", _PASSWORD, name.title())
        for name in ("tara", "somchai")
    }
    return {**fresh, "ada": stage.learners["ada"].person}


_EXPECTED = [
    ("invited", None),
    ("invited", None),
    ("invited", None),
    ("duplicate", None),
    ("refused", "invalid-request"),
    ("refused", "unknown-role"),
]


def _list(people: dict[str, Person], run: str) -> str:
    """The three, one of them twice, an address that is none, a role that there is not."""
    tara, somchai, ada = (person.email for person in people.values())
    rows = [
        "email,language,role",
        f"{tara},en,",
        f"{somchai},th,",
        f"{ada},en,instructor",
        f"{tara.upper()},en,",
        "not an address,en,",
        f"nok.{run}@demo.example,th,headmaster",
    ]
    return "\r\n".join(rows) + "\r\n"


def _batch(api: Api, sent: str, *, dry_run: bool = False) -> Any:
    """A batch of invitations, when it has ended."""
    asked = api.post(f"/invitation-batches?dry_run={str(dry_run).lower()}", {"upload": sent})["id"]

    def look() -> Any:
        view = api.get(f"/invitation-batches/{asked}")
        return view if view["state"] in _ENDED else None

    return until(look, what="the batch of invitations")


def _results(batch: Any) -> list[tuple[str, str | None]]:
    return [(row["outcome"], row["reason"]) for row in batch["items"]]


def _come_in(school: Neighbour, name: str, person: Person, *, known: bool) -> None:
    member = signed_in(school.place, person) if known else signed_up(school.place, person)
    member.api.post(ACCEPTANCE, {"token": school.tokens[name]})
    member.api.token = member.renewed()
    school.members[name] = member


def _misuse(stage: Stage, school: Neighbour, step: Step) -> None:
    """A letter opens nothing for another, and nothing at another school."""
    tara, somchai = school.members["tara"], school.members["somchai"]
    body = {"token": school.tokens["tara"]}
    step.equal(somchai.api.refusal("POST", ACCEPTANCE, body), (409, "invitation-used"), "somebody else's letter")
    elsewhere = Api(stage.place.tenant_url(), tara.api.token)
    step.equal(elsewhere.refusal("POST", ACCEPTANCE, body), (404, "invitation-not-found"), "a letter at another school")
