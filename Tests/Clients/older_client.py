"""A turn, a refusal and a confirmed call with a client of an earlier time. Run with the older environment: older_client.py URL KEY."""

import sys

import anthropic


def main() -> None:
    client = anthropic.Anthropic(api_key=sys.argv[2], base_url=sys.argv[1])
    assert "X-Api-Key" in client.auth_headers, client.auth_headers
    ask = {"type": "agent_toolset_20260401", "default_config": {"enabled": False},
           "configs": [{"name": "bash", "enabled": True, "permission_policy": {"type": "always_ask"}}]}
    agent = client.beta.agents.create(name="Wren", model="claude-sonnet-4-6", tools=[ask])
    environment = client.beta.environments.create(name="here", config={"type": "cloud", "networking": {"type": "unrestricted"}})
    session = client.beta.sessions.create(agent=agent.id, environment_id=environment.id)
    with client.beta.sessions.events.stream(session.id) as stream:
        text = '[[tool:Bash {"command":"echo wren"}]] [[text:Done.]]'
        client.beta.sessions.events.send(session.id, events=[{"type": "user.message", "content": [{"type": "text", "text": text}]}])
        kinds = []
        for event in stream:
            kinds.append(event.type)
            if event.type == "session.status_idle" and event.stop_reason.type == "requires_action":
                answer = {"type": "user.tool_confirmation", "tool_use_id": event.stop_reason.event_ids[0], "result": "allow"}
                client.beta.sessions.events.send(session.id, events=[answer])
            elif event.type == "session.status_idle":
                break
    listed = [event.type for event in client.beta.sessions.events.list(session.id)]
    # It takes the events that its version knows from a stream, and all of a list.
    assert [kind for kind in listed if kind in kinds] == kinds and set(listed) - set(kinds) <= {"session.usage"}, (listed, kinds)
    assert "agent.tool_result" in kinds and "agent.message" in kinds, kinds
    assert session.id in [other.id for other in client.beta.sessions.list()]
    client.beta.sessions.delete(session.id)
    try:
        client.beta.sessions.retrieve(session.id)
    except anthropic.NotFoundError:
        print("done")


main()
