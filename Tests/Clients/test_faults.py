"""What goes wrong, and what the SDK makes of it."""

import json
import socket
import time

import anthropic
import httpx2
import pytest

from conftest import Setting, strict_client
from cutting_proxy import CuttingProxy
from described import ObservedTransport, Seen
from server import KEY, Server
from turns import message, said, until_idle


class Scripted(httpx2.BaseTransport):
    """Answers the first requests itself, as something between client and server may."""

    def __init__(self, seen: Seen, *answers: tuple[int, dict[str, str], bytes]) -> None:
        self.inner, self.answers, self.count = ObservedTransport(seen), list(answers), 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.count += 1
        if self.answers:
            status, fields, body = self.answers.pop(0)
            return httpx2.Response(status, headers=fields, content=body, request=request)
        return self.inner.handle_request(request)

    def close(self) -> None:
        self.inner.close()


def error(kind: str) -> bytes:
    return json.dumps({"type": "error", "error": {"type": kind, "message": "m"}, "request_id": "req_1"}).encode()


def scripted(server: Server, seen: Seen, *answers: tuple[int, dict[str, str], bytes]) -> tuple[anthropic.Anthropic, Scripted]:
    transport = Scripted(seen, *answers)
    return anthropic.Anthropic(api_key=KEY, base_url=server.url, http_client=httpx2.Client(transport=transport)), transport


JSON = {"content-type": "application/json"}


def test_a_client_that_is_told_to_wait_comes_back(server: Server, seen: Seen) -> None:
    wait = (429, JSON | {"retry-after": "0.2"}, error("rate_limit_error"))
    client, transport = scripted(server, seen, wait, wait)
    assert client.beta.environments.create(name="E").id
    assert transport.count == 3


def test_an_overload_is_tried_three_times(server: Server, seen: Seen) -> None:
    client, transport = scripted(server, seen, *[(529, JSON, error("overloaded_error"))] * 3)
    with pytest.raises(anthropic.APIStatusError) as refusal:
        client.beta.environments.create(name="E")
    assert (refusal.value.status_code, transport.count) == (529, 3)


def test_a_page_of_a_proxy_is_an_error_with_its_text(server: Server, seen: Seen) -> None:
    client, _ = scripted(server, seen, (502, {"content-type": "text/html"}, b"<h1>bad gateway</h1>"))
    with pytest.raises(anthropic.InternalServerError) as refusal:
        client.with_options(max_retries=0).beta.environments.list()
    assert "bad gateway" in refusal.value.message


@pytest.mark.parametrize(("key", "kind"), [("wrong", anthropic.AuthenticationError), (KEY[:-1], anthropic.AuthenticationError)])
def test_a_wrong_key_is_refused(server: Server, seen: Seen, key: str, kind: type[Exception]) -> None:
    with strict_client(server.url, seen) as client, pytest.raises(kind) as refusal:
        client.with_options(api_key=key).beta.agents.list()
    assert refusal.value.type == "authentication_error" and refusal.value.request_id
    assert len(seen.requests) == 1


def test_both_ways_of_sending_the_key_work(server: Server) -> None:
    for fields in ({"authorization": f"Bearer {KEY}"}, {"x-api-key": KEY}, {"authorization": "Bearer wrong", "x-api-key": KEY}):
        assert httpx2.get(f"{server.url}/v1/agents?beta=true", headers=fields).status_code == 200
    assert httpx2.get(f"{server.url}/v1/agents").status_code == 401


def test_the_key_may_come_as_auth_token(server: Server) -> None:
    with anthropic.Anthropic(auth_token=KEY, base_url=server.url) as client:
        assert client.beta.agents.list().data is not None


def test_what_is_not_there_is_404_and_asked_for_once(client: anthropic.Anthropic, seen: Seen) -> None:
    for call in (client.beta.agents.retrieve, client.beta.sessions.retrieve, client.beta.vaults.retrieve, client.beta.files.retrieve_metadata):
        with pytest.raises(anthropic.NotFoundError) as refusal:
            call("agent_nothing")
        assert refusal.value.type == "not_found_error"
    assert len(seen.requests) == 4


def test_a_session_without_agent_or_environment_is_refused(client: anthropic.Anthropic, setting: Setting) -> None:
    for change in ({"agent": "agent_000000000000000000000000"}, {"environment_id": "env_000000000000000000000000"}):
        with pytest.raises((anthropic.BadRequestError, anthropic.NotFoundError)):
            client.beta.sessions.create(**{"agent": setting.agent.id, "environment_id": setting.environment.id} | change)


def test_whole_endpoints_that_are_not_served_are_not_tried_again(server: Server, seen: Seen) -> None:
    client = anthropic.Anthropic(api_key=KEY, base_url=server.url)
    for call in (lambda: client.beta.deployments.list(), lambda: client.beta.dreams.list()):
        begun = time.monotonic()
        with pytest.raises(anthropic.APIStatusError) as refusal:
            call()
        assert refusal.value.status_code in (404, 501)
        assert time.monotonic() - begun < 0.5


def test_a_cut_stream_can_be_taken_up_by_stream_and_list(server: Server, seen: Seen) -> None:
    with CuttingProxy(server.port) as proxy, strict_client(server.url, seen) as client:
        session = Setting(client).session()
        with anthropic.Anthropic(api_key=KEY, base_url=proxy.url, max_retries=0) as cut:
            got = []
            with pytest.raises((httpx2.TransportError, anthropic.APIConnectionError)):
                with cut.beta.sessions.events.stream(session.id) as stream:
                    client.beta.sessions.events.send(session.id, events=[message("[[slow:100]] [[chunks:20]] [[text:one two three]]")])
                    for event in stream:
                        got.append(event.id)
                        if event.type == "span.model_request_start":
                            proxy.cut()
        with client.beta.sessions.events.stream(session.id) as stream:
            known = list(client.beta.sessions.events.list(session.id))
            if known[-1].type != "session.status_idle":
                ids = {event.id for event in known}
                known += [event for event in until_idle(stream) if event.id not in ids]
        assert [event.id for event in known][: len(got)] == got
        assert "one two three" in said(known)


def raw(server: Server, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), 30) as connection:
        connection.sendall(request)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


def test_a_broken_request_is_answered_and_leaves_the_server_well(server: Server) -> None:
    head = f"Authorization: Bearer {KEY}\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    for request in (
        f"POST /v1/agents HTTP/1.1\r\n{head}Content-Type: application/json\r\nContent-Length: 5\r\n\r\n{{\"a\":",
        f"POST /v1/files HTTP/1.1\r\n{head}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 7\r\n\r\n--x\r\nab",
        f"POST /v1/files HTTP/1.1\r\n{head}Content-Type: multipart/form-data\r\nContent-Length: 0\r\n\r\n",
        f"GET /v1/agents?created_at[gte]=yesterday HTTP/1.1\r\n{head}\r\n",
        f"GET /v1/agents?limit=%ZZ HTTP/1.1\r\n{head}\r\n",
    ):
        status = raw(server, request.encode()).split(b" ")[1]
        assert status.startswith(b"4"), (request, status)
    assert httpx2.get(f"{server.url}/health").status_code == 200
