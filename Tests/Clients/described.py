"""Holds every answer a client sees against openapi.json."""

import copy
import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCUMENT = Path(__file__).resolve().parents[2] / "Sources/OpenAPI/openapi.json"
NAME = "urn:openapi"
# Operations that nobody is granted here.
REFUSED = {"POST /v1/sessions/{session_id}/resources/{resource_id}": 400, "POST /v1/sessions/{session_id}/threads/{thread_id}/archive": 400,
           "POST /v1/vaults/{vault_id}/credentials/{credential_id}/mcp_oauth_validate": 501}
# Events that these tests do not bring about: they have no MCP server, fill no context and wait for no heartbeat in an observed stream.
UNTOLD = {"agent.mcp_tool_use", "agent.mcp_tool_result", "agent.thread_context_compacted", "ping"}
formats = FormatChecker(formats=())


@formats.checks("date-time")
def is_time(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value) is not None


def closed(schema: Any) -> Any:
    """The same schema, but a field that it does not name is a violation. For answers: what we send, we describe."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    if isinstance(inner.get("properties"), dict) and inner.get("type") == "object":
        inner.setdefault("additionalProperties", False)
    return inner


class Document:
    """The description, and what it says of answers."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        strict = copy.deepcopy(document)
        strict["components"]["schemas"] = closed(strict["components"]["schemas"])
        self.strict = strict
        resource = Resource.from_contents(strict, default_specification=DRAFT202012)
        self.registry = Registry().with_resource(NAME, resource)
        self.events = self._events()
        self.operations = [(self._pattern(path), path, item) for path, item in document["paths"].items()]
        self.answered: set[str] = set()
        self.told: set[str] = set()

    @classmethod
    def read(cls) -> "Document":
        return cls(json.loads(DOCUMENT.read_text()))

    def _events(self) -> dict[str, str]:
        schemas = self.strict["components"]["schemas"]
        names = [part["$ref"].rsplit("/", 1)[1] for part in schemas["StreamEvent"]["oneOf"]]
        return {schemas[name]["properties"]["type"]["const"]: name for name in names}

    @staticmethod
    def _pattern(path: str) -> re.Pattern[str]:
        return re.compile("".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", path)))

    def operation(self, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
        found = [(template, item) for pattern, template, item in self.operations if pattern.fullmatch(path)]
        # A literal path wins over one with a placeholder.
        found.sort(key=lambda pair: pair[0].count("{"))
        return next(((template, item[method.lower()]) for template, item in found if method.lower() in item), None)

    def answer_violation(self, method: str, path: str, status: int, fields: httpx2.Headers, body: bytes) -> str | None:
        found = self.operation(method, path)
        if found is None:
            return f"{method} {path} is not described"
        where = f"{method} {found[0]} {status}"
        responses = found[1]["responses"]
        response = responses.get(str(status), responses.get("default"))
        if response is None:
            return f"{where} is not described"
        self.answered.add(where)
        if "$ref" in response:
            response = self.strict["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        if path.startswith("/v1/") and not fields.get("request-id", "").startswith("req_"):
            return f"{where} has no request-id"
        return self._content_violation(where, response.get("content", {}), fields.get("content-type", ""), body)

    def _content_violation(self, where: str, contents: dict[str, Any], kind: str, body: bytes) -> str | None:
        kind = kind.partition(";")[0].strip()
        if not contents:
            return None
        content = contents.get(kind) or contents.get("*/*")
        if content is None:
            return f"{where} is {kind or 'without a type'}, not {' or '.join(contents)}"
        if kind != "application/json":
            return None
        try:
            value = json.loads(body)
        except ValueError:
            return f"{where} is no JSON: {body[:200]!r}"
        if (violation := self.violation(content["schema"], value, where)) is None and where.endswith("/events 200") and where.startswith("GET "):
            self.told |= {event["type"] for event in value["data"]}
        return violation

    def unseen(self) -> list[str]:
        """What is described and no client was answered: operations that never worked, events that never came."""
        operations = [f"{method.upper()} {path}" for _, path, item in self.operations for method in item
                      if method != "parameters" and path.startswith("/v1/")]
        worked = {name for name in operations if self.answered & {f"{name} {status}" for status in (200, 101, REFUSED.get(name))}}
        return sorted(set(operations) - worked) + sorted(set(self.events) - self.told - UNTOLD)

    def violation(self, schema: dict[str, Any], value: Any, where: str) -> str | None:
        schema = json.loads(json.dumps(schema).replace('"#/', f'"{NAME}#/'))
        validator = Draft202012Validator(schema, registry=self.registry, format_checker=formats)
        error = best_match(validator.iter_errors(value))
        return None if error is None else f"{where}: {error.json_path}: {error.message[:600]}"

    def event_violation(self, name: str | None, data: str) -> str | None:
        try:
            event = json.loads(data)
        except ValueError:
            return f"an event's data is no JSON: {data[:200]}"
        kind = event.get("type")
        if kind != name:
            return f"the event line says {name}, its data says {kind}"
        if kind == "error":
            return self.violation({"$ref": "#/components/schemas/Error"}, event, "event error")
        if kind not in self.events:
            return f"no event {kind} is described"
        self.told.add(kind)
        return self.violation({"$ref": f"#/components/schemas/{self.events[kind]}"}, event, f"event {kind}")


class EventLines:
    """Server-sent events out of bytes, cut anywhere."""

    def __init__(self) -> None:
        self.rest = b""

    def feed(self, chunk: bytes) -> Iterator[tuple[str | None, str | None, str]]:
        """The `event:`, `id:` and `data:` of each event that is complete; comments and `retry:` alone give nothing."""
        self.rest += chunk
        *frames, self.rest = self.rest.replace(b"\r\n", b"\n").split(b"\n\n")
        for frame in frames:
            lines = [line.partition(":") for line in frame.decode().split("\n")]
            values = [(key, value.removeprefix(" ")) for key, _, value in lines if key]
            data = [value for key, value in values if key == "data"]
            if data:
                yield dict(values).get("event"), dict(values).get("id"), "\n".join(data)


@dataclass
class Seen:
    """What a client asked and was answered."""

    document: Document
    requests: list[httpx2.Request] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def note(self, violation: str | None) -> None:
        if violation is not None:
            self.violations.append(violation)


class Observer:
    """Looks at one answer as its bytes go by."""

    def __init__(self, seen: Seen, request: httpx2.Request, response: httpx2.Response) -> None:
        self.seen, self.request, self.response = seen, request, response
        self.is_stream = response.headers.get("content-type", "").startswith("text/event-stream")
        self.lines = EventLines()
        self.body = b""
        if self.is_stream:
            self.judge()
        seen.requests.append(request)
        seen.statuses.append(response.status_code)

    def take(self, chunk: bytes) -> bytes:
        if not self.is_stream:
            self.body += chunk
            return chunk
        for name, _, data in self.lines.feed(chunk):
            self.seen.note(self.seen.document.event_violation(name, data))
            self.seen.events.append(json.loads(data))
        return chunk

    def end(self) -> None:
        if not self.is_stream:
            self.judge()

    def judge(self) -> None:
        path = self.request.url.raw_path.decode().partition("?")[0]
        self.seen.note(self.seen.document.answer_violation(
            self.request.method, path, self.response.status_code, self.response.headers, self.body))


class ObservedBytes(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    def __init__(self, inner: Any, observer: Observer) -> None:
        self.inner, self.observer = inner, observer

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.inner:
            yield self.observer.take(chunk)
        self.observer.end()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self.inner:
            yield self.observer.take(chunk)
        self.observer.end()

    def close(self) -> None:
        self.inner.close()

    async def aclose(self) -> None:
        await self.inner.aclose()


class ObservedTransport(httpx2.BaseTransport):
    def __init__(self, seen: Seen) -> None:
        self.seen, self.inner = seen, httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        response = self.inner.handle_request(request)
        response.stream = ObservedBytes(response.stream, Observer(self.seen, request, response))
        return response

    def close(self) -> None:
        self.inner.close()


class ObservedAsyncTransport(httpx2.AsyncBaseTransport):
    def __init__(self, seen: Seen) -> None:
        self.seen, self.inner = seen, httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await self.inner.handle_async_request(request)
        response.stream = ObservedBytes(response.stream, Observer(self.seen, request, response))
        return response

    async def aclose(self) -> None:
        await self.inner.aclose()
