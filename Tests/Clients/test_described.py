"""Requests made up from openapi.json, within bounds: no fault of the server, and no answer that is not described."""

import re

import httpx2
import hypothesis
import pytest
import schemathesis
from schemathesis.checks import (content_type_conformance, not_a_server_error, response_headers_conformance, response_schema_conformance,
                                 status_code_conformance)

from described import DOCUMENT
from server import KEY, Server

EXAMPLES = 12
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance)
schema = schemathesis.openapi.from_path(str(DOCUMENT))
# Streams do not end, and a session takes a process.
ENDLESS = re.compile(r"/stream$|/ws$|^/sessions/")
OPERATIONS = [operation.ok() for operation in schema.get_all_operations()]
OPERATIONS = [operation for operation in OPERATIONS if not ENDLESS.search(operation.path)]


@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.label for operation in OPERATIONS])
def test_every_operation_keeps_to_its_description(server: Server, operation: schemathesis.APIOperation) -> None:
    @hypothesis.settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(hypothesis.HealthCheck),
                         phases=[hypothesis.Phase.generate])
    @hypothesis.given(case=operation.as_strategy())
    def check(case: schemathesis.Case) -> None:
        case.call_and_validate(base_url=server.url, headers={"x-api-key": KEY}, checks=list(CHECKS), timeout=30)

    check()
    assert httpx2.get(f"{server.url}/health").status_code == 200
