"""Requests made from the document, right and wrong ones, under all checks of schemathesis."""

import re
from collections import Counter
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
from schemathesis.openapi.checks import RejectedPositiveData

from app.web import edge
from tests.conformance.live import Server

PATIENCE = 300
"""Seconds that one answer may take on a busy machine."""
BEYOND_SCHEMAS = (
    *("there is no ", "there are no ", "nothing lies from ", "it holds nothing to look for", "a claim has one value"),
    *("a cumulative period ends ", "a number may be at most ", "a number has at most "),
)
"""How reasons begin that no form says: an unknown code or name, a range without anything in it, a number too large."""
OF_MEASURES = re.compile(
    "trade (has|is not)|only (trade|a change)|the same months|nothing falls|a (multiple is not|share is)|[a-z_]+ is in "
)
"""How reasons begin where a parameter has the right form, but not for what the claim measures."""
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

    A cursor may be of another release (410). A name, a period or a cursor may have the right form and stand for nothing
    (422 `unknown-code`), a list of values may hold one twice, the ends of a range may leave nothing between them (422
    `empty-range`), or both at once (422 `several`), and a summary may leave open which rows it sums (422
    `not-summable`). The parameters may each be short enough, and the address of all together too long (414).
    """
    if not isinstance(failure, RejectedPositiveData):
        return True
    if response.status_code == 422:
        problem = response.json()
        if any(error["reason"].startswith("it stands there twice") for error in problem["errors"]):
            return False
        reasons = [error["reason"] for error in problem["errors"]]
        if all(reason.startswith(BEYOND_SCHEMAS) or OF_MEASURES.match(reason) for reason in reasons):
            return False
        return not str(problem["type"]).endswith(("#unknown-code", "#empty-range", "#not-summable"))
    if response.status_code == 414:
        return len(str(response.request.path_url)) <= edge.LONGEST_ADDRESS
    return response.status_code != 410


def _config(examples: int, *, coverage: bool) -> SchemathesisConfig:
    # A malformed value may also make the address too long, which is noticed first.
    rejections = NegativeDataRejectionConfig(expected_statuses=[*NEGATIVE_DATA_REJECTION_EXPECTED_STATUSES, "414"])
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


def _run(server: Server, config: SchemathesisConfig) -> Outcome:
    schema = schemathesis.openapi.from_url(f"{server.url}/openapi.json", config=config, timeout=PATIENCE)
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


@pytest.mark.trial
def test_thousands_of_requests_find_nothing(server: Server) -> None:
    outcome = _run(server, _config(40, coverage=True))
    assert outcome.complaints == []
    assert set(outcome.cases) == ALL_PHASES
    assert outcome.cases.total() >= 2_000
