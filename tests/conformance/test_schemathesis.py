"""Requests made from the document, right and wrong ones, under all checks of schemathesis."""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from schemathesis.config import (
    ChecksConfig,
    CoveragePhaseConfig,
    GenerationConfig,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.config._checks import NEGATIVE_DATA_REJECTION_EXPECTED_STATUSES, NegativeDataRejectionConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.run import PhaseName
from schemathesis.openapi.checks import JsonSchemaError, RejectedPositiveData

from app.vocabulary.terms import Problem
from app.web import edge
from app.web.questions import MOST_VALUES
from tests.conformance.live import Server
from tests.conformance.operations import DOCUMENT, Json
from tests.figures import Figure

PATIENCE = 300
"""Seconds that one answer may take on a busy machine."""
BEYOND_SCHEMAS = {
    Problem.UNKNOWN_CODE,
    Problem.EMPTY_RANGE,
    Problem.ONE_AREA,
    Problem.NOT_SUMMABLE,
    Problem.IMPOSSIBLE_VALUE,
    Problem.UNFIT_PARAMETER,
    Problem.DUPLICATE_PARAMETER,
}
"""What no form says: what a code, two areas, a range or a claim are about, and that a list has a value twice."""
ALL_PHASES = {PhaseName.EXAMPLES, PhaseName.COVERAGE, PhaseName.FUZZING, PhaseName.STATEFUL_TESTING}


@dataclass(slots=True)
class Outcome:
    """What a run did: how many cases in each phase, and everything it complained about."""

    cases: Counter[PhaseName] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)


def _is_a_fault(
    _: schemathesis.HookContext, failure: Failure, __: schemathesis.Case[Any], response: schemathesis.Response
) -> bool:
    """Accept the refusals of requests that meet the schema, since no schema can say what they are about.

    A cursor may be of another release (410), and all errors of a refusal of kinds that no form foretells (422). The
    parameters may each be short enough, and the address of all together too long (414). Rows lack what `fields`
    leaves out.
    """
    address = str(response.request.path_url)
    if isinstance(failure, JsonSchemaError):
        return "fields=" not in address or failure.schema_path[-1] not in {"required", "unevaluatedProperties"}
    if not isinstance(failure, RejectedPositiveData):
        return True
    if response.status_code == 422:
        errors = response.json()["errors"]
        is_file = address.partition("?")[0].endswith((".csv", ".jsonl", ".zip"))
        return not errors or not all(_is_beyond_schemas(error, is_file=is_file) for error in errors)
    if response.status_code == 414:
        return len(address) <= edge.LONGEST_ADDRESS
    return response.status_code != 410


def _is_beyond_schemas(error: dict[str, str], *, is_file: bool) -> bool:
    """Return whether no form foretells an error.

    A value may be malformed as a list with commas alone: one of it is empty, or there are too many. What `fields` and
    `sections` name stands in the schema of the answer. One operation stands for the files of all lists, whose filters
    differ.
    """
    match error["problem"]:
        case Problem.UNKNOWN_PARAMETER:
            return is_file
        case Problem.MALFORMED_VALUE:
            is_one = error["value"] == "" or error["value"].count(",") >= MOST_VALUES
            return is_one or is_file or error["name"] in ("fields", "sections")
    return error["problem"] in BEYOND_SCHEMAS


def _strict() -> Json:
    """Give the document with its shapes closed, which it leaves open since a later release may add members."""
    whole = deepcopy(DOCUMENT)
    schemas = whole["components"]["schemas"]
    extended = {part["$ref"].rpartition("/")[2] for one in schemas.values() for part in one.get("allOf", ())[:1]}
    for name, schema in schemas.items():
        if name not in extended and ("allOf" in schema or "properties" in schema):
            schema["unevaluatedProperties"] = False
    return whole


def _config(examples: int, *, coverage: bool) -> SchemathesisConfig:
    # A malformed value may also make the address too long, or a text the body too large, which is noticed first.
    rejections = NegativeDataRejectionConfig(
        expected_statuses=[*NEGATIVE_DATA_REJECTION_EXPECTED_STATUSES, "413", "414"]
    )
    project = ProjectConfig(
        request_timeout=PATIENCE,
        generation=GenerationConfig(max_examples=examples, deterministic=True, database="none"),
        checks=ChecksConfig(negative_data_rejection=rejections),
        phases=PhasesConfig(
            coverage=CoveragePhaseConfig(enabled=coverage, generate_duplicate_query_parameters=True),
        ),
        continue_on_failure=True,
    )
    return SchemathesisConfig(projects=ProjectsConfig(default=project), seed=1)


def _run(server: Server, config: SchemathesisConfig, paths: str = "") -> Outcome:
    schema = schemathesis.openapi.from_dict(_strict(), config=config).include(path_regex=paths)
    schema.config.base_url = server.url
    schema.hook("filter_failure")(_is_a_fault)
    outcome = Outcome()
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished():
                outcome.cases[event.phase] += len(event.recorder.interactions)
                outcome.complaints += _failures(event)
            case events.NonFatalError():
                outcome.complaints.append(f"{event.label}: {event.value!r}")
            case events.FatalError():
                outcome.complaints.append(repr(event.exception))
    return outcome


def _failures(event: events.ScenarioFinished) -> list[str]:
    recorder = event.recorder
    return [
        f"{event.phase.value}, {check.name}: {recorder.interactions[case].request.method} "
        f"{recorder.interactions[case].request.uri}\n{check.failure_info and check.failure_info.failure.message}"
        for case, checks in recorder.checks.items()
        for check in checks
        if check.status is not Status.SUCCESS
    ]


def test_a_short_run_finds_nothing(sqlite_server: Server) -> None:
    """Leave out the coverage phase, which makes hundreds of cases for every list, and the other engine."""
    outcome = _run(sqlite_server, _config(2, coverage=False))
    assert outcome.complaints == []
    assert set(outcome.cases) == ALL_PHASES - {PhaseName.COVERAGE}


def test_answers_made_of_many_records_are_true_on_the_other_engine(postgres_server: Server) -> None:
    outcome = _run(postgres_server, _config(3, coverage=False), "^/v1/(relations|series|verify)")
    assert outcome.complaints == []
    assert outcome.cases.total() > 10


@pytest.mark.trial
@pytest.mark.timeout(7200)
def test_thousands_of_requests_find_nothing(server: Server, figure: Figure) -> None:
    outcome = _run(server, _config(50, coverage=True))
    assert outcome.complaints == []
    assert set(outcome.cases) == ALL_PHASES
    assert outcome.cases.total() >= 5_000
    figure(f"Complaints of schemathesis about answers, {server.engine}", f"0 of {outcome.cases.total():,} cases")
