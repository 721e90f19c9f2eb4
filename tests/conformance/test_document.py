"""The OpenAPI document: complete, even, and true; what is asked here of one operation is asked of all."""

import re
from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.web.document import TAGS
from tests.conformance.operations import DOCUMENT, LISTS, OPERATIONS, Json, Operation, example_of

SCHEMAS: Json = DOCUMENT["components"]["schemas"]
VERBS = {"list", "get", "export", "verify", "read", "compare", "find"}
EXAMPLES = [
    (operation, name)
    for operation in LISTS
    for name, parameter in operation.parameters.items()
    if name != "cursor" or example_of(parameter)
]
NOT_IN_THE_SEED = {
    "list_agreements": {"actor", "commodity"},  # no party is named by its example
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
        assert set(operation.stated["tags"]) <= {name for name, _ in TAGS}

    def test_every_problem_is_a_problem_document(self, operation: Operation) -> None:
        problems = {status: answer for status, answer in operation.stated["responses"].items() if status[0] in "45"}
        assert {"400", "414", "422", "431", "503"} <= set(problems)
        for status, answer in problems.items():
            assert list(answer["content"]) == ["application/problem+json"], status
            content = answer["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/ProblemOut"}
            assert content["example"]["status"] == int(status)

    def test_only_lists_have_stale_cursors(self, operation: Operation) -> None:
        assert ("410" in operation.stated["responses"]) == (operation in LISTS)

    def test_its_answer_has_an_example(self, operation: Operation) -> None:
        assert [
            kind for kind, media in operation.stated["responses"]["200"]["content"].items() if not media.get("example")
        ] == []


def test_operations_stand_in_the_order_of_the_tags() -> None:
    tags = [operation.stated["tags"][0] for operation in OPERATIONS]
    assert list(dict.fromkeys(tags)) == [name for name, _ in TAGS if name in tags]


@pytest.mark.parametrize("operation", OPERATIONS, ids=repr)
class TestParameters:
    def test_they_are_described(self, operation: Operation) -> None:
        described = re.compile(r"[A-Z0-9`].*[.]")
        stated = {name: parameter.get("description", "") for name, parameter in operation.parameters.items()}
        assert [name for name, about in stated.items() if not described.match(about)] == []

    def test_they_show_examples(self, operation: Operation) -> None:
        """A cursor comes from the seed, where the list has a second page: see the test of `next` in test_golden.py."""
        shown = {name: example_of(parameter) for name, parameter in operation.parameters.items() if name != "cursor"}
        assert [name for name, example in shown.items() if example is None] == [], "Field(examples=[...]) is missing"

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
        for member, stated in schema.get("properties", {}).items()
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
    assert _references(DOCUMENT) == {f"#/components/schemas/{name}" for name in SCHEMAS}


def test_no_two_schemas_share_a_name() -> None:
    assert [name for name in SCHEMAS if "__" in name or name.endswith(("-Input", "-Output"))] == []
