"""That these tests can fail: what the judge of answers has to notice."""

import json

import httpx2
import pytest

from described import Document, EventLines, is_time

FIELDS = httpx2.Headers({"content-type": "application/json", "request-id": "req_0123456789abcdefghijklmn"})
ENVIRONMENT = {
    "id": "env_0123456789abcdefghijKLMN", "type": "environment", "name": "E", "description": None, "metadata": {}, "created_at": "2026-01-31T08:00:00Z",
    "updated_at": "2026-01-31T08:00:00.000001Z", "archived_at": None, "config": {
        "type": "cloud", "networking": {"type": "unrestricted"},
        "packages": {"type": "packages", "apt": [], "cargo": [], "gem": [], "go": [], "npm": [], "pip": []}},
}


def judge(document: Document, answer: object, fields: httpx2.Headers = FIELDS, status: int = 200) -> str | None:
    return document.answer_violation("GET", "/v1/environments/env_1", status, fields, json.dumps(answer).encode())


def test_an_answer_as_described_is_accepted(document: Document) -> None:
    assert judge(document, ENVIRONMENT) is None


@pytest.mark.parametrize("change", [
    {"id": "env_1"}, {"type": "agent"}, {"name": None}, {"created_at": "yesterday"}, {"surprise": 1}, {"metadata": {"a": 1}},
    {"config": ENVIRONMENT["config"] | {"networking": {"type": "none"}}},
])
def test_an_answer_that_is_not_described_is_noticed(document: Document, change: dict) -> None:
    assert judge(document, ENVIRONMENT | change)


def test_a_missing_field_head_or_envelope_is_noticed(document: Document) -> None:
    assert judge(document, {key: value for key, value in ENVIRONMENT.items() if key != "metadata"})
    assert judge(document, ENVIRONMENT, httpx2.Headers({"content-type": "application/json"}))
    assert judge(document, ENVIRONMENT, httpx2.Headers(dict(FIELDS) | {"content-type": "text/plain"}))
    assert judge(document, {"detail": "Not Found"}, status=404)
    assert document.answer_violation("PATCH", "/v1/environments/env_1", 200, FIELDS, b"{}")


def test_events_are_judged_by_name_and_fields(document: Document) -> None:
    event = {"id": "sevt_0123456789abcdefghijKLMN", "type": "agent.thinking", "processed_at": "2026-01-31T08:00:00.000001Z"}
    assert document.event_violation("agent.thinking", json.dumps(event)) is None
    assert document.event_violation(None, json.dumps(event))
    assert document.event_violation("agent.message", json.dumps(event | {"type": "agent.message"}))
    assert document.event_violation("agent.thinking", json.dumps(event | {"text": "hm"}))
    assert document.event_violation("agent.dance", json.dumps(event | {"type": "agent.dance"}))


def test_frames_may_be_cut_anywhere() -> None:
    wire = b": hi\n\nevent: a\r\nid: 1\r\ndata: {}\r\n\r\nretry: 5\n\nevent: b\ndata: {}\n\n"
    for size in range(1, len(wire)):
        lines = EventLines()
        chunks = [wire[place:place + size] for place in range(0, len(wire), size)]
        assert [frame for chunk in chunks for frame in lines.feed(chunk)] == [("a", "1", "{}"), ("b", None, "{}")], size


@pytest.mark.parametrize("text", ["2026-01-31", "2026-01-31 08:00:00Z", "2026-01-31T08:00:00"])
def test_times_are_of_rfc_3339(text: str) -> None:
    assert not is_time(text) and is_time("2026-01-31T08:00:00+01:00")
