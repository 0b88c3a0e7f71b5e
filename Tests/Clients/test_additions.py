"""What Roost has besides: streams that resume, requests that can be repeated, tickets, WebSockets, forks."""

import json
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import anthropic
import httpx2
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from conftest import Setting, strict_client
from described import DOCUMENT, EventLines, Seen
from server import KEY, Server
from turns import kept, kinds, message, said, turn

BEARER = {"authorization": f"Bearer {KEY}"}


def test_the_document_is_served_without_a_key(server: Server) -> None:
    answer = httpx2.get(f"{server.url}/openapi.json")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/json")
    assert answer.content == DOCUMENT.read_bytes()


def follow(server: Server, session_id: str, fields: dict[str, str] = BEARER, **query: Any) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """The `id:` and the event of each frame of a stream."""
    lines = EventLines()
    url = f"{server.url}/v1/sessions/{session_id}/events/stream"
    with httpx2.stream("GET", url, headers=fields, params=query, timeout=60) as answer:
        if answer.status_code != 200:
            answer.read()
            answer.raise_for_status()
        for chunk in answer.iter_bytes():
            for _, number, data in lines.feed(chunk):
                yield number, json.loads(data)


def first(events: Iterator[tuple[str | None, dict[str, Any]]], count: int) -> list[tuple[str | None, dict[str, Any]]]:
    found = [next(events) for _ in range(count)]
    events.close()
    return found


