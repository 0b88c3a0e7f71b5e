"""Sessions as objects."""

from datetime import datetime, timedelta, timezone

import anthropic
import pytest

from conftest import Setting
from turns import kinds, message, said, turn, until_idle


def test_a_session_begins_idle_with_a_copy_of_its_agent(client: anthropic.Anthropic, setting: Setting) -> None:
    vault = client.beta.vaults.create(display_name="v")
    file = client.beta.files.upload(file=("a.txt", b"abc", "text/plain"))
    session = setting.session(title="T", metadata={"k": "v"}, vault_ids=[vault.id], resources=[{"type": "file", "file_id": file.id}])
    assert session.id.startswith("sesn_") and session.status == "idle"
    assert (session.title, session.metadata, session.vault_ids) == ("T", {"k": "v"}, [vault.id])
    assert (session.agent.id, session.agent.version, session.environment_id) == (setting.agent.id, 1, setting.environment.id)
    assert session.resources[0].type == "file" and session.resources[0].file_id != file.id
    client.beta.agents.update(setting.agent.id, name="renamed")
    assert client.beta.sessions.retrieve(session.id).agent.name == "Wren"


def test_initial_events_begin_a_turn(client: anthropic.Anthropic, setting: Setting) -> None:
    client.beta.agents.update(setting.agent.id, name="second")
    session = client.beta.sessions.create(
        agent={"type": "agent", "id": setting.agent.id, "version": 2}, environment_id=setting.environment.id,
        budget={"type": "limit", "max_list_cost": {"amount": "2500", "currency": "USD"}}, initial_events=[message("Hello.")])
    assert session.status == "running" and session.agent.version == 2
    assert session.budget.max_list_cost.amount == "2500"
    with client.beta.sessions.events.stream(session.id) as stream:
        # It may be idle already: what was before a stream opened is in the list.
        listed = list(client.beta.sessions.events.list(session.id))
        if "session.status_idle" not in kinds(listed):
            until_idle(stream)
    assert "Hello." in said(client.beta.sessions.events.list(session.id))


def test_overrides_hold_for_one_session(client: anthropic.Anthropic, setting: Setting) -> None:
    session = client.beta.sessions.create(
        agent={"type": "agent_with_overrides", "id": setting.agent.id, "system": "You are a robin.", "tools": []},
        environment_id=setting.environment.id)
    assert session.agent.system == "You are a robin."
    assert "You are a robin." in said(turn(client, session.id, "[[echo-system]]"))
    assert client.beta.agents.retrieve(setting.agent.id).system is None


def test_lists_filter_and_page(client: anthropic.Anthropic, setting: Setting) -> None:
    since = datetime.now(timezone.utc) - timedelta(seconds=5)
    made = [setting.session().id for _ in range(3)]
    page = client.beta.sessions.list(
        agent_id=setting.agent.id, statuses=["idle", "running"], order="asc", created_at_gt=since, include_archived=False, limit=2)
    assert page.prev_page is None and [session.id for session in page.data] == made[:2]
    assert [session.id for session in page] == made
    later = page.get_next_page()
    assert later.prev_page is not None
    assert not client.beta.sessions.list(agent_id=setting.agent.id, statuses=["terminated"]).data
    assert not client.beta.sessions.list(agent_id=setting.agent.id, created_at_lt=since).data


def test_a_cursor_belongs_to_its_order(client: anthropic.Anthropic, setting: Setting) -> None:
    for _ in range(2):
        setting.session()
    page = client.beta.sessions.list(agent_id=setting.agent.id, order="asc", limit=1)
    with pytest.raises(anthropic.BadRequestError):
        client.beta.sessions.list(agent_id=setting.agent.id, order="desc", limit=1, page=page.next_page)


def test_what_is_named_is_changed_and_null_clears(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session(title="t", metadata={"k": "v", "l": "w"})
    changed = client.beta.sessions.update(session.id, title="n", metadata={"k": None})
    assert (changed.title, changed.metadata) == ("n", {"l": "w"})
    updated = [event for event in client.beta.sessions.events.list(session.id) if event.type == "session.updated"]
    assert len(updated) == 1 and updated[0].title == "n"


def test_a_budget_cannot_come_later(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    with pytest.raises(anthropic.BadRequestError):
        client.beta.sessions.update(session.id, budget={"type": "limit", "max_list_cost": {"amount": "1", "currency": "USD"}})
    assert client.beta.sessions.update(session.id, budget=None).budget is None


def test_new_tools_hold_from_the_next_turn(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    before = said(turn(client, session.id, "[[echo-tools]]"))
    tools = [{"type": "agent_toolset_20260401", "default_config": {"enabled": False}, "configs": [{"name": "grep", "enabled": True}]}]
    client.beta.sessions.update(session.id, agent={"tools": tools})
    assert "Grep" not in before and "Grep" in said(turn(client, session.id, "[[echo-tools]]"))


def test_an_archived_session_keeps_its_history_and_takes_nothing_more(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    turn(client, session.id, "Hello.")
    archived = client.beta.sessions.archive(session.id)
    assert archived.status == "terminated" and archived.archived_at is not None
    assert kinds(client.beta.sessions.events.list(session.id))[-2:] == ["session.thread_status_terminated", "session.status_terminated"]
    with pytest.raises(anthropic.BadRequestError):
        client.beta.sessions.events.send(session.id, events=[message("Again.")])
    assert session.id not in [other.id for other in client.beta.sessions.list(agent_id=setting.agent.id)]


def test_a_deleted_session_is_gone(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    assert client.beta.sessions.delete(session.id).type == "session_deleted"
    with pytest.raises(anthropic.NotFoundError):
        client.beta.sessions.retrieve(session.id)


def test_a_running_session_is_neither_archived_nor_deleted(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    with client.beta.sessions.events.stream(session.id) as stream:
        client.beta.sessions.events.send(session.id, events=[message("[[stall:60000]]")])
        next(event for event in stream if event.type == "session.status_running")
        quick = client.with_options(max_retries=0)
        for call in (quick.beta.sessions.archive, quick.beta.sessions.delete):
            with pytest.raises((anthropic.BadRequestError, anthropic.ConflictError)):
                call(session.id)
        client.beta.sessions.events.send(session.id, events=[{"type": "user.interrupt"}])
        until_idle(stream, "end_turn")
    client.beta.sessions.delete(session.id)


def test_usage_and_cost_are_told_before_each_idle(client: anthropic.Anthropic, setting: Setting) -> None:
    session = setting.session()
    events = turn(client, session.id, "[[usage:1000,200]] Hello.")
    assert kinds(events)[-3:] == ["session.thread_status_idle", "session.usage", "session.status_idle"]
    assert events[-2].usage.output_tokens == 200
    assert client.beta.sessions.retrieve(session.id).usage.output_tokens == 200
