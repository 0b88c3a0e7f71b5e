"""Sending, streaming and listing events."""

import threading
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import anthropic
import httpx2
import pytest
from anthropic.lib.sessions import accumulate_managed_agents_event

from conftest import Setting, toolset
from described import Seen
from server import KEY, Server
from turns import DELTAS, kept, kinds, message, only, said, turn, until_idle


def test_a_turn_comes_in_the_documented_order(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    events = turn(client, session.id, "Hello.")
    order = [kind for kind in kinds(events) if not kind.startswith("event_")]
    assert order[:3] == ["session.thread_status_running", "session.status_running", "user.message"]
    assert order[-3:] == ["session.thread_status_idle", "session.usage", "session.status_idle"]
    assert order.index("span.model_request_start") < order.index("agent.message") < order.index("span.model_request_end")
    assert only(events, "user.message").processed_at is not None
    assert only(events, "span.model_request_end").model_request_start_id == only(events, "span.model_request_start").id
    assert events[-1].stop_reason.type == "end_turn"
    assert "Hello." in said(events)


def test_the_echo_of_a_message_has_the_id_that_comes_later(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    with client.beta.sessions.events.stream(session.id) as stream:
        sent = client.beta.sessions.events.send(session.id, events=[message("Hello.")])
        assert sent.data[0].id.startswith("sevt_") and sent.data[0].processed_at is None
        events = until_idle(stream)
    assert only(events, "user.message").id == sent.data[0].id


def test_deltas_fold_into_the_message(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    events = turn(client, session.id, "[[slow:50]] [[think:Hm.]] [[text:One and two and three and four.]] [[chunks:6]]", deltas=True)
    starts = [event.event for event in events if event.type == "event_start"]
    assert [start.type for start in starts] == ["agent.thinking", "agent.message"]
    folded: Any = None
    for event in [event for event in events if event.type in ("event_start", "event_delta")]:
        folded = accumulate_managed_agents_event(folded, event)
    final = only(events, "agent.message")
    assert final.id == starts[1].id
    assert "".join(block.text for block in folded.content) == final.content[0].text
    assert accumulate_managed_agents_event(folded, final).content == final.content
    assert sum(event.type == "event_delta" for event in events) > 1


def test_without_a_wish_no_deltas_come(client: anthropic.Anthropic, setting: Setting) -> None:
    assert not [kind for kind in kinds(turn(client, setting.session().id, "Hello.")) if kind.startswith("event_")]


def test_an_unknown_delta_is_refused(client: anthropic.Anthropic, setting: Setting) -> None:
    with pytest.raises(anthropic.BadRequestError):
        with client.beta.sessions.events.stream(setting.session().id, event_deltas=["agent.tool_use"]):
            pass


def test_the_list_is_what_was_streamed(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    since = datetime.now(timezone.utc) - timedelta(minutes=1)
    streamed = kept(turn(client, session.id, "One.", deltas=True) + turn(client, session.id, "Two."))
    listed = list(client.beta.sessions.events.list(session.id, limit=3))
    assert [event.id for event in listed] == [event.id for event in streamed]
    assert [event.to_dict() for event in listed] == [event.to_dict() for event in streamed]
    times = [event.processed_at for event in listed]
    assert times == sorted(set(times))
    some = client.beta.sessions.events.list(session.id, types=["user.message", "agent.message"], limit=1000, order="desc", created_at_gte=since)
    wanted = [event.id for event in streamed if event.type in ("user.message", "agent.message")]
    assert [event.id for event in some] == wanted[::-1]


def test_a_range_of_times_is_one_of_processed_at(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    events = kept(turn(client, session.id, "One."))
    middle = events[4].processed_at
    assert [event.id for event in client.beta.sessions.events.list(session.id, created_at_gt=middle)] == [event.id for event in events[5:]]
    assert [event.id for event in client.beta.sessions.events.list(session.id, created_at_lte=middle)] == [event.id for event in events[:5]]


def test_tools_that_are_allowed_run(client: anthropic.Anthropic) -> None:
    session = Setting(client, tools=[toolset("bash")]).session()
    events = turn(client, session.id, '[[tool:Bash {"command":"echo wren"}]] [[text:Done.]]')
    use, result = only(events, "agent.tool_use"), only(events, "agent.tool_result")
    assert (use.name, use.input["command"], use.evaluated_permission) == ("bash", "echo wren", "allow")
    assert (result.tool_use_id, result.is_error or False) == (use.id, False)
    assert "wren" in result.content[0].text
    assert kinds(events).count("span.model_request_end") == 2


def test_messages_sent_while_a_turn_runs_follow_it(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    with client.beta.sessions.events.stream(session.id) as stream:
        client.beta.sessions.events.send(session.id, events=[message("[[stall:1500]] one")])
        client.beta.sessions.events.send(session.id, events=[message("two")])
        events = []
        while "two" not in said(events):
            events += until_idle(stream)
    assert kinds(events).count("user.message") == 2
    assert "one" in said(events)


def test_an_interrupt_ends_the_turn(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    with client.beta.sessions.events.stream(session.id) as stream:
        client.beta.sessions.events.send(session.id, events=[message("[[slow:500]] [[chunks:60]] [[text:" + "word " * 200 + "]]")])
        next(event for event in stream if event.type == "span.model_request_start")
        sent = client.beta.sessions.events.send(session.id, events=[{"type": "user.interrupt"}])
        assert sent.data[0].processed_at is None
        events = until_idle(stream)
        assert only(events, "user.interrupt").id == sent.data[0].id
        assert events[-1].stop_reason.type == "end_turn"
    assert "Hello." in said(turn(client, session.id, "Hello."))


def test_an_interrupt_of_an_idle_session_does_nothing(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    assert client.beta.sessions.events.send(session.id, events=[{"type": "user.interrupt"}]).data[0].type == "user.interrupt"
    assert "Hello." in said(turn(client, session.id, "Hello."))


def test_a_deleted_session_ends_its_streams(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    with client.beta.sessions.events.stream(session.id) as stream:
        client.beta.sessions.delete(session.id)
        assert kinds(stream)[-1] == "session.deleted"


@pytest.mark.parametrize(("status", "kind"), [(529, "model_overloaded_error"), (429, "model_rate_limited_error")])
def test_a_model_that_recovers_is_told_of(client: anthropic.Anthropic, setting: Setting, status: int, kind: str) -> None:
    events = turn(client, setting.session().id, f"[[error:{status} x1 retry-after=0]] [[text:Well.]]", reason="end_turn")
    error = only(events, "session.error").error
    assert (error.type, error.retry_status.type) == (kind, "retrying")
    assert "session.status_rescheduled" in kinds(events)
    assert "Well." in said(events)


def test_a_model_that_stays_away_exhausts_the_turn(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    events = turn(client, session.id, "[[error:400]]")
    assert events[-1].stop_reason.type == "retries_exhausted"
    assert [event for event in events if event.type == "session.error"][-1].error.retry_status.type == "exhausted"
    assert "Hello." in said(turn(client, session.id, "Hello."))


def test_images_and_documents_reach_the_model(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    content = [{"type": "text", "text": "Look."}, {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": pixel}},
               {"type": "document", "title": "D", "source": {"type": "text", "media_type": "text/plain", "data": "plain"}}]
    with client.beta.sessions.events.stream(session.id) as stream:
        client.beta.sessions.events.send(session.id, events=[{"type": "user.message", "content": content}])
        events = until_idle(stream)
    assert [block.type for block in only(events, "user.message").content] == ["text", "image", "document"]
    assert events[-1].stop_reason.type == "end_turn"


def test_text_of_any_kind_comes_through(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    text = "line\nnext\u2028\u2029\u0085\x0b \U0001f426 e\u0301 \"quoted\" \\ </script>"
    events = turn(client, session.id, text)
    assert only(events, "user.message").content[0].text == text
    large = turn(client, session.id, "[[size:3000000]]", deltas=True)
    assert len(said(large)) == 3_000_000
    assert [event.id for event in client.beta.sessions.events.list(session.id)] == [event.id for event in kept(events + large)]


def test_a_stream_is_plain_server_sent_events_whatever_is_accepted(server: Server, setting: Setting) -> None:
    session = setting.session()
    url = f"{server.url}/v1/sessions/{session.id}/events/stream?beta=true"
    for accept in ("application/json", "text/event-stream", "*/*", "image/png"):
        with httpx2.stream("GET", url, headers={"x-api-key": KEY, "accept": accept, "accept-encoding": "gzip"}, timeout=10) as answer:
            assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["cache-control"] and "content-encoding" not in answer.headers
            assert answer.headers["request-id"].startswith("req_")


def test_a_silent_stream_is_kept_alive(own_server: Any, seen: Seen) -> None:
    """A client whose patience is shorter than a turn's silence, and longer than a heartbeat."""
    server = own_server("--heartbeat", "1s")
    with anthropic.Anthropic(api_key=KEY, base_url=server.url, timeout=httpx2.Timeout(3.0)) as client:
        session = Setting(client).session()
        assert "late" in said(turn(client, session.id, "[[stall:6000]] [[text:late]]"))


def test_streams_opened_at_any_time_miss_nothing_with_the_list(client: anthropic.Anthropic, setting: Setting) -> None:
    """The documented way back: a new stream first, then the list, then what the list has not."""
    session = setting.session()
    client.beta.sessions.events.send(session.id, events=[message("[[slow:30]] [[chunks:40]] [[text:" + "a" * 400 + "]]")])
    time.sleep(0.5)
    with client.beta.sessions.events.stream(session.id, event_deltas=DELTAS) as stream:
        known = list(client.beta.sessions.events.list(session.id))
        ids = {event.id for event in known}
        if "session.status_idle" not in kinds(known):
            known += [event for event in kept(until_idle(stream)) if event.id not in ids]
    assert [event.id for event in client.beta.sessions.events.list(session.id)] == [event.id for event in known]


def test_many_clients_of_one_session_see_the_same(client: anthropic.Anthropic, server: Server, setting: Setting) -> None:
    session = setting.session()
    results: list[list[str]] = []
    ready = threading.Barrier(5)

    def follow() -> None:
        with anthropic.Anthropic(api_key=KEY, base_url=server.url) as other, other.beta.sessions.events.stream(session.id) as stream:
            ready.wait(30)
            results.append([event.id for event in until_idle(stream)])

    followers = [threading.Thread(target=follow) for _ in range(4)]
    for follower in followers:
        follower.start()
    ready.wait(30)
    client.beta.sessions.events.send(session.id, events=[message("Hello.")])
    for follower in followers:
        follower.join(60)
    assert len(results) == 4 and all(result == results[0] for result in results)
