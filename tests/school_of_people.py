"""A school with an administrator and members, for tests of functions and stores."""

from dataclasses import dataclass
from typing import Any

from lyceum.identity.join import join
from lyceum.identity.model.membership import Profile
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.ids import derived_id
from tests.http import Answer, Person, person, request
from tests.schools import open_school


@dataclass(frozen=True)
class SchoolOfPeople:
    """A tenant whose people are known by readable names; `head` administers."""

    tenant: str

    @classmethod
    def founded(cls, tenant: str, *members: str) -> "SchoolOfPeople":
        """With these members, who are learners."""
        school = cls(tenant)
        open_school(tenant)
        for name in members:
            school.join(name)
        return school

    def join(self, name: str) -> None:
        """As a learner."""
        join(Caller(self.id(name), self.tenant), Profile(name=name.title(), email=f"{name}@example.com"), at=now())

    def id(self, name: str) -> str:
        """The person's id."""
        return derived_id("test-person", self.tenant, name)

    def as_(self, name: str, *roles: str) -> Person:
        """Somebody who calls; without roles as what they are."""
        return person(name, self.tenant, *(roles or (("administrator",) if name == "head" else ("learner",))))

    def ask(self, handler: Any, route: str, by: str | Person = "head", body: Any = None, **options: Any) -> Answer:
        """A request of somebody; `of` names the person of the path."""
        of = options.pop("of", None)
        path: dict[str, Any] = {"person": self.id(of)} if of else {}
        caller = self.as_(by) if isinstance(by, str) else by
        return request(handler, route, caller=caller, body=body, tenant=self.tenant, **path, **options)


def problem(answer: Answer) -> tuple[int, str]:
    """Status and name of a refusal."""
    return answer.status, str(answer.json["type"]).rsplit("/", 1)[1]
