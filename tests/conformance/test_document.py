"""The OpenAPI document: complete, even, and true; what is asked here of one operation is asked of all."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.web.docs import for_browsing
from app.web.document import TAGS
from tests.conformance.operations import DOCUMENT, EXPORTS, LISTS, OPERATIONS, REQUESTS, Json, Operation, example_of

SCHEMAS: Json = DOCUMENT["components"]["schemas"]
RENDERED = for_browsing(DOCUMENT)
JSON = "application/json"
VERBS = {"list", "get", "export", "verify", "read", "compare", "find"}
EXAMPLES = [
    (operation, name)
    for operation in LISTS
    for name, parameter in operation.parameters.items()
    if example_of(parameter) is not None
]
NOT_IN_THE_SEED = {
    "list_agreements": {"actor", "commodity"},  # no party is named by its example
    "list_changes": {"since"},  # it is loaded once
    "list_plans": {"announced_to"},  # those announced until 2023 state no day
    "list_trade_flows": {"edition"},  # statements of trade by code come with statistics
}
"""Filters that nothing in the seed can meet."""


def test_the_server_is_wherever_the_document_came_from() -> None:
    assert DOCUMENT["servers"] == [{"url": "/"}]


def test_there_are_operations() -> None:
    assert {"list_trade_flows", "get_trade_flow", "get_index"} <= {operation.id for operation in OPERATIONS}


def test_operation_ids_are_unique() -> None:
    assert [name for name, count in Counter(operation.id for operation in OPERATIONS).items() if count > 1] == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
class TestOperation:
    def test_it_is_named_for_what_it_does(self, operation: Operation) -> None:
        verb, _, noun = operation.id.partition("_")
        assert verb in VERBS
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", noun)

    def test_it_is_described(self, operation: Operation) -> None:
        assert operation.stated["summary"]
        assert re.fullmatch(r"[A-Z].*[.]", operation.stated["description"], re.DOTALL)

    def test_it_has_one_tag_of_the_list(self, operation: Operation) -> None:
        assert len(operation.stated["tags"]) == 1
        assert set(operation.stated["tags"]) <= TAGS.keys()

    def test_it_names_the_problems_it_may_have(self, operation: Operation) -> None:
        assert {"4XX", "503"} <= set(operation.stated["responses"])
        assert ("404" in operation.stated["responses"]) == ("{" in operation.path)

    def test_only_lists_have_stale_cursors_and_changes_that_are_gone(self, operation: Operation) -> None:
        may_be_gone = operation in LISTS or "since" in operation.parameters
        assert ("410" in operation.stated["responses"]) == may_be_gone

    def test_its_answer_has_an_example(self, operation: Operation) -> None:
        content = operation.answer["content"].values()
        assert [media for media in content if not (media.get("example") or _example(media["schema"]))] == []


def _example(schema: Json) -> Any:
    """Give the example of a shape, of the row that it extends, or of its rows."""
    stated = SCHEMAS[schema.get("anyOf", [schema])[0]["$ref"].rpartition("/")[2]]
    members = stated.get("allOf", [stated])[-1]["properties"]
    below = [*stated.get("allOf", ())[:1], *([members["items"]["items"]] if "items" in members else ())]
    return stated.get("examples") or next(filter(None, map(_example, below)), None)


@pytest.mark.parametrize("operation", LISTS, ids=str)
def test_rows_need_no_guards_but_where_fields_are_asked_for(operation: Operation) -> None:
    page = operation.stated["responses"]["200"]["content"][JSON]["schema"]
    row = _whole(_whole(page)["properties"]["items"]["items"])
    assert set(row["required"]) == row["properties"].keys() >= {"id", "url"}
    assert "required or not" in operation.parameters["fields"]["description"]


def _whole(reference: Json) -> Json:
    """Give the members of a shape, and which are required, with those of the shape that it extends."""
    stated = SCHEMAS[reference["$ref"].rpartition("/")[2]]
    own = stated.get("allOf", [None, stated])[1]
    base = _whole(stated["allOf"][0]) if "allOf" in stated else {"properties": {}, "required": []}
    return {
        "properties": base["properties"] | own["properties"],
        "required": [*base["required"], *own.get("required", ())],
    }


@pytest.mark.parametrize("status", [one for one in DOCUMENT["components"]["responses"] if one != "Citation"])
def test_every_problem_is_a_problem_document(status: str) -> None:
    (content,) = DOCUMENT["components"]["responses"][status]["content"].items()
    assert content[0] == "application/problem+json"
    assert content[1]["schema"] == {"$ref": "#/components/schemas/ProblemOut"}
    assert str(content[1]["example"]["status"]) in (status.removeprefix("Problem"), "422")


def test_it_is_small_enough_to_be_read_at_once() -> None:
    """Hold what a program that reads for a person, or a browser, must take in: some 58,500 tokens.

    Of the paths, five are citations (of three kinds), the data set and its catalogue; two are changes.
    """
    assert len(json.dumps(DOCUMENT, separators=(",", ":"), ensure_ascii=False).encode()) <= 235_000
    assert len(DOCUMENT["paths"]) <= 45 + 5 + 2


def test_one_operation_stands_for_the_files_of_all_lists() -> None:
    (export,) = (one for one in OPERATIONS if one.id == "export_list")
    collection, suffix = (export.parameters[name]["schema"]["enum"] for name in ("collection", "suffix"))
    assert [f"/v1/{one}.{kind}" for one in collection for kind in suffix] == [one.path for one in EXPORTS]
    assert {name for one in EXPORTS for name in one.parameters} | {"collection", "suffix"} == set(export.parameters)
    assert {one.id for one in EXPORTS} <= REQUESTS.keys(), "`test_http` asks for each of them"


def test_operations_stand_in_the_order_of_the_tags() -> None:
    tags = [operation.stated["tags"][0] for operation in OPERATIONS]
    assert list(dict.fromkeys(tags)) == [name for name in TAGS if name in tags]


@pytest.mark.parametrize("operation", OPERATIONS, ids=repr)
class TestParameters:
    def test_they_are_described(self, operation: Operation) -> None:
        described = re.compile(r"[A-Z0-9`].*[.]")
        stated = {name: parameter.get("description", "") for name, parameter in operation.parameters.items()}
        assert [name for name, about in stated.items() if not described.match(about)] == []

    def test_they_show_examples(self, operation: Operation) -> None:
        """Ids and cursors come from a list, and what lists take in different ways can be shown there alone."""
        bare = [name for name, parameter in operation.parameters.items() if example_of(parameter) is None]
        some_lists = [name for name in bare if operation.parameters[name]["description"] == "As in the list."]
        assert {*bare} - {"cursor", "id", *some_lists} == set(), "Field(examples=[...]) is missing"

    def test_they_are_never_null(self, operation: Operation) -> None:
        schemas = {name: str(parameter["schema"]) for name, parameter in operation.parameters.items()}
        assert [name for name, schema in schemas.items() if "null" in schema or "anyOf" in schema] == []

    def test_they_are_bounded(self, operation: Operation) -> None:
        limits = {
            "string": {"maxLength", "enum", "const"},
            "integer": {"maximum"},
            "number": {"maximum"},
            "array": {"maxItems"},
            "boolean": {"type"},
        }
        schemas = {name: parameter["schema"] for name, parameter in operation.parameters.items()}
        open_ended = [name for name, one in schemas.items() if "$ref" not in one and not limits[one["type"]] & set(one)]
        assert open_ended == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_the_first_click_on_a_form_finds_something(client: TestClient, operation: Operation) -> None:
    """Ask with what a form is filled in with: examples of parameters, and of the body."""
    filled = {name: one["example"] for name, one in operation.parameters.items() if "example" in one}
    path = operation.path.format(**filled)
    query = {name: value for name, value in filled.items() if operation.parameters[name]["in"] == "query"}
    (body,) = operation.stated.get("requestBody", {"content": {JSON: {}}})["content"].values()
    answer = client.request(operation.method, path, params=query, json=body.get("example"))
    assert answer.status_code == 200, answer.text


class TestOfThePage:
    """The document that the docs are made of says the same in OpenAPI 3.0."""

    def test_it_is_served(self, client: TestClient) -> None:
        assert client.get("/docs/openapi.json").json() == RENDERED
        assert "/docs/openapi.json" in client.get("/docs").text

    def test_it_describes_the_same_operations(self) -> None:
        assert list(RENDERED["paths"]) == list(DOCUMENT["paths"])
        for operation in OPERATIONS:
            same = RENDERED["paths"][operation.path][operation.method.lower()]
            assert [one["name"] for one in same["parameters"]] == list(operation.parameters)
            assert list(same["responses"]) == list(operation.stated["responses"])
            for name in ("operationId", "summary", "description", "tags"):
                assert same[name] == operation.stated[name]

    def test_forms_are_filled_in_with_the_same(self) -> None:
        for operation in OPERATIONS:
            for one in RENDERED["paths"][operation.path][operation.method.lower()]["parameters"]:
                assert one.get("example") == operation.parameters[one["name"]].get("example")
                assert "example" not in one["schema"]

    def test_it_holds_nothing_that_the_older_version_lacks(self) -> None:
        text = json.dumps(RENDERED)
        assert (RENDERED["openapi"], set(SCHEMAS) - set(RENDERED["components"]["schemas"])) == ("3.0.3", set())
        assert [word for word in ('"null"', '"examples": [', '"const"') if word in text] == []
        assert RENDERED["components"]["schemas"]["Page"]["properties"]["next"]["nullable"]


@pytest.mark.parametrize(("operation", "name"), EXAMPLES, ids=str)
def test_the_example_of_a_filter_finds_something(client: TestClient, operation: Operation, name: str) -> None:
    answer = client.get(operation.path, params={name: example_of(operation.parameters[name])})
    assert answer.status_code == 200, answer.text
    assert bool(answer.json()["items"]) != (name in NOT_IN_THE_SEED.get(operation.id, ()))


def test_the_frameworks_own_problem_is_gone() -> None:
    assert not {"HTTPValidationError", "ValidationError"} & set(SCHEMAS)
    assert "HTTPValidationError" not in str(DOCUMENT["paths"])


def test_every_member_of_every_schema_is_described() -> None:
    bare = [
        f"{name}.{member}"
        for name, schema in SCHEMAS.items()
        for part in (schema, *schema.get("allOf", ()))
        for member, stated in part.get("properties", {}).items()
        if not stated.get("description")
    ]
    assert bare == []


def test_every_schema_is_described() -> None:
    assert [name for name, schema in SCHEMAS.items() if not schema.get("description")] == []


def _references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(_references(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(_references(inner) for inner in value))
    return set()


def test_every_schema_is_used_and_every_reference_leads_somewhere() -> None:
    parts = DOCUMENT["components"].items()
    assert _references(DOCUMENT) == {f"#/components/{kind}/{name}" for kind, named in parts for name in named}


def test_no_two_schemas_share_a_name() -> None:
    assert [name for name in SCHEMAS if "__" in name or name.endswith(("-Input", "-Output"))] == []
