"""Agents and their versions; environments."""

import json
from datetime import datetime, timedelta, timezone

import anthropic
import pytest

from conftest import MODEL, WEATHER, toolset
from described import Seen


def test_an_agent_is_created_in_its_resolved_form(client: anthropic.Anthropic) -> None:
    agent = client.beta.agents.create(name="A", model=MODEL, system="s", tools=[toolset("read", "bash"), WEATHER])
    assert agent.id.startswith("agent_") and agent.version == 1 and agent._request_id.startswith("req_")
    assert agent.model.id == MODEL
    assert [tool.type for tool in agent.tools] == ["agent_toolset_20260401", "custom"]
    assert {config.name: config.permission_policy.type for config in agent.tools[0].configs}["bash"] == "always_allow"
    assert agent.metadata == {} and agent.mcp_servers == [] and agent.skills == []
    assert agent.execution_identity.type == "service_account"


def test_the_body_is_sent_as_it_was_given(client: anthropic.Anthropic, seen: Seen) -> None:
    client.beta.agents.create(name="A", model=MODEL, system="s", tools=[])
    assert json.loads(seen.requests[-1].content)["model"] == MODEL


def test_a_version_is_made_by_each_change_and_stays(client: anthropic.Anthropic) -> None:
    agent = client.beta.agents.create(name="A", model=MODEL, system="s", metadata={"a": "1", "b": "2"})
    changed = client.beta.agents.update(agent.id, version=1, name="B", system=None, metadata={"a": None, "c": "3"})
    assert (changed.version, changed.name, changed.system, changed.metadata) == (2, "B", None, {"b": "2", "c": "3"})
    same = client.beta.agents.update(agent.id, version=2, name="B")
    assert same.version == 2
    assert client.beta.agents.retrieve(agent.id).name == "B"
    first = client.beta.agents.retrieve(agent.id, version=1)
    assert (first.version, first.name, first.system) == (1, "A", "s")
    assert sorted(version.version for version in client.beta.agents.versions.list(agent.id, limit=1)) == [1, 2]


def test_a_stale_version_is_refused_once(client: anthropic.Anthropic, seen: Seen) -> None:
    agent = client.beta.agents.create(name="A", model=MODEL)
    client.beta.agents.update(agent.id, name="B")
    before = len(seen.requests)
    with pytest.raises(anthropic.ConflictError) as refusal:
        client.beta.agents.update(agent.id, version=1, name="C")
    assert len(seen.requests) == before + 1
    assert refusal.value.type == "conflict_error" and refusal.value.request_id


def test_lists_are_read_page_by_page(client: anthropic.Anthropic) -> None:
    since = datetime.now(timezone.utc) - timedelta(seconds=5)
    made = [client.beta.agents.create(name=f"page {number}", model=MODEL).id for number in range(3)]
    listed = [agent.id for agent in client.beta.agents.list(limit=1, include_archived=True, created_at_gte=since)]
    assert [name for name in listed if name in made] == made[::-1]
    assert len(listed) == len(set(listed))


def test_an_archived_agent_is_hidden_and_cannot_be_changed_or_used(client: anthropic.Anthropic) -> None:
    agent = client.beta.agents.create(name="A", model=MODEL)
    environment = client.beta.environments.create(name="E")
    assert client.beta.agents.archive(agent.id).archived_at is not None
    assert client.beta.agents.archive(agent.id).archived_at is not None
    assert agent.id not in [other.id for other in client.beta.agents.list(limit=100)]
    assert agent.id in [other.id for other in client.beta.agents.list(limit=100, include_archived=True)]
    with pytest.raises(anthropic.BadRequestError):
        client.beta.agents.update(agent.id, name="B")
    with pytest.raises(anthropic.BadRequestError):
        client.beta.sessions.create(agent=agent.id, environment_id=environment.id)


def test_an_environment_has_its_whole_configuration(client: anthropic.Anthropic) -> None:
    environment = client.beta.environments.create(name="E", config={"type": "cloud", "networking": {"type": "unrestricted"}})
    assert environment.config.networking.type == "unrestricted"
    assert environment.config.packages.pip == []
    changed = client.beta.environments.update(environment.id, name="F", metadata={"a": "1"})
    assert (changed.name, changed.metadata) == ("F", {"a": "1"})
    assert environment.id in [other.id for other in client.beta.environments.list()]
    assert client.beta.environments.archive(environment.id).archived_at is not None
    with pytest.raises(anthropic.BadRequestError) as refusal:
        client.beta.environments.update(environment.id, name="G")
    assert refusal.value.body["error"]["details"]["error_code"] == "environment_archived"
    assert client.beta.environments.delete(environment.id).type == "environment_deleted"
    with pytest.raises(anthropic.NotFoundError):
        client.beta.environments.retrieve(environment.id)


@pytest.mark.parametrize("config", [
    {"type": "cloud", "networking": {"type": "limited", "allowed_hosts": ["x.com"]}},
    {"type": "cloud", "packages": {"pip": ["numpy"]}},
    {"type": "self_hosted"},
])
def test_an_environment_that_nothing_enforces_is_refused(client: anthropic.Anthropic, config: dict) -> None:
    with pytest.raises(anthropic.BadRequestError) as refusal:
        client.beta.environments.create(name="E", config=config)
    assert "config" in refusal.value.message


@pytest.mark.parametrize("change", [
    {"model": {"id": MODEL, "speed": "fast"}},
    {"model": {"id": MODEL, "inference_geo": "us"}},
    {"tools": [toolset("bash", policy="auto")]},
    {"skills": [{"type": "anthropic", "skill_id": "xlsx"}]},
    {"execution_identity": {"type": "aws_role", "role_arn": "arn:aws:iam::1:role/x"}},
    {"multiagent": {"type": "coordinator", "agents": [{"type": "self"}]}},
    {"mcp_servers": [{"type": "url", "name": "lonely", "url": "http://127.0.0.1:9/mcp"}]},
])
def test_what_the_cli_cannot_do_is_refused_by_its_field(client: anthropic.Anthropic, change: dict) -> None:
    with pytest.raises(anthropic.BadRequestError) as refusal:
        client.beta.agents.create(**{"name": "A", "model": MODEL} | change)
    assert refusal.value.type == "invalid_request_error"
    assert next(iter(change)) in refusal.value.message
