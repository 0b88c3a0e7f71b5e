"""Turns that wait for a person or for the client's own tools."""

import asyncio
import glob
import os
import time
from pathlib import Path
from typing import Any

import anthropic
import pytest
from anthropic import beta_async_tool

from conftest import WEATHER, Setting, strict_async_client, strict_client, toolset
from described import Seen
from server import Server
from turns import kinds, message, only, said, tool_name, turn, until_idle


def asked(client: anthropic.Anthropic, path: Path) -> tuple[Any, Any]:
    """A session that waits for leave to make a file, and the call."""
    session = Setting(client, tools=[toolset("bash", policy="always_ask")]).session()
    events = turn(client, session.id, f'[[tool:Bash {{"command":"touch {path}"}}]] [[text:Done.]]')
    use = only(events, "agent.tool_use")
    assert use.evaluated_permission == "ask"
    assert events[-1].stop_reason.type == "requires_action" and events[-1].stop_reason.event_ids == [use.id]
    assert not path.exists()
    return session, use


def confirm(client: anthropic.Anthropic, session_id: str, use_id: str, result: str, **more: str) -> list[Any]:
    with client.beta.sessions.events.stream(session_id) as stream:
        answer = {"type": "user.tool_confirmation", "tool_use_id": use_id, "result": result, **more}
        sent = client.beta.sessions.events.send(session_id, events=[answer])
        events = until_idle(stream)
    assert only(events, "user.tool_confirmation").id == sent.data[0].id
    return events


def test_a_confirmed_call_runs(client: anthropic.Anthropic, tmp_path: Path) -> None:
    session, use = asked(client, tmp_path / "made")
    events = confirm(client, session.id, use.id, "allow")
    assert (tmp_path / "made").exists()
    assert kinds(events).index("user.tool_confirmation") < kinds(events).index("agent.tool_result")
    assert "session.status_running" in kinds(events)
    assert events[-1].stop_reason.type == "end_turn" and "Done." in said(events)


def test_a_denied_call_does_not_run(client: anthropic.Anthropic, tmp_path: Path) -> None:
    session, use = asked(client, tmp_path / "made")
    events = confirm(client, session.id, use.id, "deny", deny_message="not on a Friday")
    result = only(events, "agent.tool_result")
    assert (result.tool_use_id, result.is_error) == (use.id, True)
    assert "not on a Friday" in result.content[0].text
    assert events[-1].stop_reason.type == "end_turn"
    assert not (tmp_path / "made").exists()


def test_a_call_is_answered_once(client: anthropic.Anthropic, tmp_path: Path) -> None:
    session, use = asked(client, tmp_path / "made")
    confirm(client, session.id, use.id, "deny")
    for name in (use.id, "sevt_000000000000000000000000"):
        with pytest.raises(anthropic.BadRequestError):
            client.beta.sessions.events.send(
                session.id, events=[{"type": "user.tool_confirmation", "tool_use_id": name, "result": "allow"}])


def test_an_interrupt_denies_what_waits(client: anthropic.Anthropic, tmp_path: Path) -> None:
    session, use = asked(client, tmp_path / "made")
    with client.beta.sessions.events.stream(session.id) as stream:
        client.beta.sessions.events.send(session.id, events=[{"type": "user.interrupt"}])
        events = until_idle(stream)
    assert only(events, "agent.tool_result").is_error and events[-1].stop_reason.type == "end_turn"
    assert not (tmp_path / "made").exists()
    assert "Hello." in said(turn(client, session.id, "Hello."))


def test_an_interrupt_denies_what_waits_without_a_process(own_server: Any, seen: Seen, tmp_path: Path) -> None:
    server = own_server("--hold", "1s", "--spares", "0")
    with strict_client(server.url, seen) as client:
        session, use = asked(client, tmp_path / "made")
        await_no_agent(server)
        with client.beta.sessions.events.stream(session.id) as stream:
            client.beta.sessions.events.send(session.id, events=[{"type": "user.interrupt"}])
            events = until_idle(stream)
        result = only(events, "agent.tool_result")
        assert (result.tool_use_id, result.is_error) == (use.id, True) and events[-1].stop_reason.type == "end_turn"
        assert not (tmp_path / "made").exists()
        assert "Hello." in said(turn(client, session.id, "Hello."))


def test_several_calls_are_answered_one_by_one(client: anthropic.Anthropic, tmp_path: Path) -> None:
    session = Setting(client, tools=[toolset("bash", policy="always_ask")]).session()
    first, second = tmp_path / "first", tmp_path / "second"
    events = turn(client, session.id, f'[[tool:Bash {{"command":"touch {first}"}}]] [[also:Bash {{"command":"touch {second}"}}]] [[text:Done.]]')
    ids = events[-1].stop_reason.event_ids
    assert sorted(ids) == sorted(event.id for event in events if event.type == "agent.tool_use") and len(ids) == 2
    rest = confirm(client, session.id, ids[0], "allow")
    assert rest[-1].stop_reason.type == "requires_action" and rest[-1].stop_reason.event_ids == [ids[1]]
    end = confirm(client, session.id, ids[1], "deny")
    assert end[-1].stop_reason.type == "end_turn"
    assert first.exists() and not second.exists()


