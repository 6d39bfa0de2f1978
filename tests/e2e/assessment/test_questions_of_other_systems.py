"""Questions of Moodle and in QTI: uploaded, imported with a report, published, sat by a learner, graded by machine."""

import io
import zipfile
from typing import Any

import pytest

from tests.e2e.deployed import School
from tests.e2e.furnishing import enroll, import_course
from tools.demo.api import Api, fetch, until
from tools.demo.importing import run_import, upload
from tools.demo.sources import zipped

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

MOODLE = b"""<quiz><question type="cloze"><name><text>Poem</text></name><questiontext format="html">
<text>Roses are {1:SHORTANSWER:=red}, violets are {1:MULTICHOICE:=blue~plaid}.</text></questiontext></question>
<question type="ordering"><name><text>Days</text></name><questiontext format="html"><text>Put in order</text>
</questiontext><answer fraction="1"><text>Monday</text></answer><answer fraction="2"><text>Tuesday</text></answer>
<gradingtype>ALL_OR_NOTHING</gradingtype></question>
<question type="calculated"><name><text>Sum</text></name><questiontext><text>{a}?</text></questiontext>
</question></quiz>"""

ITEM = b"""<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="place" title="Place">
<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier"><qti-correct-response>
<qti-value>paris</qti-value></qti-correct-response></qti-response-declaration>
<qti-item-body><qti-hotspot-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>Where?</qti-prompt>
<object data="map.png" type="image/png" width="400" height="300">France</object>
<qti-hotspot-choice identifier="paris" shape="circle" coords="200,150,20"/>
<qti-hotspot-choice identifier="lyon" shape="circle" coords="230,180,20"/></qti-hotspot-interaction></qti-item-body>
<qti-response-processing
 template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct"/></qti-assessment-item>"""


def test_questions_go_into_a_bank_and_out_of_it_into_another(school: School) -> None:
    api = school.instructor.api
    bank, other = (api.post("/banks", {"title": {"en": name}})["id"] for name in ("One", "Other"))
    sent = upload(api, "items.zip", zipped({"item.xml": ITEM, "map.png": b"picture"}), media_type="application/zip")
    wish = {"format": "qti", "upload": sent, "bank": bank}
    assert run_import(api, {**wish, "dry_run": True}).view["counts"]["questions_added"] == 1
    assert api.get(f"/banks/{bank}/questions")["items"] == []
    assert run_import(api, wish).view["effect"] == "changed"
    assert run_import(api, wish).view["effect"] == "none"
    asked = api.post("/question-exports", {"format": "qti3", "bank": bank})["id"]
    ready = until(lambda: ended(api.get(f"/question-exports/{asked}")), what="the export")
    assert (ready["state"], ready["counts"]["left_out"], len(ready["report"])) == ("ready", 0, 1), ready
    package = fetch(ready["download"]["url"])
    with zipfile.ZipFile(io.BytesIO(package.body)) as archive:
        assert "imsmanifest.xml" in archive.namelist()
        assert [archive.read(name) for name in archive.namelist() if name.startswith("media/")] == [b"picture"]
    again = upload(api, "questions.zip", package.body, media_type="application/zip")
    assert run_import(api, {**wish, "upload": again, "bank": other}).view["counts"]["questions_added"] == 1
    pictures = [picture_of(api, each) for each in (bank, other)]
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith("/static/q/")


def ended(shown: Any) -> Any:
    return shown if shown["state"] not in ("requested", "running") else None


def picture_of(api: Api, bank: str) -> str:
    (card,) = api.get(f"/banks/{bank}/questions")["items"]
    question = api.get(f"/banks/{bank}/questions/{card['id']}")["content"]["question"]
    return str(question["picture"]["source"])


def test_questions_of_moodle_and_in_qti_are_sat_and_graded(school: School) -> None:
    world = import_course(school)
    api = school.instructor.api
    found: dict[str, Any] = {}
    for title, format, content in (
        ("Moodle", "moodle_xml", MOODLE),
        ("QTI", "qti", zipped({"item.xml": ITEM, "map.png": b"picture"})),
    ):
        sent = upload(api, "questions.xml", content, media_type="application/xml")
        assessment = {"title": {"en": title}, "chapter": world.chapters[0]["id"], "pass_mark": "50"}
        wish = {"format": format, "upload": sent, "course": world.course, "assessment": assessment}
        assert run_import(api, {**wish, "dry_run": True}).view["effect"] == "changed"
        made = run_import(api, wish)
        assert made.state == "finished", made.why()
        assert run_import(api, wish).view["effect"] == "none"
        found[title] = made
    (refused,) = [line for line in found["Moodle"].report if line["outcome"] == "refused"]
    assert "formulas" in refused["why"]
    api.put(f"/courses/{world.course}/publication")
    enroll(world, world.learner)
    ids = {each["title"]["en"]: each["id"] for each in api.every(f"/courses/{world.course}/assessments")}
    learner = world.learner.api
    attempt = learner.post(f"/assessments/{ids['Moodle']}/attempts")
    poem, days, _ = attempt["questions"]
    blue = next(choice["id"] for choice in poem["blanks"][1]["choices"] if choice["text"]["text"]["en"] == "blue")
    order = sorted(days["choices"], key=lambda choice: str(choice["text"]["text"]["en"]))
    answers = {
        poem["id"]: {"blanks": {"g1": "Red", "g2": blue}},
        days["id"]: {"order": [choice["id"] for choice in order]},
    }
    for question, response in answers.items():
        path = f"/attempts/{attempt['id']}/answers/{question}"
        learner.put(path, {"response": response, "revision": 1})
        assert learner.refusal("PUT", path, {"response": {"choice": "x"}, "revision": 2}) == (
            422,
            "wrong-response-kind",
        )
    assert learner.put(f"/attempts/{attempt['id']}/submission")["score"]["points"] == "3"
    attempt = learner.post(f"/assessments/{ids['QTI']}/attempts")
    (place,) = attempt["questions"]
    assert fetch(place["picture"]["source"]).status == 200, "an address that a browser can fetch"
    path = f"/attempts/{attempt['id']}/answers/{place['id']}"
    learner.put(path, {"response": {"places": [{"x": 230, "y": 180}]}, "revision": 1})
    learner.put(path, {"response": {"places": [{"x": 200, "y": "160.5"}]}, "revision": 2})
    assert learner.put(f"/attempts/{attempt['id']}/submission")["score"]["percent"] == "100"
