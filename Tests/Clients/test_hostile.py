"""Every POST with wrong types, huge fields, deep nesting and unknown ids: a refusal that says why, never a fault of the server."""

import copy
import json
import re
from typing import Any

import httpx2
import pytest

from described import Document
from server import KEY, Server

DOCUMENT = Document.read()
POSTS = [(path, item["post"]) for path, item in DOCUMENT.document["paths"].items()
         if path.startswith("/v1/") and "200" in item.get("post", {}).get("responses", {})]
REFUSED = [path for path, item in DOCUMENT.document["paths"].items() if "501" in item.get("post", {}).get("responses", {})]
WRONG: list[Any] = [None, True, 0, -1, 1e308, "", "\u0000\u2028", "x" * 100_000, [], {}, [[]], [None], {"type": None}, {"type": "nothing"}]
# No session is begun by these: that takes a process each.
UNKNOWN = re.compile(r"\{[^}]*\}")


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = DOCUMENT.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def example(schema: dict[str, Any], depth: int = 0) -> Any:
    """Something that fits, with every field, as far as that is easy."""
    schema = resolved(schema)
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return example(schema[choice][0], depth)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema["type"][0] if isinstance(schema["type"], list) else schema["type"]
    if kind == "object":
        return {key: example(value, depth + 1) for key, value in schema.get("properties", {}).items()} if depth < 8 else {}
    if kind == "array":
        return [example(schema["items"], depth + 1)]
    return {"string": "text", "integer": 1, "number": 1.5, "boolean": True, "null": None}[kind]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a value, outermost first."""
    found = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*path, key))
    if isinstance(value, list):
        for number, inner in enumerate(value):
            found += places(inner, (*path, number))
    return found


def with_value(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    value = copy.deepcopy(value)
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return value


def bodies(operation: dict[str, Any]) -> list[bytes]:
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    broken = [b"", b"{", b"nul", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 5000 + b"1" + b"}" * 5000, b'{"a":1,"a":2}', b'"\\ud800"', b"1" * 5000]
    if schema is None:
        return broken
    whole = example(schema)
    wrong = [with_value(whole, path, new) for path in places(whole)[:40] for new in WRONG]
    return broken + [json.dumps(body).encode() for body in wrong]


@pytest.mark.parametrize(("path", "operation"), POSTS, ids=[path for path, _ in POSTS])
def test_no_body_makes_the_server_fail(server: Server, known_ids: dict[str, str], path: str, operation: dict[str, Any]) -> None:
    known = re.sub(r"\{(\w+)\}", lambda found: known_ids.get(found[1], "text"), path)
    faults = []
    # A session that is archived or forked by accident would change what the next body is tried on.
    ends = path.endswith(("/archive", "/fork", "/redact"))
    with httpx2.Client(base_url=server.url, headers={"x-api-key": KEY, "content-type": "application/json"}, timeout=60) as client:
        for body in bodies(operation):
            target = UNKNOWN.sub("unknown", path) if ends else known
            answer = client.post(target, content=body)
            violation = DOCUMENT.answer_violation("POST", target, answer.status_code, answer.headers, answer.content)
            if answer.status_code >= 500 or violation:
                faults.append((body[:200], answer.status_code, violation or answer.text[:300]))
    assert not faults, f"{len(faults)} faults, the first: {faults[:3]}"


NAMES = ["unknown", "a" * 5000, "%00", "%2e%2e", "a%2Fb", "%F0%9F%90%A6", "sesn_%20", "sesn_000000000000000000000000", "'--", "%25"]


@pytest.mark.parametrize("name", NAMES)
def test_unknown_ids_are_not_found_anywhere(server: Server, name: str) -> None:
    faults = []
    with httpx2.Client(base_url=server.url, headers={"x-api-key": KEY}, timeout=60) as client:
        for path, item in DOCUMENT.document["paths"].items():
            if "{" not in path or not path.startswith("/v1/") or path in REFUSED:
                continue
            for method in ("get", "post", "delete"):
                if method not in item:
                    continue
                kind = {"content-type": "application/json"} if method == "post" else {}
                answer = client.request(method.upper(), UNKNOWN.sub(name, path), content=b"{}" if kind else None, headers=kind)
                envelope = answer.headers.get("content-type", "").startswith("application/json") and "error" in answer.json()
                if not 400 <= answer.status_code < 500 or not envelope:
                    faults.append((method, path, answer.status_code, answer.text[:200]))
    assert not faults, faults[:5]


@pytest.mark.parametrize("path", REFUSED)
def test_what_is_not_done_here_is_said_once(server: Server, path: str) -> None:
    answer = httpx2.post(f"{server.url}{UNKNOWN.sub('unknown', path)}", headers={"x-api-key": KEY, "content-type": "application/json"})
    assert (answer.status_code, answer.headers["x-should-retry"]) == (501, "false")


def test_large_bodies_are_refused_before_they_are_kept(server: Server) -> None:
    with httpx2.Client(base_url=server.url, headers={"x-api-key": KEY, "content-type": "application/json"}, timeout=60) as client:
        answer = client.post("/v1/agents", content=b'{"name":"' + b"x" * (64 << 20) + b'"}')
    assert answer.status_code == 413 and answer.json()["error"]["type"] == "request_too_large"