def test_a_custom_tool_is_answered_by_the_client(client: anthropic.Anthropic) -> None:
    session = Setting(client, tools=[WEATHER]).session()
    name = tool_name(client, session.id, "get_weather")
    events = turn(client, session.id, f'[[tool:{name} {{"city":"Bergen"}}]] [[text:Well.]]')
    use = only(events, "agent.custom_tool_use")
    assert (use.name, use.input) == ("get_weather", {"city": "Bergen"})
    assert events[-1].stop_reason.event_ids == [use.id]
    with client.beta.sessions.events.stream(session.id) as stream:
        answer = {"type": "user.custom_tool_result", "custom_tool_use_id": use.id, "content": [{"type": "text", "text": "rain"}]}
        sent = client.beta.sessions.events.send(session.id, events=[answer])
        assert sent.data[0].processed_at is not None
        rest = until_idle(stream)
    assert rest[-1].stop_reason.type == "end_turn" and "rain" in said(rest)


def test_the_tool_runner_serves_custom_tools(client: anthropic.Anthropic, server: Server, seen: Seen) -> None:
    session = Setting(client, tools=[WEATHER]).session()
    name = tool_name(client, session.id, "get_weather")
    asyncio.run(run_tools(server, seen, session.id, name))
    assert "rain in Bergen" in said(client.beta.sessions.events.list(session.id))
    helpers = [request.headers.get("x-stainless-helper") for request in seen.requests]
    assert "session-tool-runner" in helpers


async def run_tools(server: Server, seen: Seen, session_id: str, name: str) -> None:
    @beta_async_tool
    async def get_weather(city: str) -> str:
        """The weather somewhere."""
        return f"rain in {city}"

    async with strict_async_client(server.url, seen) as client:
        await client.beta.sessions.events.send(session_id, events=[message(f'[[tool:{name} {{"city":"Bergen"}}]] [[text:Well.]]')])
        calls = [call async for call in client.beta.sessions.events.tool_runner(session_id, tools=[get_weather], max_idle=1.0)]
    assert [(call.name, call.posted) for call in calls] == [("get_weather", True)]


def await_no_agent(server: Server) -> None:
    """Until the turn waits without a process."""
    while any(is_within(folder, server.folder) for folder in glob.glob("/proc/[0-9]*/cwd")):
        time.sleep(0.05)


def is_within(link: str, folder: Path) -> bool:
    try:
        return os.readlink(link).startswith(str(folder))
    except OSError:
        return False


@pytest.mark.parametrize("end", ["kill", "stop"])
@pytest.mark.parametrize("result", ["allow", "deny"])
def test_a_confirmation_outlives_the_server(own_server: Any, seen: Seen, tmp_path: Path, end: str, result: str) -> None:
    server = own_server("--hold", "1s", "--spares", "0")
    with strict_client(server.url, seen) as client:
        session, use = asked(client, tmp_path / "made")
        await_no_agent(server)
        getattr(server, end)()
        server.start()
        assert client.beta.sessions.retrieve(session.id).status == "idle"
        assert client.beta.sessions.events.list(session.id, order="desc", limit=1).data[0].stop_reason.event_ids == [use.id]
        events = confirm(client, session.id, use.id, result)
        assert (tmp_path / "made").exists() == (result == "allow")
        assert events[-1].stop_reason.type == "end_turn"
        assert kinds(client.beta.sessions.events.list(session.id)).count("agent.tool_result") == 1


def test_a_custom_tool_outlives_the_server(own_server: Any, seen: Seen) -> None:
    server = own_server()
    with strict_client(server.url, seen) as client:
        session = Setting(client, tools=[WEATHER]).session()
        name = tool_name(client, session.id, "get_weather")
        use = only(turn(client, session.id, f'[[tool:{name} {{"city":"Bergen"}}]] [[text:Well.]]'), "agent.custom_tool_use")
        server.stop()
        server.start()
        with client.beta.sessions.events.stream(session.id) as stream:
            answer = {"type": "user.custom_tool_result", "custom_tool_use_id": use.id, "content": [{"type": "text", "text": "rain"}]}
            client.beta.sessions.events.send(session.id, events=[answer])
            until_idle(stream, "end_turn")
    lines = [line for file in server.folder.glob("data/**/*.jsonl") for line in file.read_text().splitlines()]
    assert any('"tool_result"' in line and '"rain"' in line for line in lines)


def test_a_running_turn_that_is_killed_ends_and_the_session_goes_on(own_server: Any, seen: Seen) -> None:
    server = own_server()
    with strict_client(server.url, seen) as client:
        session = Setting(client).session()
        turn(client, session.id, "My name is Wren.")
        with client.beta.sessions.events.stream(session.id) as stream:
            client.beta.sessions.events.send(session.id, events=[message("[[stall:60000]]")])
            next(event for event in stream if event.type == "session.status_running")
            before = [event.id for event in client.beta.sessions.events.list(session.id)]
            server.kill()
        server.start()
        after = list(client.beta.sessions.events.list(session.id))
        assert [event.id for event in after][: len(before)] == before
        assert "session.status_idle" in kinds(after[len(before):])
        assert "Wren" in said(turn(client, session.id, "What is my name?"))