def test_a_stream_resumes_after_every_event(server: Server, client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    expected = [event.id for event in kept(turn(client, session.id, "Hello."))]
    for place in range(len(expected) - 1):
        rest = len(expected) - place - 1
        again = first(follow(server, session.id, BEARER | {"last-event-id": expected[place]}), rest)
        assert [event["id"] for _, event in again] == expected[place + 1:]
        places = [number for number, _ in again]
        assert None not in places and len(set(places)) == len(places)
        if rest > 1:
            assert first(follow(server, session.id, BEARER | {"last-event-id": str(places[0])}), rest - 1) == again[1:]
    assert [event["id"] for _, event in first(follow(server, session.id, after=expected[3]), len(expected) - 4)] == expected[4:]


def test_a_stream_does_not_resume_after_what_is_unknown(server: Server, setting: Setting) -> None:
    session = setting.session()
    for place in ("sevt_000000000000000000000000", "nonsense", "99999.0"):
        with pytest.raises(httpx2.HTTPStatusError) as refusal:
            next(follow(server, session.id, after=place))
        assert refusal.value.response.status_code in (400, 404)


def post(server: Server, path: str, body: Any, key: str | None = None) -> httpx2.Response:
    fields = BEARER | ({"idempotency-key": key} if key else {})
    return httpx2.post(f"{server.url}{path}", json=body, headers=fields, timeout=60)


def judge(seen: Seen, answer: httpx2.Response) -> None:
    """Holds an answer to a client that is not observed against its description."""
    request = answer.request
    seen.note(seen.document.answer_violation(request.method, request.url.path, answer.status_code, answer.headers, answer.content))


def test_a_repeated_request_gets_the_same_answer(server: Server, client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    for path, body in (
        ("/v1/agents", {"name": "once", "model": "m"}), ("/v1/environments", {"name": "once"}), ("/v1/vaults", {"display_name": "once"}),
        ("/v1/sessions", {"agent": setting.agent.id, "environment_id": setting.environment.id}),
        (f"/v1/sessions/{session.id}/events", {"events": [message("Once.")]}), (f"/v1/sessions/{session.id}/stream_tickets", {}),
    ):
        key = str(uuid.uuid4())
        answers = [post(server, path, body, key) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200] * 3, (path, answers[0].text)
        assert len({answer.text for answer in answers}) == 1, path
        other = post(server, path, body | {"metadata": {"a": "1"}}, key)
        assert other.status_code == 422 and other.headers.get("x-should-retry") == "false", (path, other.text)
    assert kinds(client.beta.sessions.events.list(session.id)).count("user.message") <= 1


def test_the_same_request_at_the_same_time_is_done_once(server: Server) -> None:
    key, answers = str(uuid.uuid4()), []
    together = threading.Barrier(8)

    def send() -> None:
        together.wait(30)
        answers.append(post(server, "/v1/environments", {"name": key}, key))

    senders = [threading.Thread(target=send) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 200}) == 1


def ticket(server: Server, session_id: str) -> str:
    answer = post(server, f"/v1/sessions/{session_id}/stream_tickets", {})
    assert answer.status_code == 200, answer.text
    return answer.json()["ticket"]


def test_a_ticket_opens_one_stream_for_reading(server: Server, client: anthropic.Anthropic, setting: Setting) -> None:
    session, other = setting.session(), setting.session()
    expected = [event.id for event in kept(turn(client, session.id, "Hello."))]
    pass_ = ticket(server, session.id)
    again = first(follow(server, session.id, {}, ticket=pass_, after=expected[0]), 3)
    assert [event["id"] for _, event in again] == expected[1:4]
    for method, path in (
        ("GET", f"/v1/sessions/{other.id}/events/stream"), ("GET", f"/v1/sessions/{session.id}"), ("GET", "/v1/agents"),
        ("POST", f"/v1/sessions/{session.id}/events"), ("DELETE", f"/v1/sessions/{session.id}"),
    ):
        assert httpx2.request(method, f"{server.url}{path}", params={"ticket": pass_}, json={} if method == "POST" else None).status_code == 401
    assert httpx2.get(f"{server.url}/v1/sessions/{session.id}/events/stream", params={"ticket": pass_[:-1] + "~"}).status_code == 401
    assert pass_ not in server.log.read_text()


def socket(server: Server, session_id: str, fields: dict[str, str] = BEARER, **query: str) -> Any:
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return connect(f"ws://127.0.0.1:{server.port}/v1/sessions/{session_id}/ws?{words}", additional_headers=fields, open_timeout=30, proxy=None)


def receive(connection: Any, seen: Seen, until: str = "session.status_idle") -> list[dict[str, Any]]:
    events = []
    seen.document.answered.add("GET /v1/sessions/{session_id}/ws 101")
    while not events or events[-1]["type"] != until:
        event = json.loads(connection.recv(timeout=60))
        events.append(event)
        if event["type"] in seen.document.events:
            seen.note(seen.document.event_violation(event["type"], json.dumps(event)))
    return events


def test_a_websocket_has_the_same_events_and_takes_commands(server: Server, client: anthropic.Anthropic, setting: Setting, seen: Seen) -> None:
    session = setting.session()
    with socket(server, session.id) as connection:
        connection.send(json.dumps({"events": [message("Hello.")]}))
        events = [event for event in receive(connection, seen) if event["type"] in seen.document.events]
        listed = [event.id for event in client.beta.sessions.events.list(session.id)]
        assert [event["id"] for event in events] == listed
    with socket(server, session.id, after=listed[2]) as connection:
        assert [event["id"] for event in receive(connection, seen)] == listed[3:]


def test_a_repeated_command_is_taken_in_once(server: Server, client: anthropic.Anthropic, setting: Setting, seen: Seen) -> None:
    session = setting.session()
    command = {"idempotency_key": str(uuid.uuid4()), "request": "r", "events": [message("Once.")]}
    with socket(server, session.id) as connection:
        for _ in range(3):
            connection.send(json.dumps(command))
        answers = [receive(connection, seen, "events_sent")[-1] for _ in range(3)]
    assert all(answer == answers[0] for answer in answers) and answers[0]["request"] == "r"
    with socket(server, session.id, after="0.0") as connection:
        receive(connection, seen)
    assert kinds(client.beta.sessions.events.list(session.id)).count("user.message") == 1


def test_a_stream_ends_with_its_ticket(server: Server, setting: Setting) -> None:
    session = setting.session()
    answer = post(server, f"/v1/sessions/{session.id}/stream_tickets", {"expires_in_seconds": 1})
    assert list(follow(server, session.id, {}, ticket=answer.json()["ticket"])) in ([], [(None, {"type": "ping"})])
    with pytest.raises(httpx2.HTTPStatusError) as refusal:
        next(follow(server, session.id, {}, ticket=answer.json()["ticket"]))
    assert refusal.value.response.status_code == 401


def test_a_websocket_with_a_ticket_only_reads(server: Server, client: anthropic.Anthropic, setting: Setting, seen: Seen) -> None:
    session = setting.session()
    with socket(server, session.id, {}, ticket=ticket(server, session.id)) as connection:
        client.beta.sessions.events.send(session.id, events=[message("Hello.")])
        receive(connection, seen)
        connection.send(json.dumps({"events": [message("No.")]}))
        try:
            answer = json.loads(connection.recv(timeout=30))
            assert answer["type"] == "error", answer
        except ConnectionClosed:
            pass
    assert "No." not in said(client.beta.sessions.events.list(session.id))


def test_a_websocket_wants_a_key_and_a_session(server: Server, setting: Setting) -> None:
    session = setting.session()
    for name, fields, status in ((session.id, {}, 401), ("sesn_000000000000000000000000", BEARER, 404)):
        with pytest.raises(InvalidStatus) as refusal:
            socket(server, name, fields)
        assert refusal.value.response.status_code == status


@pytest.mark.parametrize("words", ["nonsense", "{}", '{"events": 1}', '{"events": [{"type": "user.dance"}]}', "[" * 2000])
def test_a_websocket_says_what_is_wrong_with_a_command(server: Server, setting: Setting, words: str) -> None:
    session = setting.session()
    with socket(server, session.id) as connection:
        connection.send(words)
        try:
            assert json.loads(connection.recv(timeout=30))["type"] == "error"
        except ConnectionClosed as end:
            assert end.rcvd and end.rcvd.code in (1003, 1007, 1008), end
    assert httpx2.get(f"{server.url}/health").status_code == 200


def test_a_stop_ends_streams_as_a_whole_and_sockets_as_going_away(own_server: Any, seen: Seen) -> None:
    server = own_server()
    with strict_client(server.url, seen) as client:
        session = Setting(client).session()
        expected = [event.id for event in kept(turn(client, session.id, "Hello."))]
        with (
            client.beta.sessions.events.stream(session.id) as quiet,
            httpx2.stream("GET", f"{server.url}/v1/sessions/{session.id}/events/stream", headers=BEARER, params={"after": "0.0"}, timeout=60) as raw,
            socket(server, session.id, after="0.0") as connection,
        ):
            server.begin_stopping()
            # A stream that is cut raises.
            words = b"".join(raw.iter_bytes())
            assert list(quiet) == []
            assert [event["id"] for event in receive(connection, seen)] == expected
            with pytest.raises(ConnectionClosed) as end:
                connection.recv(timeout=30)
    assert words.endswith(b"\n\nretry: 1000\n\n")
    assert [json.loads(data)["id"] for _, number, data in EventLines().feed(words) if number] == expected
    assert end.value.rcvd and end.value.rcvd.code == 1001


def test_a_fork_knows_what_was_said_and_goes_its_own_way(server: Server, client: anthropic.Anthropic, setting: Setting, seen: Seen) -> None:
    session = setting.session()
    turn(client, session.id, "My name is Wren.")
    answer = post(server, f"/v1/sessions/{session.id}/fork", {"title": "fork"})
    assert answer.status_code == 200, answer.text
    judge(seen, answer)
    fork = answer.json()["id"]
    assert fork != session.id
    assert "Wren" in said(turn(client, fork, "What is my name?"))
    before = kinds(client.beta.sessions.events.list(session.id)).count("user.message")
    assert before == 1


def test_the_history_can_be_read_as_messages(server: Server, client: anthropic.Anthropic, setting: Setting, seen: Seen) -> None:
    session = setting.session()
    turn(client, session.id, "One.")
    turn(client, session.id, "Two.")
    answer = httpx2.get(f"{server.url}/v1/sessions/{session.id}/messages", headers=BEARER)
    assert answer.status_code == 200, answer.text
    judge(seen, answer)
    assert [entry["role"] for entry in answer.json()["data"]] == ["user", "assistant", "user", "assistant"]


def test_the_contract_leaves_managed_sessions_alone(server: Server, setting: Setting) -> None:
    session = setting.session()
    answer = post(server, f"/sessions/{session.id}/messages", {"prompt": "Hello."})
    assert answer.status_code == 409 and "detail" in answer.json()


def test_without_a_key_the_api_is_for_this_machine(own_server: Any) -> None:
    """Only this machine is asked; the server also listens for others."""
    assert httpx2.get(f"{own_server(key=None).url}/v1/agents").status_code == 200
    alone = own_server("--listen", "0.0.0.0:0", "--managed-agents", "off", key=None)
    assert httpx2.get(f"{alone.url}/v1/agents").status_code == 404
    with pytest.raises(RuntimeError) as refusal:
        own_server("--listen", "0.0.0.0:0", key=None)
    assert "AGENT_AUTH_TOKEN" in str(refusal.value)
