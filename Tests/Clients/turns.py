"""What a client does with a session: sends, and reads until it is idle."""

from collections.abc import Iterable
from typing import Any

import anthropic

DELTAS = ["agent.message", "agent.thinking"]


def message(text: str) -> dict[str, Any]:
    return {"type": "user.message", "content": [{"type": "text", "text": text}]}


def until_idle(stream: Iterable[Any], reason: str | None = None) -> list[Any]:
    """The events up to the next session.status_idle, of this stop reason if one is named."""
    events = []
    for event in stream:
        events.append(event)
        if event.type == "session.status_idle" and reason in (None, event.stop_reason.type):
            return events
        assert event.type not in ("session.status_terminated", "session.deleted"), event
    raise AssertionError(f"the stream ended after {[event.type for event in events]}")


def turn(client: anthropic.Anthropic, session_id: str, text: str, reason: str | None = None, deltas: bool = False) -> list[Any]:
    """Sends a message on an open stream, as the documentation has it, and reads until the session is idle."""
    wish = {"event_deltas": DELTAS} if deltas else {}
    with client.beta.sessions.events.stream(session_id, **wish) as stream:
        client.beta.sessions.events.send(session_id, events=[message(text)])
        return until_idle(stream, reason)


def kinds(events: Iterable[Any]) -> list[str]:
    return [event.type for event in events]


def only(events: Iterable[Any], kind: str) -> Any:
    """The one event of a type."""
    found = [event for event in events if event.type == kind]
    assert len(found) == 1, f"{len(found)} of {kind} among {kinds(events)}"
    return found[0]


def said(events: Iterable[Any]) -> str:
    """All that the agent said."""
    return "".join(block.text for event in events if event.type == "agent.message" for block in event.content if block.type == "text")


def kept(events: Iterable[Any]) -> list[Any]:
    """The events that lists have too."""
    return [event for event in events if not event.type.startswith("event_")]


def tool_name(client: anthropic.Anthropic, session_id: str, name: str) -> str:
    """What the model knows a tool by; the offline model tells."""
    words = said(turn(client, session_id, "[[echo-tools]]")).replace(",", " ").replace('"', " ").split()
    found = [word.strip(".'`") for word in words if word.strip(".'`").endswith(name)]
    assert found, f"no tool {name} among {words}"
    return found[0]
