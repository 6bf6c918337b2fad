"""Every route against its own description: requests that schemathesis makes up, the same at every run."""

import json
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from explorer.options import ServeOptions
from explorer.web.app import create_app

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FEW = settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_route_answers_as_it_is_described(small_index, mode):
    """No 5xx, no status and no kind of content that is not described; refusals are a sentence as JSON."""
    app = create_app(small_index, ServeOptions(host="0.0.0.0"))
    asked = set()
    for found in openapi.from_asgi("/api/openapi.json", app).get_all_operations():
        operation = found.ok()

        @FEW
        @given(case=operation.as_strategy(generation_mode=mode))
        def answers(case):
            if mode is GenerationMode.POSITIVE and case.path.endswith("/findings"):
                case.query = {**(case.query or {}), "permutations": 9}  # a million take their time
            case.call_and_validate(checks=CHECKS)
            asked.add(case.path)

        if mode is GenerationMode.POSITIVE or operation.query or operation.path_parameters or operation.body:
            answers()
    assert {"/api/view", "/api/items/{row}/image", "/api/thumbs", "/api/exports", "/api/findings"} <= asked


def test_no_status_is_described_that_never_comes(small_index):
    """FastAPI's own 422 is answered as 400; 401 comes where there is a token."""
    for options, expected in ((ServeOptions(), False), (ServeOptions(token="t"), True)):
        client = TestClient(create_app(small_index, options), base_url="http://localhost")
        document = client.get("/api/openapi.json", headers={"authorization": "Bearer t"}).json()
        answers = document["paths"]["/api/view"]["get"]["responses"]
        assert "422" not in str(document)
        assert ("401" in answers) == expected
        assert {"200", "400", "403", "404", "405", "413", "500", "503"} <= answers.keys()
        assert document["components"]["schemas"]["Error"]["required"] == ["error"]


def test_no_route_takes_what_python_alone_takes_for_a_number(small_index):
    """`1_0` is not 10, in a path, behind a question mark or in a body, and nor is ` 1`."""
    client = TestClient(create_app(small_index, ServeOptions()), base_url="http://localhost")
    document = client.get("/api/openapi.json").json()
    asked = 0
    for path, operations in document["paths"].items():
        parameters = operations.get("get", {}).get("parameters", [])
        needed = {one["name"]: "0" for one in parameters if one["in"] == "query" and one["required"]}
        for each in parameters:
            if '"integer"' not in json.dumps(each["schema"]) and '"number"' not in json.dumps(each["schema"]):
                continue
            for text in ("0_0", " 0", "٠"):
                place = path.replace(f"{{{each['name']}}}", text)
                query = needed | ({each["name"]: text} if each["in"] == "query" else {})
                answer = client.get(re.sub(r"{\w+}", "0", place), params=query)
                assert answer.status_code == 400 and "valid" in answer.json()["error"], (
                    path,
                    each,
                    answer.text,
                )
                asked += 1
    assert asked > 100


@pytest.mark.parametrize("body", [{"node": "0_0"}, {"rows": [0, "0_0"]}, {"seed": "0_0"}, {"cut": "0_0"}])
def test_no_body_takes_what_python_alone_takes_for_a_number(small_index, body):
    """Of JSON as of forms."""
    client = TestClient(create_app(small_index, ServeOptions()), base_url="http://localhost")
    form = {name: "0,0_0" if name == "rows" else value for name, value in body.items()}
    for answer in (client.post("/api/exports", json=body), client.post("/api/exports", data=form)):
        assert answer.status_code == 400 and "valid" in answer.json()["error"]
