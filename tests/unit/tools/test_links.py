"""Links lead from what has just been made to the operations on it."""

from typing import Any

from tools.links import add_links

ID = {"type": "object", "properties": {"id": {"type": "string"}}}


def answers(schema: dict[str, Any], status: str = "200") -> dict[str, Any]:
    return {status: {"content": {"application/json": {"schema": schema}}}}


def document() -> dict[str, Any]:
    shelf = "/v1/{tenant}/shelves"
    listed = {
        "type": "object",
        "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Id"}}},
    }
    author, learner = {"x-permission": "course.author"}, {"x-permission": "learning.study"}
    return {
        "components": {"schemas": {"Id": ID}},
        "paths": {
            shelf: {
                "get": {"operationId": "list", "responses": answers(listed), **author},
                "post": {
                    "operationId": "make",
                    "responses": answers({"$ref": "#/components/schemas/Id"}, "201"),
                    **author,
                },
            },
            f"{shelf}/{{shelf}}": {"get": {"operationId": "show", "responses": answers(ID), **author}},
            f"{shelf}/{{shelf}}/books": {"get": {"operationId": "read", "responses": answers(ID), **learner}},
            f"{shelf}/{{shelf}}/books/{{book}}": {"get": {"operationId": "book", "responses": answers(ID), **author}},
        },
    }


def test_what_is_made_and_what_is_listed_lead_on() -> None:
    found = document()
    add_links(found)

    shelves = found["paths"]["/v1/{tenant}/shelves"]
    made, listed = shelves["post"]["responses"]["201"]["links"], shelves["get"]["responses"]["200"]["links"]
    show = {"tenant": "$request.path.tenant", "shelf": "$response.body#/id"}
    assert made == {"show": {"operationId": "show", "parameters": show}}
    assert listed["show"]["parameters"]["shelf"] == "$response.body#/items/0/id"


def test_what_authors_make_does_not_lead_to_learners_nor_to_parts_that_nobody_knows() -> None:
    found = document()
    add_links(found)

    links = found["paths"]["/v1/{tenant}/shelves"]["post"]["responses"]["201"]["links"]
    assert {"read", "book"} & links.keys() == set()


def test_an_answer_about_one_thing_leads_nowhere() -> None:
    found = document()
    add_links(found)

    assert "links" not in found["paths"]["/v1/{tenant}/shelves/{shelf}"]["get"]["responses"]["200"]
