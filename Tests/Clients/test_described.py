"""Requests made up from openapi.json, within bounds: no fault of the server, and no answer that is not described."""

import contextlib
import re
from typing import Any

import httpx2
import hypothesis
import hypothesis.strategies
import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.checks import (content_type_conformance, not_a_server_error, response_headers_conformance, response_schema_conformance,
                                 status_code_conformance)

from described import DOCUMENT, Document
from server import KEY, Server

EXAMPLES = 12
CHECKS: tuple[Any, ...] = (not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance)
schema = schemathesis.openapi.from_path(str(DOCUMENT))
# Streams do not end, and a session takes a process.
ENDLESS = re.compile(r"/stream$|/ws$|^/sessions/")
OPERATIONS = [operation.ok() for operation in schema.get_all_operations()]
OPERATIONS = [operation for operation in OPERATIONS if not ENDLESS.search(operation.path) and "501" not in operation.definition.raw["responses"]]


# What is ended by one example is not there for the next.
ENDS = re.compile(r"/(archive|redact|fork)$")


def with_known_ids(case: schemathesis.Case, ids: dict[str, str]) -> None:
    if case.method != "DELETE" and not ENDS.search(case.operation.path):
        case.path_parameters = {name: ids.get(name, value) for name, value in (case.path_parameters or {}).items()}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.label for operation in OPERATIONS])
def test_every_operation_keeps_to_its_description(
    server: Server, document: Document, known_ids: dict[str, str], operation: schemathesis.APIOperation, mode: GenerationMode,
) -> None:
    def check_strictly(_: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case) -> None:
        """The schemas alone let fields pass that they do not name."""
        fields = httpx2.Headers({name: values[0] for name, values in response.headers.items()})
        assert document.answer_violation(case.method, case.operation.path, response.status_code, fields, response.content) is None

    @hypothesis.settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[hypothesis.Phase.generate],
                         suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode), is_known=hypothesis.strategies.booleans())
    def check(case: schemathesis.Case, is_known: bool) -> None:
        if is_known:
            with_known_ids(case, known_ids)
        case.call_and_validate(base_url=server.url, headers={"x-api-key": KEY}, checks=[*CHECKS, check_strictly], timeout=30)

    # Of some operations nothing can be made unfitting.
    with contextlib.suppress(hypothesis.errors.Unsatisfiable):
        check()
    assert httpx2.get(f"{server.url}/health").status_code == 200
